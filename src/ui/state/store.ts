// The state of the page. Actions live in files of their own and change it through `lab.setState`.

import { create } from 'zustand';
import type { Reading } from '../../lab/dataProtocol';
import type {
  AdapterReport,
  FailureKind,
  Refusal,
  RunFile,
  RunRequest,
  TuningTable,
  TuningUpdate,
} from '../../lab/protocol';
import type { SavedCheckpoint } from '../../lab/storage';
import { isActive, type Run } from './run';
import { defaultSetup, type Setup } from './setup';

export interface Failure {
  kind: FailureKind | 'file';
  message: string;
  /** Of a run that its device had no room for, what would fit. */
  refusal?: Refusal | null;
}

/** A checkpoint that the next run goes on from. */
export interface ResumePoint {
  name: string;
  experiment: string;
  step: number;
  bytes: Uint8Array<ArrayBuffer>;
  /** Id of the run it was taken of, which then goes on, where that is known. */
  run?: string;
}

export interface LabState extends Setup {
  /** What could not be used of the page's address. */
  addressProblems: readonly string[];
  trainFiles: readonly RunFile[];
  testFiles: readonly RunFile[];
  /** What the reader says of their files where the guess is wrong. */
  reading: Reading;
  /** Data that the page's address names; fetched only when the reader asks. */
  dataUrl: string | null;
  /** What the placement panel has open, where an address can name it; see `placementAddress.ts`. */
  placed: string | null;
  resume: ResumePoint | null;
  /** Offered after a reload. */
  saved: SavedCheckpoint | null;
  /** Step of this run that a reload would find. */
  keptStep: number | null;
  /** Every run the page knows, oldest first: those of this session, opened, recorded and kept ones. */
  runs: readonly Run[];
  /** Id of the run the page is about; null while nothing is loaded. */
  shown: string | null;
  /** Id of the run under the pointer, in a chart or a list. */
  hovered: string | null;
  /** Key of the setting by whose value runs are drawn as one mean curve; null draws each by itself. */
  grouping: string | null;
  failure: Failure | null;
  /** Whether this browser has WebGPU at all, and why no adapter was found when one was asked for. */
  webgpu: { present: boolean; refusal: string | null };
  /** The adapter of this machine, once it has answered. */
  adapter: AdapterReport | null;
  /** How many kernels of the chosen setup are compiled ahead of its run; null before they are counted. */
  prepared: { done: number; total: number } | null;
  profiling: boolean;
  /** Measured winners of this adapter, kept or brought; null while there are none. */
  tuning: TuningTable | null;
  /** Whether the next runs are given them. */
  usesTuning: boolean;
  /** How far tuning is while it goes on. */
  tuningUpdate: TuningUpdate | 'starting' | null;
  /** Why the worker does not use the table. */
  tuningRefusal: string | null;
  /** Id of what the middle of the page shows; see views/panels. */
  panel: string;
}

export const lab = create<LabState>()(() => ({
  ...defaultSetup(),
  addressProblems: [],
  trainFiles: [],
  testFiles: [],
  reading: {},
  dataUrl: null,
  placed: null,
  resume: null,
  saved: null,
  keptStep: null,
  runs: [],
  shown: null,
  hovered: null,
  grouping: null,
  failure: null,
  webgpu: { present: true, refusal: null },
  adapter: null,
  prepared: null,
  profiling: false,
  tuning: null,
  usesTuning: true,
  tuningUpdate: null,
  tuningRefusal: null,
  panel: 'charts',
}));

/** The run the page is about. */
export const shownRun = ({ runs, shown }: Pick<LabState, 'runs' | 'shown'>): Run | null =>
  runs.find(({ id }) => id === shown) ?? null;

/** The run that is going on, whether shown or not. */
export const activeRun = ({ runs }: Pick<LabState, 'runs'>): Run | null => runs.find(isActive) ?? null;

export const canTrain = ({ webgpu }: LabState): boolean => webgpu.present && webgpu.refusal === null;

/** Whether the next run takes the winners of tuning, as far as is known. */
export const willBeTuned = ({
  tuning,
  usesTuning,
  tuningRefusal,
}: Pick<LabState, 'tuning' | 'usesTuning' | 'tuningRefusal'>): boolean =>
  tuning !== null && usesTuning && tuningRefusal === null;

/** What the worker is asked to run. */
export const runRequest = ({
  experiment,
  config,
  seed,
  trainFiles,
  testFiles,
  reading,
  tuning,
  usesTuning,
}: LabState): RunRequest => ({
  experiment,
  config,
  seed,
  files: { train: [...trainFiles], test: [...testFiles], reading },
  ...(tuning && usesTuning && { tuning }),
});
