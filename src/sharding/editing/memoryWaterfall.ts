// Where a device's memory goes, and what of it does not fit.

import { formatBytes } from '../../base/format';
import { reservedBytes } from '../torchrec/reservation';
import type { Memory } from '../torchrec/topology';
import type { PlanDocument } from './document';
import type { Evaluation } from './evaluation';
import { requireDevice } from './moves';
import { tierNames } from './violations';

export interface WaterfallStep {
  /** "Reserved share", "t_cat_9". */
  label: string;
  bytes: number;
  /** Absent of what is reserved and of what is put together. */
  table?: number;
  /** It does not fit beside those before it that do. */
  blocks: boolean;
}

export interface MemoryWaterfall {
  tier: keyof Memory;
  capacity: number;
  /** From the top: what is reserved, tables from the largest, the rest together. They add up to reserved + used. */
  steps: readonly WaterfallStep[];
  used: number;
  reserved: number;
  /** Negative where too much is held. */
  free: number;
}

export interface FitExplanation {
  device: number;
  tiers: readonly MemoryWaterfall[];
  fits: boolean;
  /** What blocks, and what would help. */
  sentence: string;
}

/** Both tiers of a device that has both. Throws `ConfigError` where there is no such device. */
export function whyNotFit(evaluation: Evaluation, device: number): FitExplanation {
  requireDevice(evaluation.document, device);
  const { capacity, free } = evaluation.devices[device];
  const tiers = (['hbm', 'ddr'] as const)
    .filter((tier) => capacity[tier] > 0)
    .map((tier) => waterfall(evaluation, device, tier));
  return {
    ...{ device, tiers, fits: free.hbm >= 0 && free.ddr >= 0 },
    sentence: tiers
      .filter(({ used, tier }) => used > 0 || tier === tiers[0].tier)
      .map((each) => sentenceOf(evaluation, device, each))
      .join(' '),
  };
}

function waterfall(evaluation: Evaluation, device: number, tier: keyof Memory): MemoryWaterfall {
  const { document, tables, devices } = evaluation;
  const { capacity, reserved, used, free, shards } = devices[device];
  const bytes = new Map<number, number>();
  for (const { table, shard } of shards)
    bytes.set(table, (bytes.get(table) ?? 0) + tables[table].shards[shard].memory[tier]);
  const held = [...bytes].filter(([, own]) => own > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  let left = capacity[tier] - reserved[tier];
  const named = held.slice(0, NAMED).map(([table, own]): WaterfallStep => {
    const blocks = own > left;
    // What does not fit leaves its room to those after it.
    if (!blocks) left -= own;
    return { label: document.problem.tables[table].name, bytes: own, table, blocks };
  });
  const rest = held.slice(NAMED).reduce((sum, [, own]) => sum + own, 0);
  const others: WaterfallStep[] = rest
    ? [{ label: `${held.length - NAMED} more tables`, bytes: rest, blocks: rest > left }]
    : [];
  return {
    ...{ tier, capacity: capacity[tier], used: used[tier], reserved: reserved[tier], free: free[tier] },
    steps: [...reservedSteps(document, tier, reserved[tier]), ...named, ...others],
  };
}

/** Divided into what it is for, where the document says so. */
function reservedSteps(
  { problem, reservation }: PlanDocument,
  tier: keyof Memory,
  all: number,
): WaterfallStep[] {
  const step = (label: string, bytes: number): WaterfallStep[] =>
    bytes ? [{ label, bytes, blocks: false }] : [];
  if (!reservation || all === 0) return step('Reserved', all);
  const { share, dense, input } = reservedBytes(problem.topology, problem.tables, reservation);
  const parts = (tier === 'hbm' ? share : 0) + dense + input;
  if (parts !== all) return step('Reserved', all);
  return [
    ...step('Reserved share', tier === 'hbm' ? share : 0),
    ...step('Dense parameters', dense),
    ...step('Input', input),
  ];
}

function sentenceOf({ document }: Evaluation, device: number, of: MemoryWaterfall): string {
  const { tier, used, free, steps } = of;
  const room = used + free;
  const needs = `Device ${device} has ${formatBytes(room)} of ${tierNames[tier]} for tables and holds ${formatBytes(used)}`;
  if (free >= 0) return `${needs}; ${formatBytes(free)} are left.`;
  const largest = steps.find(({ table }) => table !== undefined)!;
  const pinned = largest.table !== undefined && document.rules.pinned.includes(largest.table);
  const alone = largest.bytes > room ? `, more than there is for all of them` : '';
  const help =
    largest.bytes > room
      ? 'Cut it, keep its rows in host memory, or reserve less'
      : `Move ${formatBytes(-free)} of tables elsewhere, or reserve less`;
  return `${needs}, ${formatBytes(-free)} too much. ${largest.label} takes ${formatBytes(largest.bytes)}${alone}${pinned ? ', and is pinned' : ''}. ${help}.`;
}

const NAMED = 12;
