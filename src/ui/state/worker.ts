// The worker that owns the GPU: started on first use, replaced when it dies.

import type { Command, RunUpdate } from '../../lab/protocol';

let worker: Worker | undefined;
let listen: (update: RunUpdate) => void = () => {};

/** Whoever handles the updates; set once. */
export function onUpdate(listener: (update: RunUpdate) => void): void {
  listen = listener;
}

export function send(command: Command): void {
  worker ??= open();
  worker.postMessage(command);
}

/** Ends the worker and whatever it does, for when it does not answer. */
export function abandonWorker(): void {
  worker?.terminate();
  worker = undefined;
}

/** A further worker; `fail` is told when it has died. */
export function openWorker(
  receive: (event: MessageEvent<RunUpdate>) => void,
  fail: (message: string | undefined) => void,
): Worker {
  const created = new Worker(new URL('../../lab/worker.ts', import.meta.url), { type: 'module' });
  created.onmessage = receive;
  created.onerror = ({ message }) => {
    created.terminate();
    fail(message);
  };
  return created;
}

function open(): Worker {
  const created = openWorker(
    ({ data }) => listen(data),
    (message) => {
      if (worker !== created) return;
      worker = undefined;
      const text = message
        ? `The worker stopped: ${message}`
        : 'The worker could not be loaded. Check the network connection, then reload the page.';
      listen({ kind: 'failure', failure: 'internal', message: text });
      listen({ kind: 'state', state: 'failed' });
    },
  );
  return created;
}
