// What a run has shown so far, gathered from its events.

import type { Metrics, RunEvent } from '../experiments/experiment';
import { type Finding, withFinding } from '../experiments/findings';
import type { RunUpdate } from './protocol';
import type { RowGatherer } from './rowGatherer';

export interface Outcome {
  metrics: Metrics;
  evaluations: Metrics[];
  findings: Finding[];
  data: string;
  weightHash: string | null;
  completed: boolean;
}

export const newOutcome = (): Outcome => ({
  metrics: {},
  evaluations: [],
  findings: [],
  data: '',
  weightHash: null,
  completed: true,
});

/** Notes an event in the outcome and passes on what the host is to see of it. */
export function record(
  event: RunEvent,
  outcome: Outcome,
  rows: RowGatherer,
  emit: (update: RunUpdate) => void,
): void {
  switch (event.kind) {
    case 'forecast':
      outcome.data = event.forecast.data;
      emit(event);
      return;
    case 'inspection':
    case 'file':
      emit(event);
      return;
    case 'row':
      if (event.table === 'training' && 'trainLoss' in event.values)
        outcome.metrics.trainLoss = event.values.trainLoss;
      if (event.table === 'evaluation') outcome.evaluations.push(event.values);
      rows.add(event.table, event.values);
      return;
    case 'metrics':
      Object.assign(outcome.metrics, event.values);
      rows.flush();
      emit(event);
      return;
    case 'finding':
      outcome.findings = withFinding(outcome.findings, event.finding);
      rows.flush();
      emit(event);
      return;
    case 'weights':
      outcome.weightHash = event.hash;
      return;
    case 'compiled':
      return;
  }
}
