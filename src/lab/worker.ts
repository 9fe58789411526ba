// The worker behind the page and the headless browser: one session, commands in, updates out.

import type { Command, RunUpdate } from './protocol';
import { Session } from './session';

const session = new Session((update) => {
  postMessage(update, { transfer: bytesOf(update).map(({ buffer }) => buffer) });
});

function bytesOf(update: RunUpdate): Uint8Array<ArrayBuffer>[] {
  if (update.kind === 'checkpoint') return [update.bytes];
  return update.kind === 'file' ? [update.file.bytes] : [];
}

addEventListener('message', ({ data }: MessageEvent<Command>) => void session.handle(data));
