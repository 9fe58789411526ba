// Every message between a host (page, command line, test) and the worker that owns the GPU. A run is a
// stream of events, so the protocol is messages both ways and no calls.

import type { Peaks } from '../base/roofline';
import type { BenchRequest, BenchUpdate, CaseName } from '../bench/format';
import type {
  DispatchInfo,
  MemoryCategory,
  MemoryInfo,
  NodeInfo,
  ShaderInfo,
  StepInspection,
  TensorInfo,
} from '../compile/inspection';
import type { KernelTime, StepProfile } from '../compile/profile';
import type { TimedWay, TunedProduct } from '../compile/tuningTable';
import type { NodeVerification, StepVerification } from '../compile/verify';
import type { Reading } from '../data/reading';
import type { Forecast, Metrics, NamedBlob, RunOutputFile, Verdict } from '../experiments/experiment';
import type { FigureView, Finding, FindingColumn } from '../experiments/findings';
import type { ProbeReport, ProbeRequest } from '../experiments/probe';
import type { Config, ConfigValue } from '../experiments/schema';
import type { AdapterReport } from '../gpu/device';
import type { Cost, Preview, Refusal } from './preview';
import type { TuningTable, TuningUpdate } from './tuning';

/** Hosts know the engine through these types alone. */
export type {
  AdapterReport,
  Config,
  ConfigValue,
  Cost,
  DispatchInfo,
  FigureView,
  Finding,
  FindingColumn,
  Forecast,
  KernelTime,
  MemoryCategory,
  MemoryInfo,
  Metrics,
  NodeInfo,
  NodeVerification,
  Peaks,
  Preview,
  ProbeReport,
  ProbeRequest,
  Refusal,
  RunOutputFile,
  ShaderInfo,
  StepInspection,
  StepProfile,
  StepVerification,
  TensorInfo,
  TimedWay,
  TunedProduct,
  TuningTable,
  TuningUpdate,
  Verdict,
};

export type RunFile = NamedBlob;

export interface RunRequest {
  experiment: string;
  /** Given values only; the rest are defaults. */
  config: Readonly<Record<string, unknown>>;
  seed: number;
  files?: { train?: RunFile[]; test?: RunFile[]; reading?: Reading };
  /** A checkpoint file (safetensors) to go on from. */
  checkpoint?: Uint8Array<ArrayBuffer>;
  /** Whether a `checkpoint` update of the last step precedes the result, also when the run is stopped. */
  keepCheckpoint?: boolean;
  /** Whether a `probe` update of the last step precedes the result. */
  keepProbe?: boolean;
  /** Products take these ways where the table holds for the adapter; without it, the standard ones. */
  tuning?: TuningTable;
}

export type Command =
  | { kind: 'start'; run: RunRequest }
  /**
   * Acquires the device and compiles the kernels of a run without starting it, so that it starts at once
   * later. Answers with `adapter` and `prepared`, or, where there is no adapter, with a failure.
   */
  | { kind: 'prepare'; run: RunRequest }
  | { kind: 'pause' }
  | { kind: 'continue' }
  /** One step, then pause again. */
  | { kind: 'step' }
  /** Ends the run early; what it measured so far is kept. */
  | { kind: 'stop' }
  /** Changes a live setting of the running experiment. */
  | { kind: 'set'; key: string; value: ConfigValue }
  | { kind: 'checkpoint' }
  | { kind: 'profile' }
  /** Compares every kernel of one step with float64, on a copy of the state; answered by `verification`. */
  | { kind: 'verify' }
  /**
   * Measures the products of a run in every way they can be computed, while none is going on; answered by `tuning`.
   * `stop` ends it. Only runs that are given the table are changed by it.
   */
  | { kind: 'tune'; run: RunRequest }
  /** For tests only: loses the device as a driver reset would. No page sends it. */
  | { kind: 'loseDevice' }
  /** Asks for a look inside the network; nothing comes of it when no run is going on. */
  | { kind: 'probe'; request: ProbeRequest }
  /** What a benchmark can be asked for; answered by `benchCases`. */
  | { kind: 'benchCases' }
  /** Measures kernels and steps of the chosen cases; refused while a run is going on, ended when one starts. */
  | { kind: 'bench'; request: BenchRequest }
  | { kind: 'stopBench' }
  /** What a run would cost on an adapter, or on any; answered by `preview` without touching the GPU. */
  | { kind: 'preview'; run: RunRequest; adapter: AdapterReport | null };

export type RunState = 'starting' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

/** What a run amounts to once it has ended: the content of `--json`. */
export interface RunResult {
  experiment: string;
  config: Config;
  seed: number;
  version: string;
  adapter: AdapterReport;
  data: string;
  metrics: Metrics;
  findings: Finding[];
  claims: Verdict[];
  /** Of what was trained; null where the run was stopped before its end or trains nothing. */
  weightHash: string | null;
  /** Names the tuned choices it ran with; absent where every product took its standard way. */
  tuning?: string;
  /** Whether it reached its end. */
  completed: boolean;
  wallSeconds: number;
}

/** How a failure is shown: `input` is the reader's to mend, `adapter` the machine's, `internal` ours. */
export type FailureKind = 'input' | 'adapter' | 'memory' | 'lost' | 'numerics' | 'internal';

export type RunUpdate =
  | { kind: 'state'; state: RunState }
  | { kind: 'adapter'; adapter: AdapterReport }
  | { kind: 'started'; config: Config; seed: number; version: string }
  | { kind: 'status'; text: string; done?: number; total?: number }
  | { kind: 'forecast'; forecast: Forecast }
  /** What the training step was compiled to: tensors, nodes, dispatches, shaders and memory. */
  | { kind: 'inspection'; inspection: StepInspection }
  /** Rows since the last message, gathered so that a fast run does not flood its host. */
  | { kind: 'rows'; table: 'training' | 'evaluation'; rows: Metrics[] }
  | { kind: 'metrics'; values: Metrics }
  | { kind: 'finding'; finding: Finding }
  /** How many of a prepared run's kernels are compiled. */
  | { kind: 'prepared'; done: number; total: number }
  | { kind: 'profile'; profile: StepProfile }
  /** What is known so far; later ones replace earlier ones. */
  | { kind: 'verification'; verification: StepVerification }
  | { kind: 'probe'; report: ProbeReport }
  | { kind: 'preview'; preview: Preview }
  /** Of a run that was given a table with other ways than the standard ones: its hash, or why it is not used. */
  | { kind: 'tuned'; hash: string | null; refusal: string | null }
  /** What is measured so far; null once it has failed, after the failure. */
  | { kind: 'tuning'; tuning: TuningUpdate | null }
  | { kind: 'benchCases'; cases: CaseName[] }
  | { kind: 'bench'; update: BenchUpdate }
  | { kind: 'checkpoint'; step: number; bytes: Uint8Array<ArrayBuffer> }
  /** A file the run leaves beside its result. */
  | { kind: 'file'; file: RunOutputFile }
  | { kind: 'result'; result: RunResult }
  /** `refusal`: of a run that its device had no room for, what would fit. */
  | { kind: 'failure'; failure: FailureKind; message: string; refusal?: Refusal | null };
