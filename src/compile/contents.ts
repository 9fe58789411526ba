// What a buffer holds, in a few words for people.

import { formatBytes } from '../base/format';
import type { StateLayout } from './layout';
import type { ProgramPlan } from './plan';

interface Held {
  name: string;
  bytes: number;
}

export function contentsOfProgram({ placements }: ProgramPlan, buffer: string): string {
  const held = [...placements].filter(([, placement]) => placement.buffer === buffer);
  return describe(held.map(([{ name }, { bytes }]) => ({ name, bytes })));
}

export const contentsOfState = ({ entries }: StateLayout, buffer: string): string =>
  describe([...entries.values()].filter((entry) => entry.buffer === buffer));

/** "stage1.block0.conv1, 64 MiB, and 12 smaller tensors". */
function describe(held: readonly Held[]): string {
  if (held.length === 0) return 'no tensor';
  const largest = held.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const named = `${largest.name}, ${formatBytes(largest.bytes)}`;
  const others = held.length - 1;
  return others === 0 ? named : `${named}, and ${others} smaller tensor${others === 1 ? '' : 's'}`;
}
