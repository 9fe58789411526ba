// What passes between the command line and its headless page: the worker's protocol with files as
// addresses and bytes left at the server.

import type { RunOutputFile, RunUpdate } from '../../lab/protocol';
import type { HostCommand, HostRun } from './host';

export interface SharedFile {
  name: string;
  /** Relative to the page. */
  url: string;
  bytes: number;
}

/** A run whose files lie at the server. */
export interface PageRun extends Omit<HostRun, 'files' | 'checkpoint'> {
  files: { train: SharedFile[]; test: SharedFile[] };
  checkpoint?: SharedFile;
}

export type PageCommand =
  | Exclude<HostCommand, { run: HostRun }>
  | { kind: 'start'; run: PageRun }
  | { kind: 'tune'; run: PageRun };

export type PageUpdate =
  | Exclude<RunUpdate, { kind: 'checkpoint' | 'file' }>
  | { kind: 'checkpoint'; step: number; received: string }
  | { kind: 'file'; file: Omit<RunOutputFile, 'bytes'> & { received: string } };
