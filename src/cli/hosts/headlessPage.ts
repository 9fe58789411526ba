// A page in a headless browser that runs one of our bundles, and the server behind it.
import type { Page } from 'playwright';
import { type AdapterChoice, launchBrowser } from '../browser/launch';
import { pageBundle } from '../bundling';
import { type PageServer, servePage } from './pageServer';

export interface HostOptions {
  /** Folder of the project. */
  root: string;
  adapter?: AdapterChoice;
  /** Gets what the page writes to its console, for reports of internal failures. */
  console: (line: string) => void;
}

export interface HeadlessPage {
  page: Page;
  server: PageServer;
  close(): Promise<void>;
}

/**
 * Opens the bundle of `entry` (a path from the root). `prepare` sees the page before it loads, `lost` is told
 * when it breaks. Throws `NoAdapterError` or `NoBrowserError`.
 */
export async function openHeadlessPage(
  entry: string,
  options: HostOptions,
  { prepare, lost }: { prepare?: (page: Page) => Promise<unknown>; lost: (message: string) => void },
): Promise<HeadlessPage> {
  // Signals are the command's to handle: it stops the run and keeps what it has before the browser closes.
  const launching = launchBrowser({ adapter: options.adapter, handleSignals: false });
  launching.catch(() => {});
  const server = await servePage(await pageBundle(entry, options.root));
  const { browser } = await launching.catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  let closing = false;
  const close = async (): Promise<void> => {
    closing = true;
    await browser.close();
    await server.close();
  };
  const broken = (what: string) => {
    if (!closing) lost(`The browser's ${what}. Free memory or use a smaller batch, then run again.`);
    closing = true;
  };
  try {
    const page = await browser.newPage();
    page.on('console', (message) => options.console(message.text()));
    page.on('pageerror', (error) => lost(`The headless page failed: ${error.message}`));
    page.on('crash', () => broken('page crashed'));
    browser.on('disconnected', () => broken('process ended'));
    await prepare?.(page);
    await page.goto(server.url);
    return { page, server, close };
  } catch (error) {
    await close();
    throw error;
  }
}
