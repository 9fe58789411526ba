// Where a run takes place: a headless browser or Node with Dawn. Both speak the worker's protocol; files
// are named by path, since only the host knows how they reach the GPU's side.

import type { Command, RunRequest, RunUpdate } from '../../lab/protocol';

/** A run request whose files lie on this machine. */
export interface HostRun extends Omit<RunRequest, 'files' | 'checkpoint'> {
  files: { train: string[]; test: string[] };
  /** Path of a checkpoint to go on from. */
  checkpoint?: string;
}

export type HostCommand =
  | { kind: 'start'; run: HostRun }
  | { kind: 'tune'; run: HostRun }
  | Exclude<Command, { kind: 'start' | 'tune' }>;

export interface Host {
  send(command: HostCommand): Promise<void>;
  onUpdate(listener: (update: RunUpdate) => void): void;
  close(): Promise<void>;
}

/** One listener, and the updates that came before it. */
export class Updates {
  #early: RunUpdate[] = [];
  #listener?: (update: RunUpdate) => void;

  readonly emit = (update: RunUpdate): void => {
    if (this.#listener) this.#listener(update);
    else this.#early.push(update);
  };

  listen(listener: (update: RunUpdate) => void): void {
    this.#listener = listener;
    for (const update of this.#early.splice(0)) listener(update);
  }

  /** Reports that the run's side is gone. */
  fail(message: string): void {
    this.emit({ kind: 'failure', failure: 'internal', message });
    this.emit({ kind: 'state', state: 'failed' });
  }
}
