// What is said of a tensor's memory.

import { formatBytes, formatNumber } from '../../../base/format';
import type { TensorInfo } from '../../../lab/protocol';
import type { MemoryLeaf } from '../../state/memoryMap';

export type Fact = readonly [name: string, value: string];

/** 0.123 → "12 %", 0.0004 → "0.04 %". */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 9.95 ? Math.round(value) : Number(value.toPrecision(value < 1 ? 1 : 2))} %`;
}

export const shapeOf = ({ shape, dtype }: Pick<TensorInfo, 'shape' | 'dtype'>): string =>
  `${dtype} [${shape.map(formatNumber).join(' × ')}]`;

export function describeLeaf(leaf: MemoryLeaf, category: string, total: number): Fact[] {
  const { bytes, tensor, place } = leaf;
  return [
    ['For', category.toLowerCase()],
    ['Size', `${formatBytes(bytes)}, ${percent(bytes / total)}`],
    ...(tensor ? [['Shape', shapeOf(tensor)] as const] : []),
    ...(leaf.tensors ? [['Holds', `${formatNumber(leaf.tensors)} tensors`] as const] : []),
    ...(place ? [['In', `“${place.buffer}” at byte ${formatNumber(place.offset)}`] as const] : []),
  ];
}
