// Finds a Chromium-family browser that is already on this machine: the one named in TESSERA_BROWSER, then
// an installed Chrome, Chromium or Edge, then Playwright's own download. Installs nothing (see install.ts).
import { accessSync, constants, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { chromium } from 'playwright';
import { TesseraError } from '../../base/errors';

/** A browser that can be started, and in a few words where it came from. */
export interface FoundBrowser {
  executablePath: string;
  origin: 'TESSERA_BROWSER' | 'installed' | 'playwright';
}

/** What the search looks at; a test passes its own instead of this machine's. */
export interface SearchPlace {
  platform: NodeJS.Platform;
  environment: Record<string, string | undefined>;
  isExecutable(path: string): boolean;
  playwrightPath(): string;
}

const namesOnPath = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'chrome',
];

const linuxPlaces = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/lib/chromium/chromium',
  '/opt/google/chrome/chrome',
  '/opt/microsoft/msedge/msedge',
  '/snap/bin/chromium',
];

const macPlaces = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const windowsPlaces = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** This machine. */
export const thisMachine: SearchPlace = {
  platform: process.platform,
  environment: process.env,
  isExecutable(path) {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  },
  // Throws on platforms that Playwright has no build for.
  playwrightPath() {
    try {
      return chromium.executablePath();
    } catch {
      return '';
    }
  },
};

/** Every path where an installed browser may be, in the order they are tried. */
export function installedCandidates(place: SearchPlace): string[] {
  const { platform, environment } = place;
  if (platform === 'win32') {
    const roots = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA];
    return roots.flatMap((root) => (root ? windowsPlaces.map((path) => win32.join(root, path)) : []));
  }
  const folders = (environment.PATH ?? '').split(posix.delimiter).filter(Boolean);
  const onPath = namesOnPath.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
  if (platform === 'darwin') {
    const roots = ['/Applications', posix.join(environment.HOME ?? '/', 'Applications')];
    return [...roots.flatMap((root) => macPlaces.map((path) => posix.join(root, path))), ...onPath];
  }
  return [...onPath, ...linuxPlaces];
}

/**
 * The browser to use, or null when none is here.
 * Throws a `TesseraError` when TESSERA_BROWSER names something that cannot be run.
 */
export function findBrowser(place: SearchPlace = thisMachine): FoundBrowser | null {
  const named = place.environment.TESSERA_BROWSER;
  if (named) {
    if (place.isExecutable(named)) return { executablePath: named, origin: 'TESSERA_BROWSER' };
    throw new TesseraError(
      `TESSERA_BROWSER is '${named}', which is not a program that can be run. ` +
        'Set it to the full path of Chrome, Chromium or Edge, or unset it.',
    );
  }
  const installed = installedCandidates(place).find((path) => place.isExecutable(path));
  if (installed) return { executablePath: installed, origin: 'installed' };
  const downloaded = place.playwrightPath();
  if (downloaded && place.isExecutable(downloaded)) {
    return { executablePath: downloaded, origin: 'playwright' };
  }
  return null;
}
