// The benchmark as the page knows it: what is asked for, how far it is, its rows, and an earlier report beside them.

import { create } from 'zustand';
import {
  type BenchReport,
  type BenchRequest,
  type BenchUpdate,
  type CaseName,
  isChosen,
} from '../../bench/format';
import { htmlReport } from '../../bench/report/html';
import { parseReport, ReportBuilder, reportText } from '../../bench/report/report';
import type { RunUpdate } from '../../lab/protocol';
import { settingHere } from './benchSetting';
import { save } from './download';
import { lab } from './store';
import { send } from './worker';

export interface BenchState {
  /** What there is to choose from; null until the worker has answered. */
  cases: readonly CaseName[] | null;
  suites: readonly string[];
  filter: string;
  state: 'idle' | 'running' | 'stopping';
  progress: { text: string; done: number; total: number } | null;
  /** What there is so far, rows in the order in which they came; null before the first measurement. */
  report: BenchReport | null;
  /** What did not run, and why. */
  skipped: readonly string[];
  /** Whether the last one was ended before all its cases were done. */
  stopped: boolean;
  failure: string | null;
  before: { name: string; report: BenchReport } | null;
}

const nothing = { report: null, skipped: [], stopped: false, failure: null, progress: null };

export const useBench = create<BenchState>()(() => ({
  cases: null,
  suites: ['gemm'],
  filter: '',
  state: 'idle',
  before: null,
  ...nothing,
}));

export const requestOf = ({ suites, filter }: Pick<BenchState, 'suites' | 'filter'>): BenchRequest => ({
  suites,
  filter: filter.trim(),
});

/** Cases that would run; none where no suite is chosen. */
export const chosenOf = (state: Pick<BenchState, 'cases' | 'suites' | 'filter'>): readonly CaseName[] =>
  state.suites.length ? (state.cases ?? []).filter((one) => isChosen(one, requestOf(state))) : [];

let builder = new ReportBuilder();
let setting: ReturnType<typeof settingHere>;

export function askForCases(): void {
  if (!useBench.getState().cases) send({ kind: 'benchCases' });
}

export function startBench(): void {
  if (useBench.getState().state !== 'idle') return;
  builder = new ReportBuilder();
  setting = settingHere();
  useBench.setState({ ...nothing, state: 'running' });
  send({ kind: 'bench', request: requestOf(useBench.getState()) });
}

export function stopBench(): void {
  if (useBench.getState().state !== 'running') return;
  useBench.setState({ state: 'stopping' });
  send({ kind: 'stopBench' });
}

export function receiveBench(update: Extract<RunUpdate, { kind: 'bench' | 'benchCases' }>): void {
  if (update.kind === 'benchCases') useBench.setState({ cases: update.cases });
  else receive(update.update);
}

function receive(update: BenchUpdate): void {
  builder.add(update);
  switch (update.kind) {
    case 'status':
      useBench.setState({ progress: update });
      return;
    case 'peaks':
    case 'row':
      useBench.setState({ report: builder.report(setting) });
      return;
    case 'skipped':
      useBench.setState(({ skipped }) => ({ skipped: [...skipped, `${update.name}: ${update.reason}`] }));
      return;
    case 'done':
      useBench.setState({ state: 'idle', progress: null, stopped: update.stopped });
      return;
    case 'failed':
      useBench.setState({ state: 'idle', progress: null, failure: update.message });
      return;
  }
}

/** The worker failed: where it was measuring, that is over. */
export function benchFailed(message: string): void {
  if (useBench.getState().state !== 'idle')
    useBench.setState({ state: 'idle', progress: null, failure: message });
}

export function exportReport(kind: 'json' | 'html'): void {
  const { report, before } = useBench.getState();
  if (!report) return;
  if (kind === 'json') save('benchmark.json', reportText(report), 'application/json');
  else save('benchmark.html', htmlReport(report, before?.report), 'text/html');
}

/** Holds the rows against those of an earlier report. Throws a `DataError` when the file holds none. */
export function openBenchReport(name: string, text: string): void {
  useBench.setState({ before: { name, report: parseReport(text, name) } });
  lab.setState({ failure: null, panel: 'bench' });
}
