// The memory plan on random programs: no two live values share bytes, no dispatch reads and writes one
// buffer, offsets are aligned, and memory that is free again is used again.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Graph } from '../graph/graph';
import { byteLength, type Value } from '../graph/value';
import { type Binding, type Dispatch, read, write } from '../kernels/kernel';
import { planArenas } from './arenas';
import { ALIGNMENT } from './layout';

const dispatchOf = (bindings: Binding[]): Dispatch => ({
  label: 'test',
  kernel: { generated: '', name: 'test' },
  bindings,
  params: [],
  workgroups: [1, 1, 1],
});

const graph = new Graph();
let count = 0;
const newValue = (elements: number): Value => graph.input(`value${count++}`, [elements]);

/** Dispatch i writes value i of a random size and reads up to three earlier ones. */
const programs = fc.array(
  fc.record({ elements: fc.integer({ min: 1, max: 5000 }), reads: fc.array(fc.nat(1000), { maxLength: 3 }) }),
  { minLength: 1, maxLength: 40 },
);

function build(steps: { elements: number; reads: number[] }[]) {
  const values = steps.map(({ elements }) => newValue(elements));
  const dispatches = steps.map(({ reads }, index) => {
    const sources = index ? [...new Set(reads.map((back) => back % index))] : [];
    return dispatchOf([...sources.map((source) => read(values[source])), write(values[index])]);
  });
  return { values, dispatches };
}

const lastUse = (dispatches: readonly Dispatch[], value: Value, kept: ReadonlySet<Value>): number =>
  kept.has(value)
    ? dispatches.length
    : dispatches.findLastIndex(({ bindings }) => bindings.some((b) => b.value === value));

describe('planArenas', () => {
  test.each([Number.POSITIVE_INFINITY, 64 * 1024])(
    'random programs, arenas of at most %s bytes',
    (maximum) => {
      fc.assert(
        fc.property(programs, fc.nat(40), (steps, keep) => {
          const { values, dispatches } = build(steps);
          const kept = new Set([values[keep % values.length]]);
          const { placements, buffers } = planArenas(dispatches, () => true, kept, maximum);
          for (const [first, value] of values.entries()) {
            const own = placements.get(value)!;
            expect(own.offset % ALIGNMENT).toBe(0);
            expect(own.bytes).toBe(byteLength(value));
            expect(own.offset + own.bytes).toBeLessThanOrEqual(buffers.get(own.buffer)!);
            expect(buffers.get(own.buffer)!).toBeLessThanOrEqual(maximum);
            for (const [later, other] of values.entries()) {
              const place = placements.get(other)!;
              const together = first < later && later <= lastUse(dispatches, value, kept);
              const overlap =
                own.buffer === place.buffer &&
                own.offset < place.offset + place.bytes &&
                place.offset < own.offset + own.bytes;
              expect(together && overlap).toBe(false);
            }
          }
          for (const { bindings } of dispatches) {
            const buffersOf = (access: string) =>
              bindings
                .filter((b) => (b.access === 'read') === (access === 'read'))
                .map((b) => placements.get(b.value)!.buffer);
            for (const buffer of buffersOf('read')) expect(buffersOf('write')).not.toContain(buffer);
          }
        }),
        { numRuns: 200 },
      );
    },
  );

  test('a chain of any length needs two buffers of one value each', () => {
    const steps = Array.from({ length: 30 }, (_, index) => ({ elements: 1024, reads: [index - 1] }));
    const { dispatches } = build(steps.map((step, index) => ({ ...step, reads: index ? [index - 1] : [] })));
    const { buffers } = planArenas(dispatches, () => true, new Set(), Number.POSITIVE_INFINITY);
    expect([...buffers.values()]).toEqual([4096, 4096]);
  });
});
