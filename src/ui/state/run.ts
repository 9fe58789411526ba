// A run as the page knows it: what changes a few times a run is plain immutable data, what changes every
// step lives in tables beside it.

import type { Forecast, Metrics, Verdict } from '../../experiments/experiment';
import { type Finding, withFinding } from '../../experiments/findings';
import type { RunBundle } from '../../lab/bundle';
import type {
  AdapterReport,
  ProbeReport,
  RunState,
  RunUpdate,
  StepInspection,
  StepProfile,
  StepVerification,
} from '../../lab/protocol';
import { MetricTable } from './metricTable';
import { memorableName } from './names';
import type { Setup } from './setup';

export type TableName = 'training' | 'evaluation';

/** A file that a run has left beside its result. */
export interface LeftFile {
  name: string;
  /** One clause: what is in it. */
  about: string;
  /** The browser may keep it outside the page's memory. */
  content: Blob;
}

export interface Run extends Setup {
  /** Unique on this machine. */
  id: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Which of the run colours (`--run-1` …) its curves have, from 0. */
  colour: number;
  /** Kept at the top of lists. */
  pinned: boolean;
  /** Left out of the charts. */
  hidden: boolean;
  /** Where it comes from: this session, a recording that comes with the page, or a file. */
  origin: 'live' | 'recorded' | 'file';
  /** How many times as fast as it went a recording plays; null once it shows everything. */
  playing: number | null;
  /** What a reader calls it. */
  name: string;
  version: string | null;
  state: RunState;
  status: { text: string; done?: number; total?: number } | null;
  adapter: AdapterReport | null;
  forecast: Forecast | null;
  /** What its training step was compiled to; null in runs saved before that was kept. */
  inspection: StepInspection | null;
  metrics: Metrics;
  /** Tables of results, in the order they were found. */
  findings: readonly Finding[];
  /** In the order they were left; what is kept or saved of a run does not hold them. */
  files: readonly LeftFile[];
  profile: StepProfile | null;
  /** How far each kernel is from float64, as far as it was asked for. */
  verification: StepVerification | null;
  /** The latest look inside the network, and when it arrived, in milliseconds since 1970. */
  probe: ProbeReport | null;
  probedAt: number | null;
  claims: readonly Verdict[] | null;
  weightHash: string | null;
  /** Names the tuned choices it runs with; null where every product takes its standard way. */
  tuning: string | null;
  wallSeconds: number | null;
  /** Seconds it took before it was interrupted and gone on with. */
  earlierSeconds: number;
  /** Id of the sweep it belongs to. */
  sweep: string | null;
  /** Whether its rows are in the tables; those of a kept run are read when they are needed. */
  loaded: boolean;
  /** Why its rows cannot be read from where they were kept. */
  damaged: string | null;
  /** Steps of a kept run whose rows are not read yet. */
  keptSteps: number;
  /** Length of what is kept of it in this browser; null while nothing is. */
  keptBytes: number | null;
  /** The same objects for the whole life of the run. */
  tables: Readonly<Record<TableName, MetricTable>>;
}

export function newRun(setup: Setup, id: string = crypto.randomUUID()): Run {
  return {
    ...setup,
    id,
    createdAt: Date.now(),
    colour: 0,
    pinned: false,
    hidden: false,
    origin: 'live',
    playing: null,
    name: memorableName(id),
    version: null,
    state: 'starting',
    status: null,
    adapter: null,
    forecast: null,
    inspection: null,
    metrics: {},
    findings: [],
    files: [],
    profile: null,
    verification: null,
    probe: null,
    probedAt: null,
    claims: null,
    weightHash: null,
    tuning: null,
    wallSeconds: null,
    earlierSeconds: 0,
    sweep: null,
    loaded: true,
    damaged: null,
    keptSteps: 0,
    keptBytes: null,
    tables: { training: new MetricTable(), evaluation: new MetricTable() },
  };
}

export function runFromBundle(bundle: RunBundle, origin: 'recorded' | 'file', name: string): Run {
  const { result, tables } = bundle;
  const run = newRun({ experiment: result.experiment, config: result.config, seed: result.seed });
  run.tables.training.append(tables.training);
  run.tables.evaluation.append(tables.evaluation);
  return {
    ...run,
    origin,
    name,
    version: result.version,
    state: result.completed ? 'finished' : 'stopped',
    adapter: result.adapter,
    forecast: bundle.forecast,
    inspection: bundle.inspection,
    metrics: result.metrics,
    findings: result.findings,
    profile: bundle.profile,
    probe: bundle.probe ?? null,
    verification: bundle.verification ?? null,
    claims: result.claims,
    weightHash: result.weightHash,
    tuning: result.tuning ?? null,
    wallSeconds: result.wallSeconds,
  };
}

/** The run after an update. Rows go into its tables, and the run itself stays the same object. */
export function applyUpdate(run: Run, update: RunUpdate): Run {
  switch (update.kind) {
    case 'rows':
      run.tables[update.table].append(update.rows);
      return run;
    case 'state':
      return { ...run, state: update.state, status: null };
    case 'adapter':
      return { ...run, adapter: update.adapter };
    case 'started':
      return { ...run, config: update.config, seed: update.seed, version: update.version };
    case 'status':
      return { ...run, status: { text: update.text, done: update.done, total: update.total } };
    case 'forecast':
      return { ...run, forecast: update.forecast };
    case 'inspection':
      return { ...run, inspection: update.inspection };
    case 'metrics':
      return { ...run, metrics: { ...run.metrics, ...update.values } };
    case 'finding':
      return { ...run, findings: withFinding(run.findings, update.finding) };
    case 'file': {
      const { name, about, bytes } = update.file;
      const left: LeftFile = { name, about, content: new Blob([bytes]) };
      return { ...run, files: [...run.files.filter((file) => file.name !== name), left] };
    }
    case 'tuned':
      return { ...run, tuning: update.hash };
    case 'profile':
      return { ...run, profile: update.profile };
    case 'verification':
      return { ...run, verification: update.verification, status: verifying(update.verification) };
    case 'probe':
      return { ...run, probe: update.report, probedAt: Date.now() };
    case 'result': {
      const { config, metrics, findings, claims, weightHash, wallSeconds } = update.result;
      return {
        ...run,
        config,
        metrics,
        findings,
        claims,
        weightHash,
        wallSeconds: run.earlierSeconds + wallSeconds,
      };
    }
    default:
      return run;
  }
}

const verifying = ({ state, done, total }: StepVerification): Run['status'] =>
  state === 'running' ? { text: 'Comparing kernels with float64', done, total } : null;

export const isActive = (run: Run | null): run is Run =>
  run !== null && (run.state === 'starting' || run.state === 'running' || run.state === 'paused');

export const hasEnded = (run: Run): boolean => !isActive(run);

/** Steps done so far. */
export const stepOf = (run: Run): number => run.tables.training.last('step') ?? run.keptSteps;

/** Steps from which the pace is taken. */
const PACE_STEPS = 40;

/** Mean milliseconds of the latest steps, or undefined before there are any. */
export function recentStepMs(run: Run): number | undefined {
  const times = run.tables.training.column('stepMs').subarray(-PACE_STEPS).filter(Number.isFinite);
  // The first step includes warming up.
  const settled = times.length > 3 ? times.subarray(1) : times;
  return settled.length ? settled.reduce((sum, time) => sum + time, 0) / settled.length : undefined;
}
