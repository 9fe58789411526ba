// Messages between the page and the worker that keeps its runs: calls of the archive's methods, and answers.

import type { Archive } from './archive';
import type { ColumnBundle } from './bundle';

/** What the worker does; `encode` makes a run the file a reader saves, and needs no storage. */
export type ArchiveMethods = Omit<Archive, never> & {
  encode(bundle: ColumnBundle): Promise<Uint8Array<ArrayBuffer>>;
};

export type ArchiveMethod = keyof ArchiveMethods;
export type ArchiveArguments<Method extends ArchiveMethod> = Parameters<ArchiveMethods[Method]>;
export type ArchiveAnswer<Method extends ArchiveMethod> = Awaited<ReturnType<ArchiveMethods[Method]>>;

export interface ArchiveCall {
  id: number;
  method: ArchiveMethod;
  args: readonly unknown[];
}

export type ArchiveReply =
  | { id: number; ok: true; value: unknown }
  /** `full`: the browser grants no more storage; `data`: what is kept is damaged. */
  | { id: number; ok: false; reason: 'full' | 'data' | 'unavailable'; message: string };

/** The lock every change of the index holds. */
export const ARCHIVE_LOCK = 'tessera-runs';
export const RUNS_FOLDER = 'runs';
