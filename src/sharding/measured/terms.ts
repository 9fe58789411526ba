// In proportion to what the kernels of a phase are taken to grow: one has a few terms, each with a plain name and a unit.
// Fitted to a device that is measured, they say what a lookup, a row or a dispatch costs on it.

import type { Phase } from '../execution/stepTime';
import type { DeviceWork, GroupWork } from './work';

export interface Term {
  /** Of what one amount is: "a lookup, whatever its width". */
  title: string;
  amount(work: DeviceWork): number;
  /** Every device of every plan has it; or all shards of a width on a device have it together. */
  shared?: 'whole' | 'width';
}

/** Columns that one invocation of a software adapter reads; kernels/embedding/bag.ts. */
const STRIP = 16;

/** Summed over the groups of a device. */
const ofGroups = (title: string, amount: (group: GroupWork) => number, shared?: 'width'): Term => ({
  ...{ title, shared },
  amount: ({ groups }) => groups.reduce((sum, group) => sum + amount(group), 0),
});

const ofReplicas = (title: string, amount: (replicas: GroupWork) => number): Term => ({
  title,
  amount: ({ replicas }) => replicas.reduce((sum, group) => sum + amount(group), 0),
});

const always: Term = { title: 'what every plan has', amount: () => 1, shared: 'whole' };

export const phaseTerms: Readonly<Record<Phase, readonly Term[]>> = {
  pooling: [
    ofGroups('a dispatch', () => 1, 'width'),
    ofGroups('a bag, whatever its width', ({ bags }) => bags),
    ofGroups('a number of a pooled vector', ({ bags, columns }) => bags * columns),
    ofGroups('a lookup, whatever its width', ({ lookups }) => lookups),
    ofGroups('a lookup, for each 16 columns', (g) => g.lookups * Math.ceil(g.columns / STRIP)),
    ofGroups('a number that a lookup reads', ({ lookups, columns }) => lookups * columns),
    ofGroups('a row that is looked up at all', ({ distinct }) => distinct),
  ],
  reducing: [
    { title: 'a dispatch', amount: ({ sums }) => sums.blocks },
    { title: 'a number of a partial vector', amount: ({ sums }) => sums.numbers },
  ],
  slice: [
    always,
    { title: 'a block of columns that arrives', amount: ({ blocks }) => blocks },
    { title: 'a number of a vector put together from blocks', amount: ({ joined }) => joined },
    { ...ofReplicas('that tables are replicated at all', () => 1), shared: 'width' },
    ofReplicas('room for a lookup, in a pass of the sort', (g) => g.room * g.sortPasses),
    ofReplicas('a number that a lookup reads and adds', (g) => g.lookups * g.columns),
    ofReplicas('a number of a replicated table', (g) => g.rows * g.columns),
  ],
  allReduce: [always, ofReplicas('a number of a replicated table', (g) => g.rows * g.columns)],
  shardUpdate: [
    ofGroups('a dispatch', ({ updateDispatches }) => updateDispatches, 'width'),
    ofGroups('room for a lookup', ({ room }) => room),
    ofGroups('room for a lookup, in a pass of the sort', (g) => g.room * g.sortPasses),
    ofGroups('a lookup, whatever its width', ({ lookups }) => lookups),
    ofGroups('a lookup, in a pass of the sort', (g) => g.lookups * g.sortPasses),
    ofGroups('a number of a gradient that is added', ({ lookups, columns }) => lookups * columns),
    ofGroups('a bag', ({ bags }) => bags),
    ofGroups('a row that is updated, whatever its width', ({ distinct }) => distinct),
    ofGroups('a number of a row that is updated', ({ distinct, columns }) => distinct * columns),
  ],
  denseUpdate: [always, ofReplicas('a number of a replicated table', (g) => g.rows * g.columns)],
};

export const amountsOf = (phase: Phase, work: DeviceWork): number[] =>
  phaseTerms[phase].map(({ amount }) => amount(work));
