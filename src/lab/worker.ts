// The worker behind the page and the headless browser: one session, commands in, updates out.

import type { Command } from './protocol';
import { Session } from './session';

const session = new Session((update) => {
  const transfer = update.kind === 'checkpoint' ? [update.bytes.buffer] : [];
  postMessage(update, { transfer });
});

addEventListener('message', ({ data }: MessageEvent<Command>) => void session.handle(data));
