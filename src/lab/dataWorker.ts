// The worker behind the page's looks at data: a request in; progress and an answer out. The page ends it to abort.

import { answer } from './dataPreview';
import type { DataRequest, DataUpdate } from './dataProtocol';
import { messageOf } from './failures';

/** Progress is told at most this often. */
const PROGRESS_MILLISECONDS = 100;
let told = 0;

function report(update: DataUpdate): void {
  const now = performance.now();
  if (update.kind === 'progress' && now - told < PROGRESS_MILLISECONDS) return;
  told = now;
  postMessage(update);
}

addEventListener('message', async ({ data }: MessageEvent<DataRequest>) => {
  try {
    postMessage(await answer(data, report));
  } catch (error) {
    postMessage({ kind: 'failure', message: messageOf(error) } satisfies DataUpdate);
  }
});
