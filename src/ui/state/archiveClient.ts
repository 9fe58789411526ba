// Calls to the worker that keeps runs. It is started on the first call.

import type {
  ArchiveAnswer,
  ArchiveArguments,
  ArchiveCall,
  ArchiveMethod,
  ArchiveReply,
} from '../../lab/archiveProtocol';

/** Why something could not be kept or read. */
export class ArchiveError extends Error {
  override name = 'ArchiveError';
  constructor(
    readonly reason: 'full' | 'data' | 'unavailable',
    message: string,
  ) {
    super(message);
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: ArchiveError): void;
}

/** Methods after which the list of runs is another. */
const CHANGING: ReadonlySet<ArchiveMethod> = new Set(['put', 'change', 'remove']);
const channel = globalThis.BroadcastChannel && new BroadcastChannel('tessera-runs');

let worker: Worker | undefined;
let calls = 0;
const waiting = new Map<number, Waiting>();

/** Rejects with an `ArchiveError`. */
export function archiveCall<Method extends ArchiveMethod>(
  method: Method,
  ...args: ArchiveArguments<Method>
): Promise<ArchiveAnswer<Method>> {
  const id = ++calls;
  return new Promise((resolve, reject) => {
    const succeed = (value: unknown) => {
      if (CHANGING.has(method)) channel?.postMessage(method);
      resolve(value as ArchiveAnswer<Method>);
    };
    waiting.set(id, { resolve: succeed, reject });
    openArchive().postMessage({ id, method, args } satisfies ArchiveCall);
  });
}

/** Calls back when another tab has changed what is kept. */
export const onOtherTab = (listener: () => void): void => channel?.addEventListener('message', listener);

/** The worker, started if it is not there yet. */
export function openArchive(): Worker {
  worker ??= open();
  return worker;
}

function open(): Worker {
  const created = new Worker(new URL('../../lab/archiveWorker.ts', import.meta.url), { type: 'module' });
  created.onmessage = ({ data }: MessageEvent<ArchiveReply>) => {
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.ok) call?.resolve(data.value);
    else call?.reject(new ArchiveError(data.reason, data.message));
  };
  created.onerror = ({ message }) => {
    created.terminate();
    if (worker === created) worker = undefined;
    const error = new ArchiveError(
      'unavailable',
      message || 'The worker that keeps runs could not be loaded.',
    );
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  return created;
}

/** Whether anything was ever kept here; asked before the worker is worth starting. */
export async function hasArchive(folder: string): Promise<boolean> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.getDirectoryHandle(folder);
    return true;
  } catch {
    return false;
  }
}
