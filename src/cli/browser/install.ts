// Makes sure that there is a browser: finds one, else lets Playwright download its Chromium, else asks the
// system's package manager (Debian and its kin, and only where that needs no password).
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TesseraError } from '../../base/errors';
import { type FoundBrowser, findBrowser } from './find';

/** No browser here, and none could be installed; the message says what was tried and what to do. */
export class NoBrowserError extends TesseraError {
  override name = 'NoBrowserError';
}

/** One way of installing a browser: a name for messages and the commands, run in order. */
interface Installer {
  name: string;
  commands: string[][];
}

/** How a command ended: exit status 0, or the line of its output that says why not. */
type Outcome = { ok: true } | { ok: false; reason: string };

/** What `ensureBrowser` does to the machine; a test passes its own. */
export interface InstallHost {
  find(): FoundBrowser | null;
  run(command: string[]): Promise<Outcome>;
  /** Prefix that gives a command the rights to install packages: [], ['sudo', '-n'], or null for none. */
  privilege(): Promise<string[] | null>;
}

function run(command: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    }
    child.on('error', (error) => resolve({ ok: false, reason: error.message }));
    child.on('close', (status) => {
      resolve(status === 0 ? { ok: true } : { ok: false, reason: explain(output, status) });
    });
  });
}

/** The line of a failed command's output that most likely says why. */
export function explain(output: string, status: number | null): string {
  const lines = output.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const reason = lines.find((line) => /^(error\b|E:)/i.test(line)) ?? lines.at(-1);
  return reason?.trim() ?? `exit status ${status}`;
}

/** This machine. */
export const thisHost: InstallHost = {
  find: () => findBrowser(),
  run,
  async privilege() {
    if (process.platform !== 'linux' || !(await run(['apt-get', '--version'])).ok) return null;
    if (process.getuid?.() === 0) return [];
    return (await run(['sudo', '-n', 'true'])).ok ? ['sudo', '-n'] : null;
  },
};

const playwrightCommand = join(
  dirname(createRequire(import.meta.url).resolve('playwright/package.json')),
  'cli.js',
);

async function installers(host: InstallHost): Promise<Installer[]> {
  const download: Installer = {
    name: "Playwright's download",
    commands: [[process.execPath, playwrightCommand, 'install', '--no-shell', 'chromium']],
  };
  const privilege = await host.privilege();
  if (!privilege) return [download];
  const system: Installer = {
    name: 'apt-get install chromium',
    commands: [
      [...privilege, 'apt-get', 'update'],
      [...privilege, 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
    ],
  };
  return [download, system];
}

async function install(installer: Installer, host: InstallHost): Promise<Outcome> {
  for (const command of installer.commands) {
    const outcome = await host.run(command);
    if (!outcome.ok) return outcome;
  }
  return { ok: true };
}

/** Whether the browser runs at all: a download may lack system libraries, a package may be a stub. */
async function starts(browser: FoundBrowser, host: InstallHost): Promise<Outcome> {
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === 'win32') return { ok: true };
  return host.run([browser.executablePath, '--version']);
}

/**
 * A browser that starts; installs one where none is found. `log` gets one line saying which, and one for
 * each attempt to install. Throws a `NoBrowserError` when nothing worked.
 */
export async function ensureBrowser(
  log: (line: string) => void = () => {},
  host: InstallHost = thisHost,
): Promise<FoundBrowser> {
  const usable = async (): Promise<FoundBrowser | null> => {
    const browser = host.find();
    if (!browser) return null;
    const outcome = await starts(browser, host);
    if (outcome.ok) log(`Browser: ${browser.executablePath} (${browser.origin})`);
    else log(`${browser.executablePath} does not start: ${outcome.reason}`);
    return outcome.ok ? browser : null;
  };

  const present = await usable();
  if (present) return present;
  const tried: string[] = [];
  for (const installer of await installers(host)) {
    log(`No Chrome, Chromium or Edge that starts; trying ${installer.name} (about 200 MB).`);
    const outcome = await install(installer, host);
    if (!outcome.ok) log(`That failed: ${outcome.reason}`);
    const installed = outcome.ok ? await usable() : null;
    if (installed) return installed;
    tried.push(installer.name);
  }
  throw new NoBrowserError(
    `No Chrome, Chromium or Edge that starts was found, and none could be installed (tried: ${tried.join('; ')}). ` +
      'Install Chrome or Chromium, or run `npx playwright install --with-deps chromium`, ' +
      'or set TESSERA_BROWSER to the full path of one.',
  );
}
