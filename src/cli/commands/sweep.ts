// `sweep`: one experiment with many values of some settings, run after run on one host; a line for each, and a
// bundle where one is wanted.
import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, TesseraError } from '../../base/errors';
import { formatNumber, formatSeconds } from '../../base/format';
import { experimentById } from '../../experiments';
import type { Experiment } from '../../experiments/experiment';
import type { Config } from '../../experiments/schema';
import { encodeBundle } from '../../lab/bundle';
import { type Axis, axisValues, combinations, setupOf, sweepProblem, valuesText } from '../../lab/sweep';
import { exitCodeOfFailure, exitCodes } from '../exitCodes';
import { openBrowserHost } from '../hosts/browserHost';
import { openNodeHost } from '../hosts/nodeHost';
import { watchInterruption } from '../interruption';
import type { Terminal } from '../terminal';
import { BarProgress, LineProgress } from '../text/progress';
import { columns } from '../text/table';
import { drive, type Ended } from './drive';
import { type RunOptions, requestOf } from './run';

export interface SweepOptions
  extends Omit<RunOptions, 'out' | 'json' | 'checkpoint' | 'files' | 'resume' | 'profile'> {
  /** Values of settings as text, every combination of which is run. */
  grid: Readonly<Record<string, string>>;
  /** Values of settings as text, run value by value. */
  list: Readonly<Record<string, string>>;
  /** Folder for the bundles; made if it is not there. */
  out?: string;
}

/** Resolves to the exit code; throws `TesseraError` when the input is bad or no adapter is found. */
export async function sweep(options: SweepOptions, terminal: Terminal): Promise<number> {
  const request = await requestOf({ ...options, out: undefined, profile: false });
  const runs = plannedRuns(experimentById(options.experiment), options);
  if (options.out) await requireFolder(options.out);
  const interruption = watchInterruption();
  const pageLog: string[] = [];
  const write = (line: string) => terminal.error(line);
  const rows: string[][] = [];
  let code: number = exitCodes.success;
  try {
    const open = options.host === 'node' ? openNodeHost : openBrowserHost;
    const { root, adapter } = options;
    const host = await open({ root, adapter, console: (line) => pageLog.push(line) });
    try {
      for (const [index, values] of runs.entries()) {
        if (interruption.signal.aborted) break;
        const { config, seed } = setupOf({ config: request.config as Config, seed: request.seed }, values);
        terminal.error(`run ${index + 1} of ${runs.length}: ${valuesText(values)}`);
        const ended = await drive(
          host,
          { ...request, config, seed },
          {
            profile: false,
            progress: terminal.interactive ? new BarProgress(write) : new LineProgress(write),
            interruption: interruption.signal,
          },
        );
        rows.push([valuesText(values), ...resultOf(ended)]);
        code = Math.max(code, codeOf(ended, terminal));
        if (options.out && ended.bundle)
          await writeFile(join(options.out, bundleName(index, runs.length)), encodeBundle(ended.bundle));
        if (ended.failure && ['adapter', 'lost', 'internal'].includes(ended.failure.failure)) {
          for (const line of pageLog) terminal.error(line);
          break;
        }
      }
    } finally {
      await host.close();
    }
  } finally {
    interruption.dispose();
  }
  for (const line of columns(rows)) terminal.print(line);
  return interruption.signal.aborted ? exitCodes.interrupted : code;
}

/** What each run changes, or an error that lists everything wrong with the values. */
function plannedRuns(experiment: Experiment, { grid, list }: SweepOptions): Config[] {
  const mode = Object.keys(list).length ? 'list' : 'grid';
  if (mode === 'list' && Object.keys(grid).length)
    throw new ConfigError('--grid runs every combination and --list value by value: give one or the other.');
  const parsed = Object.entries(mode === 'list' ? list : grid).map(([key, text]) => ({
    key,
    ...axisValues(experiment.config, { key, text }),
  }));
  const problems = parsed.flatMap(({ problem }) => problem ?? []);
  if (problems.length) throw new ConfigError(problems.join('\n       '));
  const axes: Axis[] = parsed;
  const problem = sweepProblem(axes, mode);
  if (problem) throw new ConfigError(axes.length ? problem : `${problem} (--grid learningRate=0.01,0.1)`);
  return combinations(axes, mode);
}

async function requireFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch {
    throw new TesseraError(`${path} is no folder that can be written. Name another with --out.`);
  }
}

/** "03.arrow" of twelve: in the order of the runs. */
const bundleName = (index: number, count: number): string =>
  `${String(index + 1).padStart(String(count).length, '0')}.arrow`;

function resultOf({ bundle, failure }: Ended): string[] {
  if (failure || !bundle) return [`failed: ${failure?.message ?? 'no result'}`];
  const { metrics, wallSeconds } = bundle.result;
  const shown = Object.entries(metrics).filter(([name]) => name === 'trainLoss' || /^test/.test(name));
  return [...shown.map(([name, value]) => `${name} ${formatNumber(value)}`), formatSeconds(wallSeconds)];
}

function codeOf({ bundle, failure, warnings }: Ended, terminal: Terminal): number {
  for (const warning of warnings) terminal.error(`warning: ${warning}`);
  if (failure) {
    terminal.error(`error: ${failure.message}`);
    return exitCodeOfFailure(failure.failure);
  }
  return bundle?.result.claims.every(({ holds }) => holds !== false) ? exitCodes.success : exitCodes.failed;
}
