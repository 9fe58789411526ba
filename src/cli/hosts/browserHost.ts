// Runs in a headless Chromium: the worker of the page, driven by Playwright.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RunUpdate } from '../../lab/protocol';
import { type HostOptions, openHeadlessPage } from './headlessPage';
import { type Host, type HostCommand, type HostRun, Updates } from './host';
import type { PageCommand, PageUpdate, SharedFile } from './pageProtocol';
import type { PageServer } from './pageServer';

/** Starts the browser and the page. Throws `NoAdapterError` or `NoBrowserError`. */
export async function openBrowserHost(options: HostOptions): Promise<Host> {
  const updates = new Updates();
  let take: PageServer['take'] = () => undefined;
  const { page, server, close } = await openHeadlessPage('src/cli/page/main.ts', options, {
    prepare: (page) =>
      page.exposeFunction('tesseraUpdate', (update: PageUpdate) => updates.emit(received(update, take))),
    lost: (message) => updates.fail(message),
  });
  take = server.take;
  try {
    await page.waitForFunction(() => 'tesseraCommand' in window);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    send: async (command) =>
      page.evaluate((message) => window.tesseraCommand(message), await pageCommand(command, server)),
    onUpdate: (listener) => updates.listen(listener),
    close,
  };
}

function received(update: PageUpdate, take: PageServer['take']): RunUpdate {
  const bytes = (name: string) => take(name) ?? new Uint8Array();
  if (update.kind === 'checkpoint') {
    const { received: name, ...rest } = update;
    return { ...rest, bytes: bytes(name) };
  }
  if (update.kind === 'file') {
    const { received: name, ...rest } = update.file;
    return { kind: 'file', file: { ...rest, bytes: bytes(name) } };
  }
  return update;
}

async function pageCommand(command: HostCommand, server: PageServer): Promise<PageCommand> {
  if (command.kind !== 'start' && command.kind !== 'tune') return command;
  const share = async (path: string): Promise<SharedFile> => ({
    name: basename(path),
    url: server.share(path),
    bytes: (await stat(path)).size,
  });
  const { files, checkpoint, ...rest }: HostRun = command.run;
  const [train, test] = await Promise.all(
    [files.train, files.test].map((paths) => Promise.all(paths.map(share))),
  );
  return {
    kind: command.kind,
    run: { ...rest, files: { train, test }, ...(checkpoint && { checkpoint: await share(checkpoint) }) },
  };
}
