// `run`: checks everything that can be checked beforehand, runs an experiment on a host, shows it, and
// writes what was asked for.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ConfigError } from '../../base/errors';
import { experimentById } from '../../experiments';
import { type Experiment, settingsFrom } from '../../experiments/experiment';
import { type Config, fieldsOf, fromText, parseConfig } from '../../experiments/schema';
import type { RunBundle } from '../../lab/bundle';
import { encodeBundle } from '../../lab/bundle';
import { decodeCheckpoint } from '../../lab/checkpoint';
import type { RunOutputFile, TuningTable } from '../../lab/protocol';
import { parseTuning } from '../../lab/tuning';
import type { AdapterChoice } from '../browser/launch';
import { exitCodeOfFailure, exitCodes } from '../exitCodes';
import { requireFile, requirePlace } from '../files';
import { openBrowserHost } from '../hosts/browserHost';
import type { HostRun } from '../hosts/host';
import { openNodeHost } from '../hosts/nodeHost';
import { watchInterruption } from '../interruption';
import type { Terminal } from '../terminal';
import { BarProgress, LineProgress } from '../text/progress';
import { summaryOf } from '../text/summary';
import { drive, type Ended } from './drive';

export interface RunOptions {
  experiment: string;
  /** Folder of the project. */
  root: string;
  preset?: string;
  /** Settings as text; they win over the preset's. */
  set: Readonly<Record<string, string>>;
  /** Absolute paths, here and below. */
  data: string[];
  test: string[];
  seed?: number;
  out?: string;
  json?: string;
  checkpoint?: string;
  /** Folder for the files that the run leaves. */
  files?: string;
  resume?: string;
  /** Measured winners that the products take where they hold here. */
  tuning?: string;
  host: 'browser' | 'node';
  adapter?: AdapterChoice;
  profile: boolean;
}

/** Resolves to the exit code; throws `TesseraError` when the input is bad or no adapter is found. */
export async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  const request = await requestOf(options);
  const interruption = watchInterruption();
  const pageLog: string[] = [];
  try {
    const open = options.host === 'node' ? openNodeHost : openBrowserHost;
    const host = await open({
      root: options.root,
      adapter: options.adapter,
      console: (line) => pageLog.push(line),
    });
    try {
      const write = (line: string) => terminal.error(line);
      const progress = terminal.interactive ? new BarProgress(write) : new LineProgress(write);
      const ended = await drive(host, request, {
        profile: options.profile,
        progress,
        interruption: interruption.signal,
      });
      return await conclude(options, ended, interruption.signal.aborted, { terminal, pageLog });
    } finally {
      await host.close();
    }
  } finally {
    interruption.dispose();
  }
}

/** Writes and prints what came of the run. */
async function conclude(
  options: RunOptions,
  { bundle, checkpoint, files, failure, warnings }: Ended,
  interrupted: boolean,
  { terminal, pageLog }: { terminal: Terminal; pageLog: string[] },
): Promise<number> {
  for (const warning of warnings) terminal.error(`warning: ${warning}`);
  if (failure) {
    terminal.error(`error: ${failure.message}`);
    if (failure.failure === 'internal') for (const line of pageLog) terminal.error(line);
    return exitCodeOfFailure(failure.failure);
  }
  if (bundle) {
    await keep(options, bundle, interrupted, checkpoint);
    await keepFiles(options.files, files.values(), terminal);
    for (const line of summaryOf(bundle)) terminal.print(line);
  }
  if (interrupted) return exitCodes.interrupted;
  return bundle?.result.claims.every(({ holds }) => holds !== false) ? exitCodes.success : exitCodes.failed;
}

/** The run to start, or an error that lists everything wrong with what was asked for. */
export async function requestOf(options: RunOptions): Promise<HostRun> {
  const { data, test, seed, out, json, checkpoint, resume, tuning } = options;
  const experiment = experimentById(options.experiment);
  for (const path of [...data, ...test]) await requireFile(path);
  for (const path of [out, json, checkpoint]) if (path) await requirePlace(path);
  if (test.length && !data.length) throw new ConfigError('--test needs --data: name the training files too.');
  const given = { ...presetOf(experiment, options.preset), ...settingsOf(experiment, options.set) };
  const resumed = resume ? await checkpointOf(resume) : undefined;
  const { problems } = parseConfig(experiment.config, {
    ...(resumed && settingsFrom(experiment, resumed, basename(resume!))),
    ...given,
  });
  if (problems.length) throw new ConfigError(problems.join('\n       '));
  if (resumed && seed !== undefined && seed !== resumed.seed)
    throw new ConfigError(`${basename(resume!)} was made with --seed ${resumed.seed}; leave --seed out.`);
  return {
    experiment: experiment.id,
    config: given,
    seed: seed ?? 0,
    files: { train: data, test },
    ...(resume && { checkpoint: resume }),
    ...(checkpoint && { keepCheckpoint: true }),
    ...(tuning && { tuning: await tuningOf(tuning) }),
    // A bundle shows what the network has learned, too.
    ...(out && { keepProbe: true }),
  };
}

async function tuningOf(path: string): Promise<TuningTable> {
  await requireFile(path);
  return parseTuning(await readFile(path, 'utf8'), basename(path));
}

function presetOf({ id, presets = [] }: Experiment, wanted?: string): Partial<Config> {
  if (wanted === undefined) return {};
  const preset = presets.find((candidate) => candidate.id === wanted);
  if (preset) return preset.config;
  const known = presets.map((candidate) => candidate.id).join(', ') || 'none';
  throw new ConfigError(`${id} has no preset "${wanted}". Presets: ${known}.`);
}

function settingsOf(experiment: Experiment, set: RunOptions['set']): Record<string, unknown> {
  const fields = new Map(fieldsOf(experiment.config));
  return Object.fromEntries(
    Object.entries(set).map(([key, text]) => {
      const field = fields.get(key);
      return [key, field ? fromText(field, text) : text];
    }),
  );
}

async function checkpointOf(path: string) {
  await requireFile(path);
  return decodeCheckpoint(Uint8Array.from(await readFile(path)), basename(path));
}

/** Writes what the run left into a folder, and says what it is. */
async function keepFiles(
  folder: string | undefined,
  files: Iterable<RunOutputFile>,
  terminal: Terminal,
): Promise<void> {
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  for (const { name, about, bytes } of files) {
    await writeFile(join(folder, basename(name)), bytes);
    terminal.error(`${name}: ${about}`);
  }
}

/** An interrupted run leaves its bundle and checkpoint; a result is only written when there is one. */
async function keep(
  { out, json, checkpoint }: RunOptions,
  bundle: RunBundle,
  interrupted: boolean,
  state?: Uint8Array,
): Promise<void> {
  if (out) await writeFile(out, encodeBundle(bundle));
  if (checkpoint && state) await writeFile(checkpoint, state);
  if (json && !interrupted) await writeFile(json, `${JSON.stringify(bundle.result, null, 2)}\n`);
}
