// Why a shard is where it is: what every other place and every other cut would give.

import { formatMilliseconds } from '../../base/format';
import type { CostModel } from '../costModel';
import type { Perf } from '../torchrec/perf';
import type { Memory } from '../torchrec/topology';
import { otherCuts } from './cutChoices';
import type { PlanEdit } from './document';
import { tryEdit } from './edits';
import { type Evaluation, evaluate } from './evaluation';
import { requireTable } from './moves';

export { type PoolingWhatIf, whatIfPooling } from './poolingWhatIf';

/** What an edit would give. */
export interface Alternative {
  /** "device 3", "cutting its columns into 4, over devices 2–5". */
  label: string;
  edit: PlanEdit;
  /** Milliseconds; absent where the edit is not allowed. */
  rating?: number;
  /** Whether all devices hold what they are given, as far as the edit touches them. */
  fits: boolean;
  /** Why the edit is not allowed, or what does not fit: one sentence. */
  because?: string;
}

export interface DeviceAlternative extends Alternative {
  device: number;
  /** Where the shard is; its edit changes nothing. */
  current: boolean;
}

export interface ShardExplanation {
  table: number;
  shard: number;
  device: number;
  /** Milliseconds of the shard, by part and in all. */
  perf: Perf;
  total: number;
  memory: Memory;
  /** Of its device's time, by part and in all, and of its device's memory that tables take; 0 to 1. */
  perfShare: Perf;
  timeShare: number;
  memoryShare: Memory;
  /** One for every device, in order. */
  places: readonly DeviceAlternative[];
  /** Other ways to cut the table, fastest rating first; those that are not allowed last. */
  cuts: readonly Alternative[];
  /** The best of both that is allowed, fits and beats the plan as it is. */
  best?: Alternative;
  /** One plain sentence of why it is here. */
  sentence: string;
}

/** Throws `ConfigError` where there is no such shard. */
export function explainShard(
  evaluation: Evaluation,
  cost: CostModel,
  table: number,
  shard: number,
): ShardExplanation {
  const { document, tables, devices } = evaluation;
  requireTable(document, table, shard);
  const { device, perf, total, memory } = tables[table].shards[shard];
  const on = devices[device];
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  const places = devices.map((each): DeviceAlternative => {
    const edit: PlanEdit = { kind: 'move', table, shard, device: each.device };
    const label = `device ${each.device}`;
    return {
      ...alternative(evaluation, cost, label, edit),
      ...{ device: each.device, current: each.device === device },
    };
  });
  const cuts = otherCuts(evaluation, table)
    .map(({ label, edit }) => alternative(evaluation, cost, label, edit))
    .sort((a, b) => (a.rating ?? Number.POSITIVE_INFINITY) - (b.rating ?? Number.POSITIVE_INFINITY));
  const better = [...places, ...cuts].filter(
    ({ rating, fits }) => fits && rating !== undefined && rating < evaluation.rating * NEARLY,
  );
  const best = better.length ? better.reduce((a, b) => (b.rating! < a.rating! ? b : a)) : undefined;
  return {
    ...{ table, shard, device, perf, total, memory, places, cuts },
    perfShare: {
      forwardCompute: share(perf.forwardCompute, on.perf.forwardCompute),
      forwardComms: share(perf.forwardComms, on.perf.forwardComms),
      backwardCompute: share(perf.backwardCompute, on.perf.backwardCompute),
      backwardComms: share(perf.backwardComms, on.perf.backwardComms),
      prefetch: share(perf.prefetch, on.perf.prefetch),
    },
    timeShare: share(total, on.total),
    memoryShare: { hbm: share(memory.hbm, on.used.hbm), ddr: share(memory.ddr, on.used.ddr) },
    ...(best && { best }),
    sentence: sentenceOf(evaluation, table, shard, places, best),
  };
}

/** What an edit would give, if it is allowed. */
export function alternative(
  evaluation: Evaluation,
  cost: CostModel,
  label: string,
  edit: PlanEdit,
): Alternative {
  const attempt = tryEdit(evaluation.document, edit);
  if ('problem' in attempt) return { label, edit, fits: false, because: attempt.problem };
  const after = evaluate(attempt.document, cost, evaluation);
  const because = newProblem(evaluation, after);
  if (because) return { label, edit, fits: false, because };
  const crowded = after.violations.find(
    (violation) =>
      violation.kind === 'memory' &&
      after.devices[violation.device!].used !== evaluation.devices[violation.device!].used,
  );
  return {
    ...{ label, edit, rating: after.rating, fits: !crowded },
    ...(crowded && { because: crowded.what }),
  };
}

/** What cannot be judged of a table that is another after an edit: a sentence. */
export function newProblem(before: Evaluation, { tables, document }: Evaluation): string | undefined {
  const table = tables.findIndex((own, index) => own.problem && own.own !== before.tables[index]?.own);
  return table < 0 ? undefined : `${document.problem.tables[table].name}: ${tables[table].problem}.`;
}

function sentenceOf(
  evaluation: Evaluation,
  table: number,
  shard: number,
  places: readonly DeviceAlternative[],
  best: Alternative | undefined,
): string {
  const { document, devices, tables, rating, slowest } = evaluation;
  const { device } = tables[table].shards[shard];
  const { name } = document.problem.tables[table];
  const of = tables[table].shards.length > 1 ? `Shard ${shard} of ${name}` : name;
  const busy = formatMilliseconds(devices[device].total);
  const here =
    device === slowest
      ? `${of} is on device ${device}, the slowest with ${busy}`
      : `${of} is on device ${device}, which takes ${busy} of at most ${formatMilliseconds(rating)}`;
  if (document.rules.pinned.includes(table)) return `${here}; it is pinned there.`;
  if (best) {
    const faster = formatShare(1 - best.rating! / rating);
    const how = best.edit.kind === 'move' ? `moving it to ${best.label}` : best.label;
    return `${here}; ${how} would make the plan ${faster} faster.`;
  }
  const others = places.filter(({ current }) => !current);
  if (others.every(({ rating: other }) => other === undefined))
    return `${here}; its sharding type leaves it no other place, and no other cut is faster.`;
  const open = others.filter(({ rating: other, fits }) => other !== undefined && fits);
  if (!open.length) return `${here}; no other device has room for it.`;
  const slower = open.every(({ rating: other }) => other! > rating / NEARLY);
  return slower
    ? `${here}; on any other device, and cut any other way, the plan would be slower.`
    : `${here}; no other place and no other cut makes the plan faster.`;
}

/** Relative; less is rounding. */
const NEARLY = 1 - 1e-9;

export const formatShare = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
