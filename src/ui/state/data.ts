// What is known of the data: of what settings would make, and of the reader's files as soon as they are given.
// Files that cannot be read are refused before a run starts.

import { create } from 'zustand';
import type { DataUpdate, Guess, Look } from '../../lab/dataProtocol';
import type { Config } from '../../lab/protocol';
import { DataJob } from './dataJob';
import { findExperiment } from './setup';
import { setFiles } from './setupActions';
import { type Failure, type LabState, lab } from './store';

export type Role = 'train' | 'test';
export type Content = 'image' | 'click';

export interface Progress {
  text: string;
  done: number;
  total: number;
}

/** What is known of something that is, or was, looked at. */
export interface Looked {
  look: Look | null;
  guess: Guess | null;
  progress: Progress | null;
  busy: boolean;
  /** Why it cannot be used. */
  message: string | null;
}

export interface DataState {
  /** What the settings make. */
  made: Looked;
  /** The reader's files; null without any. */
  train: Looked | null;
  test: Looked | null;
  /** What is being fetched. */
  fetching: { url: string; progress: Progress | null } | null;
  fetchProblem: string | null;
  /** The address that the training files came from. */
  fetched: string | null;
}

const unknown: Looked = { look: null, guess: null, progress: null, busy: false, message: null };

export const data = create<DataState>()(() => ({
  made: unknown,
  train: null,
  test: null,
  fetching: null,
  fetchProblem: null,
  fetched: null,
}));

/** Settings move while they are dragged. */
const SETTLE_MILLISECONDS = 120;

const jobs = { made: new DataJob(), train: new DataJob(), test: new DataJob(), fetch: new DataJob() };

const filesOf = (state: LabState, role: Role) => (role === 'train' ? state.trainFiles : state.testFiles);

/** What an experiment trains on, by the settings it has. */
export const contentOf = (config: Config): Content => ('resolution' in config ? 'image' : 'click');

/** Looks at the reader's files whenever they, or what is said of them, change. Call once. */
export function connectData(): void {
  lab.subscribe((state, before) => {
    if (state.trainFiles[0] !== before.trainFiles[0] && Object.keys(state.reading).length > 0)
      return lab.setState({ reading: {} });
    if (state.trainFiles.length === 0 && before.trainFiles.length > 0 && data.getState().fetched !== null) {
      data.setState({ fetched: null });
      lab.setState({ dataUrl: null });
    }
    for (const role of ['train', 'test'] as const) {
      const files = filesOf(state, role);
      const scaled = files.some(({ images }) => images) && sideOf(state) !== sideOf(before);
      const otherUse = readsItself(state) !== readsItself(before);
      if (files !== filesOf(before, role) || state.reading !== before.reading || scaled || otherUse)
        lookAtFiles(role);
    }
  });
}

/** Whether files are the experiment's own affair: they hold nothing to train on. */
const readsItself = ({ experiment }: LabState): boolean => findExperiment(experiment).input !== undefined;

const sideOf = ({ config }: LabState): number => Number(config.resolution ?? 32);

function lookAtFiles(role: Role): void {
  const state = lab.getState();
  const inputs = filesOf(state, role);
  forgetRefusal(role);
  if (inputs.length === 0 || readsItself(state)) {
    jobs[role].stop();
    data.setState({ [role]: null });
    return;
  }
  // What was guessed stays to be corrected while it is guessed again.
  data.setState({ [role]: { ...unknown, guess: data.getState()[role]?.guess ?? null, busy: true } });
  const change = (values: Partial<Looked>) =>
    data.setState({ [role]: { ...(data.getState()[role] ?? unknown), ...values } });
  const request = { kind: 'open', inputs, reading: state.reading, side: sideOf(state) } as const;
  jobs[role].run(request, (update) => {
    applyLook(update, change);
    if (update.kind === 'failure') lab.setState({ failure: { kind: 'file', message: update.message } });
  });
}

function applyLook(update: DataUpdate, change: (values: Partial<Looked>) => void): void {
  if (update.kind === 'progress') change({ progress: update });
  if (update.kind === 'guess') change({ guess: update.guess });
  if (update.kind === 'look') change({ look: update.look, busy: false, progress: null, message: null });
  if (update.kind === 'failure') change({ message: update.message, busy: false, progress: null });
}

/** A refusal goes away with what caused it. */
function forgetRefusal(role: Role): void {
  const { failure } = lab.getState();
  if (failure?.kind === 'file' && failure.message === data.getState()[role]?.message)
    lab.setState({ failure: null });
}

/** Why the reader's files cannot be trained on, as far as it is known. */
export function dataRefusal(): Failure | null {
  const { train, test } = data.getState();
  const message = train?.message ?? test?.message;
  return message ? { kind: 'file', message } : null;
}

let madeTimer: ReturnType<typeof setTimeout> | undefined;
let madeKey = '';

/** Looks at what the settings would make, once they have settled. */
export function lookAtMade(content: Content, settings: Config): void {
  const key = JSON.stringify([content, settings]);
  if (key === madeKey) return;
  madeKey = key;
  clearTimeout(madeTimer);
  const change = (values: Partial<Looked>) => data.setState({ made: { ...data.getState().made, ...values } });
  change({ busy: true });
  madeTimer = setTimeout(() => {
    jobs.made.run({ kind: 'make', content, settings }, (update) => applyLook(update, change));
  }, SETTLE_MILLISECONDS);
}

/** Whether a page can fetch from the address. */
const isWebAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** Fetches data from an address and adds it to the training files. */
export function fetchData(url: string): void {
  if (!isWebAddress(url)) {
    data.setState({ fetchProblem: `“${url}” is not an address that starts with http:// or https://.` });
    return;
  }
  data.setState({ fetching: { url, progress: null }, fetchProblem: null });
  jobs.fetch.run({ kind: 'fetch', url }, (update) => {
    if (update.kind === 'progress') data.setState({ fetching: { url, progress: update } });
    if (update.kind === 'failure') data.setState({ fetching: null, fetchProblem: update.message });
    if (update.kind !== 'fetched') return;
    setFiles('train', [...lab.getState().trainFiles, update.input]);
    lab.setState({ dataUrl: url });
    data.setState({ fetching: null, fetched: url });
  });
}

export function stopFetching(): void {
  jobs.fetch.stop();
  data.setState({ fetching: null });
}
