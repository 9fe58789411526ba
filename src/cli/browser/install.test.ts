import { describe, expect, test } from 'vitest';
import type { FoundBrowser } from './find';
import { ensureBrowser, explain, type InstallHost, NoBrowserError } from './install';

const chromium: FoundBrowser = { executablePath: '/usr/bin/chromium', origin: 'installed' };
const download: FoundBrowser = { executablePath: '/cache/chrome', origin: 'playwright' };

/** A machine that records the commands it is asked to run; `fails` decides which of them fail. */
class FakeHost implements InstallHost {
  readonly commands: string[] = [];
  constructor(
    readonly locate: (host: FakeHost) => FoundBrowser | null,
    readonly fails: (command: string) => boolean = () => false,
    readonly rights: string[] | null = null,
  ) {}
  find() {
    return this.locate(this);
  }
  async run(command: string[]) {
    const line = command.join(' ');
    this.commands.push(line);
    return this.fails(line) ? { ok: false as const, reason: `cannot ${line}` } : { ok: true as const };
  }
  async privilege() {
    return this.rights;
  }
  ran(text: string): boolean {
    return this.commands.some((command) => command.includes(text));
  }
}

async function attempt(host: FakeHost): Promise<{ browser: FoundBrowser; lines: string[] }> {
  const lines: string[] = [];
  const browser = await ensureBrowser((line) => lines.push(line), host);
  return { browser, lines };
}

describe('ensureBrowser', () => {
  test('takes a browser that starts, installs nothing and says which in one line', async () => {
    const host = new FakeHost(() => chromium);
    const { browser, lines } = await attempt(host);
    expect(browser).toBe(chromium);
    expect(host.ran('install')).toBe(false);
    expect(lines).toEqual(['Browser: /usr/bin/chromium (installed)']);
  });

  test('downloads through Playwright when nothing is here', async () => {
    const host = new FakeHost((self) => (self.ran('install --no-shell chromium') ? download : null));
    expect((await attempt(host)).browser).toBe(download);
    expect(host.ran('apt-get')).toBe(false);
  });

  test('turns to the package manager when the download does not start', async () => {
    const host = new FakeHost(
      (self) => (self.ran('apt-get install') ? chromium : self.ran('--no-shell') ? download : null),
      (command) => command.startsWith('/cache/chrome'),
      ['sudo', '-n'],
    );
    const { browser, lines } = await attempt(host);
    expect(browser).toBe(chromium);
    expect(host.commands).toContain('sudo -n apt-get update');
    expect(lines).toContain('/cache/chrome does not start: cannot /cache/chrome --version');
  });

  test('never calls the package manager without the rights', async () => {
    const host = new FakeHost(() => null);
    await expect(attempt(host)).rejects.toThrow(NoBrowserError);
    expect(host.ran('apt-get')).toBe(false);
  });

  test('says what was tried and what to do when all fails', async () => {
    const host = new FakeHost(
      () => null,
      () => true,
      [],
    );
    await expect(attempt(host)).rejects.toThrow(
      /tried: Playwright's download; apt-get install chromium.*TESSERA_BROWSER/,
    );
  });
});

describe('explain', () => {
  test('picks the error line, else the last line, else the exit status', () => {
    expect(explain('Downloading\nError: getaddrinfo ENOTFOUND host\n    at f (a.js:1)\n', 1)).toBe(
      'Error: getaddrinfo ENOTFOUND host',
    );
    expect(explain('Reading lists\nE: Unable to locate package chromium\n', 100)).toMatch(/^E: Unable/);
    expect(explain('one\ntwo\n\n', 2)).toBe('two');
    expect(explain('', 3)).toBe('exit status 3');
  });
});
