// The first samples of a click log as libraries without bags take them: as many slots for every sample, of which
// a mask tells the lookups.

import { tableOffsets } from '../../data/clickBatches';
import type { ClickDataset } from '../../data/dataset';
import type { ClickStepProblem, Floats } from '../problem';

export type PaddedClicks = Pick<ClickStepProblem, 'dense' | 'blocks' | 'indices' | 'mask' | 'labels'>;

/** A table gets as many slots as its longest bag among the `batch` samples needs, and at least one. */
export function paddedClicks(data: ClickDataset, batch: number): PaddedClicks {
  const lengthOf = (table: number, sample: number) =>
    data.offsets[table][sample + 1] - data.offsets[table][sample];
  const slots = data.tables.map((_, table) => {
    let longest = 1;
    for (let sample = 0; sample < batch; sample++) longest = Math.max(longest, lengthOf(table, sample));
    return longest;
  });
  const starts = tableOffsets(data.tables);
  const width = slots.reduce((sum, count) => sum + count, 0);
  const indices = new Int32Array(batch * width);
  const mask: Floats = new Float32Array(batch * width);
  let at = 0;
  for (let sample = 0; sample < batch; sample++)
    for (const [table, { rows }] of data.tables.entries()) {
      const first = data.offsets[table][sample];
      const length = lengthOf(table, sample);
      for (let slot = 0; slot < slots[table]; slot++, at++) {
        const real = slot < length;
        mask[at] = real ? 1 : 0;
        // Padding goes to rows all over the table: gradients of zero that are added to one row wait for each other.
        indices[at] = starts[table] + (real ? data.ids[table][first + slot] : at % rows);
      }
    }
  return {
    dense: data.dense.slice(0, batch * data.denseFeatures) as Floats,
    blocks: blocksOf(slots),
    indices,
    mask,
    labels: data.labels.slice(0, batch) as Floats,
  };
}

/** Neighbours with as many slots are one block. */
function blocksOf(slots: readonly number[]): ClickStepProblem['blocks'] {
  const blocks: ClickStepProblem['blocks'] = [];
  for (const count of slots) {
    const last = blocks.at(-1);
    if (last?.slots === count) last.tables++;
    else blocks.push({ tables: 1, slots: count });
  }
  return blocks;
}
