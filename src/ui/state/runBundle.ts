// A run of the page as what is kept of it, and back.

import type { RunRecord } from '../../lab/archiveRecord';
import type { ColumnBundle } from '../../lab/bundle';
import type { Metrics } from '../../lab/protocol';
import { memorableName } from './names';
import { isActive, newRun, type Run, recentStepMs, stepOf } from './run';
import { eventsOf, secondsOf } from './runLog';

/** Whether there is anything to keep. Recordings come with the page. */
export const isKeepable = (run: Run): boolean =>
  run.origin !== 'recorded' &&
  run.loaded &&
  run.adapter !== null &&
  (run.tables.training.length > 0 || run.findings.length > 0);

/** Throws where there is nothing to keep. */
export function bundleOf(run: Run): ColumnBundle {
  const { experiment, config, seed, version, adapter, forecast, inspection, profile, tables } = run;
  const { probe, verification } = run;
  if (!adapter) throw new Error('A run without an adapter has nothing to keep');
  return {
    result: {
      experiment,
      config,
      seed,
      version: version ?? '',
      adapter,
      data: forecast?.data ?? '',
      metrics: summaryOf(run),
      findings: [...run.findings],
      claims: [...(run.claims ?? [])],
      weightHash: run.weightHash,
      ...(run.tuning && { tuning: run.tuning }),
      completed: run.state === 'finished',
      wallSeconds: run.wallSeconds ?? secondsOf(run.id),
    },
    forecast,
    inspection,
    profile,
    ...(probe && { probe }),
    ...(verification && inspection && { verification }),
    events: eventsOf(run.id),
    tables: { training: tables.training.copy(), evaluation: tables.evaluation.copy() },
  };
}

/** Metrics of the whole run; of one that has not finished, what they are so far. */
export function summaryOf(run: Run): Metrics {
  if (run.state === 'finished' || !run.loaded) return run.metrics;
  const { training, evaluation } = run.tables;
  const { step: _step, ...scores } = evaluation.length ? evaluation.row(evaluation.length - 1) : {};
  const [trainLoss, stepMs] = [training.last('trainLoss'), recentStepMs(run)];
  return {
    ...scores,
    ...(trainLoss !== undefined && { trainLoss }),
    ...(stepMs !== undefined && { stepMs }),
    ...run.metrics,
  };
}

export function recordOf(run: Run): Omit<RunRecord, 'bytes' | 'deletedAt'> {
  const { id, name, colour, pinned, hidden, createdAt, experiment, config, seed, state, sweep } = run;
  const finite = Object.entries(summaryOf(run)).filter(([, value]) => Number.isFinite(value));
  return {
    id,
    name,
    colour,
    pinned,
    hidden,
    createdAt,
    origin: run.origin === 'file' ? 'file' : 'live',
    experiment,
    config,
    seed,
    state,
    metrics: Object.fromEntries(finite),
    step: stepOf(run),
    wallSeconds: run.wallSeconds ?? secondsOf(id),
    sweep,
  };
}

/** A kept run before its rows are read; one that was going on has stopped since. */
export function runFromRecord(record: RunRecord): Run {
  const { id, experiment, config, seed, name, bytes, step, deletedAt: _deleted, ...rest } = record;
  const run: Run = {
    ...newRun({ experiment, config, seed }, id),
    ...rest,
    name: name || memorableName(id),
    claims: [],
    loaded: false,
    keptSteps: step,
    keptBytes: bytes,
  };
  return isActive(run) ? { ...run, state: 'stopped' } : run;
}

/** What a bundle adds to a kept run; its rows go into the run's tables. */
export function partsFromBundle(run: Run, bundle: ColumnBundle): Partial<Run> {
  const { result, forecast, profile, tables } = bundle;
  run.tables.training.replace(tables.training);
  run.tables.evaluation.replace(tables.evaluation);
  return {
    loaded: true,
    damaged: null,
    version: result.version,
    adapter: result.adapter,
    forecast,
    profile,
    findings: result.findings,
    claims: result.claims,
    weightHash: result.weightHash,
    tuning: result.tuning ?? null,
    wallSeconds: result.wallSeconds,
  };
}

/** What only the run that is shown needs: it may be large. */
export const detailsFromBundle = ({ inspection, probe, verification }: ColumnBundle): Partial<Run> => ({
  inspection,
  probe: probe ?? null,
  verification: verification ?? null,
});
