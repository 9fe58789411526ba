// Starts the browser that runs experiments without a window, on the machine's own adapter where it grants
// one, else on the software adapter, and says which it got.
import { type Browser, chromium } from 'playwright';
import { adapterText } from '../../base/adapterText';
import { TesseraError } from '../../base/errors';
import { webgpuFlags } from './flags';
import { ensureBrowser } from './install';

export { webgpuFlags } from './flags';

/** What the page is told about the adapter. */
export interface AdapterSummary {
  vendor: string;
  architecture: string;
  description: string;
  /** true for SwiftShader and other adapters that run on the CPU. */
  software: boolean;
}

/** Which adapter to use: the machine's where there is one, or one kind only. */
export type AdapterChoice = 'auto' | 'hardware' | 'software';

export interface LaunchOptions {
  /** Default: TESSERA_ADAPTER, else 'auto'. */
  adapter?: AdapterChoice;
  /** Default: whatever `ensureBrowser` finds or installs. */
  executablePath?: string;
  /** Further Chromium flags. */
  flags?: string[];
  /** false: a signal does not end the browser; the caller closes it. Default true. */
  handleSignals?: boolean;
  /** Gets the one line about which browser and adapter are used. */
  log?: (line: string) => void;
}

/** A running browser whose pages get `adapter`; `browser.close()` ends it. */
export interface LaunchedBrowser {
  browser: Browser;
  executablePath: string;
  adapter: AdapterSummary;
}

/** The browser runs but grants no adapter of the kind asked for. */
export class NoAdapterError extends TesseraError {
  override name = 'NoAdapterError';
}

const choices: AdapterChoice[] = ['auto', 'hardware', 'software'];

function adapterChoice(asked: string | undefined): AdapterChoice {
  const choice = asked || 'auto';
  const known = choices.find((name) => name === choice);
  if (!known) throw new TesseraError(`Adapter '${choice}' is not known. Use one of: ${choices.join(', ')}.`);
  return known;
}

/** What `navigator.gpu` grants in a page of `browser`, or null. Needs no server and no network. */
export async function probeAdapter(browser: Browser): Promise<AdapterSummary | null> {
  const page = await browser.newPage();
  try {
    // `navigator.gpu` exists only in a secure context, which http://localhost is and about:blank is not.
    await page.route('http://localhost/**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto('http://localhost/');
    return await page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter();
      if (!adapter) return null;
      const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
      const software = isFallbackAdapter || architecture === 'swiftshader' || vendor === 'mesa';
      return { vendor, architecture, description, software };
    });
  } finally {
    await page.close();
  }
}

async function start(
  executablePath: string,
  software: boolean,
  { flags = [], handleSignals = true }: LaunchOptions,
): Promise<Browser> {
  const args = [...webgpuFlags({ software }), ...flags];
  const signals = {
    handleSIGINT: handleSignals,
    handleSIGTERM: handleSignals,
    handleSIGHUP: handleSignals,
  };
  try {
    return await chromium.launch({ executablePath, args, headless: true, ...signals });
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new TesseraError(
      `${executablePath} did not start: ${reason} Set TESSERA_BROWSER to another Chrome, Chromium or Edge.`,
    );
  }
}

/**
 * Starts a headless browser with a usable adapter.
 * Throws `NoBrowserError` when there is no browser, `NoAdapterError` when none of the adapters asked for is granted.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const choice = adapterChoice(options.adapter ?? process.env.TESSERA_ADAPTER);
  const log = options.log ?? (() => {});
  const executablePath = options.executablePath ?? (await ensureBrowser()).executablePath;
  for (const software of choice === 'auto' ? [false, true] : [choice === 'software']) {
    const browser = await start(executablePath, software, options);
    const adapter = await probeAdapter(browser).catch(() => null);
    if (adapter && adapter.software === software) {
      log(`Browser: ${executablePath}, adapter: ${adapterText(adapter)}`);
      return { browser, executablePath, adapter };
    }
    await browser.close();
  }
  throw new NoAdapterError(
    choice === 'hardware'
      ? `${executablePath} grants no hardware WebGPU adapter. Update the graphics driver, or use the software adapter (slower).`
      : `${executablePath} grants no WebGPU adapter, not even the software one. Chrome or Chromium 134 or newer is needed.`,
  );
}
