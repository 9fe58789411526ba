// Takes a run from start to end on a host: passes updates on, asks for what was wanted on the way, and
// stops when interrupted.

import type { RunBundle } from '../../lab/bundle';
import type { RunOutputFile, RunUpdate } from '../../lab/protocol';
import { RunRecorder } from '../../lab/recorder';
import type { Host, HostCommand, HostRun } from '../hosts/host';
import type { Progress } from '../text/progress';

/** After this many steps the pipelines are warm and a profile means something. */
const PROFILE_AFTER_STEPS = 3;
/** How long a run may take to stop before it is cut off. */
const STOP_MILLISECONDS = 10_000;

export interface DriveOptions {
  profile: boolean;
  progress: Progress;
  interruption: AbortSignal;
}

export interface Ended {
  bundle?: RunBundle;
  /** The last checkpoint the run sent. */
  checkpoint?: Uint8Array;
  /** What the run left beside its result, by name. */
  files: Map<string, RunOutputFile>;
  failure?: Extract<RunUpdate, { kind: 'failure' }>;
  warnings: string[];
}

/** Resolves when the run has finished, failed or stopped; the host stays open. */
export async function drive(host: Host, request: HostRun, options: DriveOptions): Promise<Ended> {
  const { progress, interruption } = options;
  const ended: Ended = { files: new Map(), warnings: [] };
  const recorder = new RunRecorder();
  let profiling: 'wanted' | 'asked' | 'over' = options.profile ? 'wanted' : 'over';

  await new Promise<void>((resolve, reject) => {
    const send = (command: HostCommand) => {
      host.send(command).catch(reject);
    };

    function endProfile(warning?: string): void {
      profiling = 'over';
      if (warning) ended.warnings.push(warning);
      send({ kind: 'continue' });
    }

    function handle(update: RunUpdate): void {
      recorder.record(update);
      progress.update(update);
      switch (update.kind) {
        case 'rows':
          if (profiling === 'wanted' && update.rows.some(({ step }) => step >= PROFILE_AFTER_STEPS)) {
            profiling = 'asked';
            send({ kind: 'pause' });
          }
          return;
        case 'profile':
          endProfile();
          return;
        case 'tuned':
          if (update.refusal) ended.warnings.push(update.refusal);
          return;
        case 'checkpoint':
          ended.checkpoint = update.bytes;
          return;
        case 'file':
          ended.files.set(update.file.name, update.file);
          return;
        case 'failure':
          if (profiling === 'asked') endProfile(`No profile: ${update.message}`);
          else ended.failure = update;
          return;
        case 'state':
          if (update.state === 'paused') send({ kind: 'profile' });
          if (['finished', 'stopped', 'failed'].includes(update.state)) resolve();
          return;
      }
    }

    interruption.addEventListener('abort', () => {
      setTimeout(resolve, STOP_MILLISECONDS).unref();
      send({ kind: 'stop' });
    });
    host.onUpdate(handle);
    send({ kind: 'start', run: request });
    if (interruption.aborted) resolve();
  });
  progress.close();
  if (profiling !== 'over') ended.warnings.push('No profile: the run was too short.');
  return { ...ended, bundle: recorder.bundle };
}
