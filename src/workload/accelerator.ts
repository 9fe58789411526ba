// A hypothetical accelerator: a peak rate, DRAM, and on-chip memory of some size into which tensors are placed
// greedily. A layer takes as long as the slowest of its arithmetic, its on-chip and its DRAM traffic.
// Source of the idea: Park et al. 2018 (1811.09886), §2.2; the rule of placement is our own.

import type { Value } from '../graph/value';
import { elementCount } from '../graph/value';
import { type Layer, movedCount } from './layers';

export interface Accelerator {
  operationsPerSecond: number;
  dramBytesPerSecond: number;
  onChipBytesPerSecond: number;
  onChipBytes: number;
  /** Of every number. */
  bits: number;
}

export interface LayerForecast {
  layer: Layer;
  seconds: number;
  bound: 'arithmetic' | 'on-chip memory' | 'DRAM';
  onChipBytes: number;
  dramBytes: number;
}

export interface WorkloadForecast {
  layers: LayerForecast[];
  seconds: number;
  /** The most on-chip memory in use at once. */
  occupiedBytes: number;
  /** Share of the traffic that stays on the chip. */
  onChipShare: number;
}

/** A tensor that may lie on the chip: how large it is, how much of it is moved, and while which layers it is needed. */
interface Candidate {
  value: Value;
  bytes: number;
  traffic: number;
  first: number;
  last: number;
}

/**
 * Tensors in order of the traffic that each of their bytes saves, those traced first before others: one is placed if
 * there is room for it as long as it is needed. Weights are needed always, for the next batch reads them again.
 */
export function place(layers: readonly Layer[], { onChipBytes, bits }: Accelerator) {
  const candidates = [...candidatesOf(layers, bits)].sort(
    (a, b) => b.traffic / b.bytes - a.traffic / a.bytes || a.first - b.first,
  );
  const used = new Float64Array(layers.length);
  const placed = new Set<Value>();
  for (const { value, bytes, first, last } of candidates) {
    const life = used.subarray(first, last + 1);
    if (life.some((taken) => taken + bytes > onChipBytes)) continue;
    for (let at = 0; at < life.length; at++) life[at] += bytes;
    placed.add(value);
  }
  return { placed, occupiedBytes: used.reduce((most, taken) => Math.max(most, taken), 0) };
}

function candidatesOf(layers: readonly Layer[], bits: number): Iterable<Candidate> {
  const found = new Map<Value, Candidate>();
  const note = (value: Value, moved: number, at: number) => {
    const bytes = (elementCount(value.shape) * bits) / 8;
    const resident = value.role === 'parameter' || value.role === 'state';
    const known = found.get(value) ?? {
      ...{ value, bytes, traffic: 0, first: resident ? 0 : at },
      last: resident ? layers.length - 1 : at,
    };
    const traffic = known.traffic + (moved * bits) / 8;
    found.set(value, { ...known, traffic, last: Math.max(known.last, at) });
  };
  for (const [at, layer] of layers.entries())
    for (const moved of [layer.weights, layer.reads, layer.writes])
      for (const [value, count] of moved) note(value, count, at);
  return found.values();
}

export function forecast(layers: readonly Layer[], accelerator: Accelerator): WorkloadForecast {
  const { bits } = accelerator;
  const { placed, occupiedBytes } = place(layers, accelerator);
  const forecasts = layers.map((layer): LayerForecast => {
    let onChip = 0;
    for (const moved of [layer.weights, layer.reads, layer.writes])
      for (const [value, count] of moved) if (placed.has(value)) onChip += count;
    const total = [layer.weights, layer.reads, layer.writes].reduce(
      (sum, moved) => sum + movedCount(moved),
      0,
    );
    const onChipBytes = (onChip * bits) / 8;
    const dramBytes = ((total - onChip) * bits) / 8 + layer.indexBytes;
    const times = [
      ['arithmetic', layer.flops / accelerator.operationsPerSecond],
      ['on-chip memory', onChipBytes / accelerator.onChipBytesPerSecond],
      ['DRAM', dramBytes / accelerator.dramBytesPerSecond],
    ] as const;
    const [bound, seconds] = times.reduce((slowest, next) => (next[1] > slowest[1] ? next : slowest));
    return { layer, seconds, bound, onChipBytes, dramBytes };
  });
  const sum = (of: (forecast: LayerForecast) => number) =>
    forecasts.reduce((total, each) => total + of(each), 0);
  const [onChip, dram] = [sum(({ onChipBytes }) => onChipBytes), sum(({ dramBytes }) => dramBytes)];
  return {
    layers: forecasts,
    seconds: sum(({ seconds }) => seconds),
    occupiedBytes,
    onChipShare: onChip / (onChip + dram),
  };
}
