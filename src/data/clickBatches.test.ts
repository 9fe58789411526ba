import { describe, expect, it } from 'vitest';
import { type ClickBatchBuffers, ClickBatcher, maximumLookups } from './clickBatches';
import { createSparseUpdate } from './sparseUpdate';
import { randomClicks } from './testing/datasets';

function buffersFor(batcher: ClickBatcher): ClickBatchBuffers {
  const { batch, dataset, maxLookups } = batcher;
  return {
    dense: new Float32Array(batch * dataset.denseFeatures).fill(-1),
    indices: new Uint32Array(maxLookups),
    offsets: new Uint32Array(batch * dataset.tables.length + 1).fill(77),
    labels: new Float32Array(batch).fill(-1),
    probability: new Float32Array(batch).fill(-1),
    weights: new Float32Array(batch).fill(-1),
    sparse: createSparseUpdate(maxLookups),
  };
}

describe('ClickBatcher', () => {
  const dataset = randomClicks(23, [7, 5, 11]);

  it('gives each sample its own bags in the flat row space', () => {
    const batcher = new ClickBatcher(dataset, 4, 9);
    const buffers = buffersFor(batcher);
    const seen = new Set<number>();
    expect(batcher.stepsPerEpoch).toBe(5);
    for (let step = 0; step < 5; step++) {
      batcher.fillTraining(step, buffers);
      for (let b = 0; b < 4; b++) {
        const row = buffers.dense[b * 2] / 10;
        expect(seen.has(row)).toBe(false);
        seen.add(row);
        expect(buffers.dense[b * 2 + 1]).toBe(10 * row + 1);
        expect(buffers.labels[b]).toBe(dataset.labels[row]);
        expect(buffers.probability![b]).toBe(dataset.probability![row]);
        dataset.tables.forEach((_, table) => {
          const bag = b * 3 + table;
          const got = buffers.indices.subarray(buffers.offsets[bag], buffers.offsets[bag + 1]);
          const want = dataset.ids[table].subarray(
            dataset.offsets[table][row],
            dataset.offsets[table][row + 1],
          );
          expect([...got]).toEqual([...want].map((id) => id + [0, 7, 12][table]));
        });
      }
      expect(buffers.sparse!.counts[1]).toBe(buffers.offsets[12]);
    }
    expect(seen.size).toBe(20);
  });

  it('makes any step again without state, and another order with another seed or epoch', () => {
    const contents = (seed: number, step: number, warm: number[]) => {
      const batcher = new ClickBatcher(dataset, 4, seed);
      const buffers = buffersFor(batcher);
      for (const other of [...warm, step]) batcher.fillTraining(other, buffers);
      return [...buffers.dense, ...buffers.offsets];
    };
    expect(contents(9, 7, [])).toEqual(contents(9, 7, [0, 1, 12, 3]));
    expect(contents(9, 7, [])).not.toEqual(contents(10, 7, []));
    expect(contents(9, 2, [])).not.toEqual(contents(9, 7, []));
  });

  it('keeps stored order when asked to', () => {
    const batcher = new ClickBatcher(dataset, 4, 9, 'sequential');
    const buffers = buffersFor(batcher);
    batcher.fillTraining(6, buffers);
    expect([0, 2, 4, 6].map((i) => buffers.dense[i] / 10)).toEqual([4, 5, 6, 7]);
  });

  it('covers every sample once in evaluation and pads the rest with empty bags', () => {
    const batcher = new ClickBatcher(dataset, 10, 9);
    const buffers = buffersFor(batcher);
    expect(batcher.evaluationBatches).toBe(3);
    expect(batcher.fillEvaluation(1, buffers)).toBe(10);
    expect(batcher.fillEvaluation(2, buffers)).toBe(3);
    expect([...buffers.weights!]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(buffers.dense[0]).toBe(200);
    expect([...buffers.dense.subarray(6)].every((value) => value === 0)).toBe(true);
    expect(buffers.offsets.subarray(9).every((offset) => offset === buffers.offsets[9])).toBe(true);
    expect(buffers.sparse!.counts[1]).toBe(buffers.offsets[9]);
  });

  it('bounds the lookups of every batch, and reaches the bound with the longest samples', () => {
    const total = (row: number) =>
      dataset.offsets.reduce((sum, offsets) => sum + offsets[row + 1] - offsets[row], 0);
    const totals = Array.from({ length: 23 }, (_, row) => total(row)).sort((a, b) => b - a);
    expect(maximumLookups(dataset, 5)).toBe(totals.slice(0, 5).reduce((sum, length) => sum + length));
    expect(maximumLookups(dataset, 100)).toBe(totals.reduce((sum, length) => sum + length));
  });

  it('says so when there is no full batch to train on, and still evaluates', () => {
    const batcher = new ClickBatcher(dataset, 64, 9);
    const buffers = buffersFor(batcher);
    expect(() => batcher.fillTraining(0, buffers)).toThrow('A batch of 64');
    expect(batcher.fillEvaluation(0, buffers)).toBe(23);
  });
});
