// What an experiment is: a configuration, a run that yields what happens, and claims that are checked
// afterwards. The page, the command line, the tests and the documentation all read this.

import { ConfigError } from '../base/errors';
import type { StepInspection } from '../compile/inspection';
import type { StepProfile } from '../compile/profile';
import type { HostTensor } from '../compile/state';
import type { VerificationHost } from '../compile/verify';
import type { DataInput } from '../data/input';
import type { Reading } from '../data/reading';
import type { Gpu } from '../gpu/device';
import type { Graph } from '../graph/graph';
import type { FigureView, Finding } from './findings';
import type { ProbeReport, ProbeRequest } from './probe';
import type { Config, ConfigSchema } from './schema';

/** What the reader brought: in the page a `File`, an address or a folder of images, headless a blob of bytes. */
export type NamedBlob = DataInput;

export interface DataFiles {
  train?: readonly NamedBlob[];
  test?: readonly NamedBlob[];
  /** What the reader said of them where the guess was wrong. */
  reading?: Reading;
}

/** Everything needed to go on from a step as if nothing had happened. */
export interface Checkpoint {
  experiment: string;
  config: Config;
  seed: number;
  /** Steps already taken. */
  step: number;
  tensors: Map<string, HostTensor>;
}

/** What a running experiment lets its host do between two yields. */
export interface RunHandles {
  checkpoint(): Promise<Checkpoint>;
  profile(): Promise<StepProfile>;
  /** A look inside the network; undefined where there is none or the run has ended. */
  probe(request: ProbeRequest): Promise<ProbeReport | undefined>;
  /** Compares every kernel of a step with float64; the host is told as it goes on. */
  verify(host: VerificationHost): Promise<void>;
}

/** What an experiment gets from whoever runs it. */
export interface Lab {
  gpu: Gpu;
  seed: number;
  /** The reader's data; without test data a seeded tenth is held out. */
  files: DataFiles;
  resume?: Checkpoint;
  /** The current value of a live setting, which the reader may have changed since the start. */
  setting<T>(key: string, initial: T): T;
  /** Progress of something that is not a step: reading, generating, compiling. */
  status(text: string, done?: number, total?: number): void;
  /** Called once, when there is something to checkpoint or profile. */
  expose(handles: RunHandles): void;
}

/** Named numbers, SI units in the name: `stepMs`, `peakBytes`. */
export type Metrics = Record<string, number>;

/** What is known of a model before anything is allocated. */
export interface Forecast {
  parameters: number;
  flopsPerStep: number;
  predictedPeakBytes: number;
  totalSteps: number;
  /** Memory by purpose, largest first. */
  memory: { name: string; bytes: number }[];
  /** Where the data came from, for people: "UCI digits, train.csv: 3,823 images of 8×8". */
  data: string;
}

export interface RunOutputFile {
  /** With its ending, without a folder: "network.safetensors". */
  name: string;
  /** One clause: what is in it. */
  about: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export type RunEvent =
  | { kind: 'forecast'; forecast: Forecast }
  /** What the training step was compiled to. */
  | { kind: 'inspection'; inspection: StepInspection }
  /** The kernels are compiled and nothing is allocated yet: a host that only prepares stops here. */
  | { kind: 'compiled' }
  /** One row of a metric table; the host may pause after any. */
  | { kind: 'row'; table: 'training' | 'evaluation'; values: Metrics }
  /** Metrics of the whole run; later ones replace earlier ones of the same name. */
  | { kind: 'metrics'; values: Metrics }
  /** A table of results; a later one of the same id replaces it. */
  | { kind: 'finding'; finding: Finding }
  /** A file that the run leaves beside its result; a later one of the same name replaces it. */
  | { kind: 'file'; file: RunOutputFile }
  | { kind: 'weights'; hash: string };

/** What a figure here comes from: this machine, or a model of one that the run names. */
export const claimBases = ['measured', 'modelled'] as const;
export type ClaimBasis = (typeof claimBases)[number];

/** A sentence from a source turned into a check. */
export interface Claim {
  id: string;
  statement: string;
  /** The source's figure, as it gives it. */
  published: string;
  source: string;
  /** Of the figure here; measured where nothing is said. */
  basis?: ClaimBasis;
  /** The figure here, or undefined when this run does not test the claim (say why in `untested`). */
  measure(result: ClaimInput): number | undefined;
  holds(measured: number): boolean;
  /** What this run knows of why its figure is what it is, one sentence; undefined where there is nothing to say. */
  reason?(result: ClaimInput): string | undefined;
  /** Why a run may not test it. */
  untested: string;
}

export interface ClaimInput {
  config: Config;
  seed: number;
  metrics: Metrics;
  /** Rows of the evaluation table, in order. */
  evaluations: readonly Metrics[];
  findings: readonly Finding[];
  data: string;
}

export interface Verdict {
  id: string;
  statement: string;
  published: string;
  /** Of `measured`, which may be modelled. */
  basis: ClaimBasis;
  /** null: not tested by this run. */
  measured: number | null;
  holds: boolean | null;
  why: string;
}

export interface Source {
  title: string;
  authors: string;
  year: number;
  link: string;
}

/** A chart the views declare and the page draws. */
export interface ChartView {
  id: string;
  title: string;
  table: 'training' | 'evaluation';
  x: string;
  y: readonly string[];
  /** Unit or explanation of the y axis. */
  label: string;
  /** Its vertical axis is logarithmic unless the reader wants otherwise. */
  logarithmic?: boolean;
  /** Shown only once a run has values for it. */
  optional?: boolean;
}

/** A named starting point: what differs from the defaults. */
export interface Preset {
  id: string;
  title: string;
  /** One clause: what it is for. */
  about: string;
  config: Config;
}

/** Something worth trying: what differs from the defaults, and what there is to see. */
export interface Suggestion {
  id: string;
  /** An imperative sentence without its full stop: "train it without warm-up". */
  title: string;
  /** What to look at, and what to expect. */
  why: string;
  config: Config;
}

/** The steps of a run as graphs, and how many there are. */
export interface Outline {
  training: Graph;
  evaluation: Graph;
  batch: number;
  totalSteps: number;
  /** Where several are trained one after another: all of them, the graphs above being the first one's. */
  arms?: readonly ArmOutline[];
}

/** One of several trainings of a run, and what it has in common with those before it. */
export interface ArmOutline {
  /** Unique; names the arm in outcomes and checkpoints. */
  id: string;
  task: { training: Graph; evaluation: Graph; totalSteps: number };
  /** Starts with the state that an earlier arm had after `step` of its own steps; its steps count from there. */
  from?: { arm: string; step: number };
}

export interface Experiment {
  id: string;
  title: string;
  about: string;
  sources: readonly Source[];
  config: ConfigSchema;
  /** Where nothing is trained step by step and yet a file is read: what the file holds, and what is used without one; a sentence. */
  input?: string;
  /** It reads several files at once, each told by what it holds. */
  severalInputs?: boolean;
  presets?: readonly Preset[];
  /** What to try, as sentences that set it up. */
  suggestions?: readonly Suggestion[];
  run(lab: Lab, config: Config): AsyncGenerator<RunEvent, void, void>;
  /** What a configuration would run, without a device: what a cost can be counted from. */
  outline?(config: Config, files: Lab['files']): Promise<Outline>;
  /** Other experiments whose checkpoints it goes on from, and what their settings are among its own. */
  adopts?: Readonly<Record<string, (config: Config) => Config>>;
  claims: readonly Claim[];
  /** Empty where nothing is trained step by step. */
  views: readonly ChartView[];
  /** Metrics that the page shows largest; default step, loss, score and samples a second. */
  headline?: readonly string[];
  /** Drawn from what it found out. */
  figures?: readonly FigureView[];
}

export const defineExperiment = (experiment: Experiment): Experiment => experiment;

/** The settings with which an experiment goes on from a checkpoint. Throws `ConfigError` where it cannot. */
export function settingsFrom(
  { id, adopts = {} }: Experiment,
  checkpoint: Pick<Checkpoint, 'experiment' | 'config'>,
  name = 'The checkpoint',
): Config {
  if (checkpoint.experiment === id) return checkpoint.config;
  if (Object.hasOwn(adopts, checkpoint.experiment)) return adopts[checkpoint.experiment](checkpoint.config);
  throw new ConfigError(`${name} belongs to ${checkpoint.experiment}, not to ${id}.`);
}

/** Whether it trains step by step: others have no curves, no data and no weights. */
export const trains = ({ views }: Pick<Experiment, 'views'>): boolean => views.length > 0;

/** A claim that no run has judged yet. */
export const unjudged = ({ id, statement, published, basis = 'measured', untested }: Claim): Verdict => ({
  ...{ id, statement, published, basis },
  ...{ measured: null, holds: null, why: untested },
});

const plainly = { kept: 'holds in this run', broken: 'does not hold in this run' };

/** Whether `why` says more than the verdict. */
export const saysWhy = ({ why }: Pick<Verdict, 'why'>): boolean => !Object.values(plainly).includes(why);

/** Judges every claim of an experiment against what a run measured. */
export const judge = (claims: readonly Claim[], input: ClaimInput): Verdict[] =>
  claims.map((claim) => {
    const measured = claim.measure(input);
    if (measured === undefined || Number.isNaN(measured)) return unjudged(claim);
    const holds = claim.holds(measured);
    const why = claim.reason?.(input) ?? (holds ? plainly.kept : plainly.broken);
    return { ...unjudged(claim), measured, holds, why };
  });
