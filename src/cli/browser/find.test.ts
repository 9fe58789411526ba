import { describe, expect, test } from 'vitest';
import { TesseraError } from '../../base/errors';
import { findBrowser, installedCandidates, type SearchPlace } from './find';

function machine(executables: string[], overrides: Partial<SearchPlace> = {}): SearchPlace {
  return {
    platform: 'linux',
    environment: { PATH: '/opt/tools:/usr/bin' },
    isExecutable: (path) => executables.includes(path),
    playwrightPath: () => '/cache/playwright/chrome',
    ...overrides,
  };
}

describe('findBrowser', () => {
  test('prefers TESSERA_BROWSER to everything else', () => {
    const place = machine(['/my/chrome', '/usr/bin/chromium', '/cache/playwright/chrome'], {
      environment: { PATH: '/usr/bin', TESSERA_BROWSER: '/my/chrome' },
    });
    expect(findBrowser(place)).toEqual({ executablePath: '/my/chrome', origin: 'TESSERA_BROWSER' });
  });

  test('names TESSERA_BROWSER when it cannot be run, rather than taking another browser', () => {
    const place = machine(['/usr/bin/chromium'], { environment: { TESSERA_BROWSER: '/gone' } });
    expect(() => findBrowser(place)).toThrow(TesseraError);
    expect(() => findBrowser(place)).toThrow(/TESSERA_BROWSER is '\/gone'/);
  });

  test('prefers an installed browser to the download of Playwright', () => {
    const place = machine(['/cache/playwright/chrome', '/opt/tools/chromium']);
    expect(findBrowser(place)).toEqual({ executablePath: '/opt/tools/chromium', origin: 'installed' });
  });

  test('looks in the usual places when PATH is empty', () => {
    const place = machine(['/opt/google/chrome/chrome'], { environment: {} });
    expect(findBrowser(place)?.executablePath).toBe('/opt/google/chrome/chrome');
  });

  test('falls back to the download of Playwright, then to null', () => {
    expect(findBrowser(machine(['/cache/playwright/chrome']))?.origin).toBe('playwright');
    expect(findBrowser(machine([]))).toBeNull();
    expect(findBrowser(machine([], { playwrightPath: () => '' }))).toBeNull();
  });
});

describe('installedCandidates', () => {
  test('macOS: the system and the user folder of applications', () => {
    const place = machine([], { platform: 'darwin', environment: { HOME: '/Users/ada', PATH: '' } });
    const paths = installedCandidates(place);
    expect(paths).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(paths).toContain('/Users/ada/Applications/Chromium.app/Contents/MacOS/Chromium');
  });

  test('Windows: every program folder that is set, Chrome before Edge', () => {
    const place = machine([], { platform: 'win32', environment: { PROGRAMFILES: 'C:\\Program Files' } });
    expect(installedCandidates(place)).toEqual([
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files\\Chromium\\Application\\chrome.exe',
      'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
    ]);
  });
});
