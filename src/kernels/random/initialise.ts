// The starting elements of a parameter or state made on the GPU: the bits of src/graph/initialise.ts, with
// no upload. Each dispatch writes its own range of the value, which is its only binding.

import { HALVES_SCALE, streamOf } from '../../base/philox';
import { codeWords, rowScale, rowWords } from '../../base/rowCodes';
import { symmetricRange } from '../../graph/initialise';
import { elementCount, type Initializer, type Value } from '../../graph/value';
import { baseLimits, type Dispatch, f32, type KernelLimits, type Param, spread } from '../kernel';

const WORKGROUP = 64;

/** A dispatch whose one binding is the value it writes. */
export type Initialisation = Omit<Dispatch, 'bindings'>;

/** Dispatches that fill `value` as its initializer says; see `startingElements` for the elements. */
export function initialiseDispatches(
  value: Pick<Value, 'name' | 'shape' | 'initializer'>,
  seed: number,
  limits: KernelLimits = baseLimits,
): Initialisation[] {
  const initializer = value.initializer ?? { kind: 'constant', value: 0 };
  const all = elementCount(value.shape);
  const stream = streamOf(value.name);

  const fill = (shader: string, count: number, params: Param[]): Initialisation[] =>
    count === 0
      ? []
      : [
          {
            label: `${value.name}.initialise`,
            kernel: { shader, constants: { WORKGROUP } },
            params,
            workgroups: spread(Math.ceil(count / WORKGROUP), limits),
          },
        ];
  const uniform = (start: number, count: number, low: number, high: number): Initialisation[] => {
    const { centre, halfRange } = symmetricRange(low, high);
    return fill('random/uniform', count, [start, count, seed, stream, f32(centre), f32(halfRange), 0]);
  };

  switch (initializer.kind) {
    case 'constant':
      return fill('random/constant', all, [all, f32(initializer.value)]);
    case 'normal':
      return fill('random/normal', all, [all, seed, stream, f32(initializer.std), f32(HALVES_SCALE), 0]);
    case 'uniform':
      return uniform(0, all, initializer.low, initializer.high);
    case 'uniformRows': {
      const dispatches: Initialisation[] = [];
      let row = 0;
      for (const { rows, bound } of initializer.blocks) {
        dispatches.push(...uniform(row * value.shape[1], rows * value.shape[1], -bound, bound));
        row += rows;
      }
      return dispatches;
    }
    case 'codedRows':
      return codedRows(initializer);
  }

  function codedRows({ blocks, coding }: Extract<Initializer, { kind: 'codedRows' }>): Initialisation[] {
    const { bits, width } = coding;
    let start = 0;
    return blocks.map(({ rows, bound }) => {
      const { halfRange } = symmetricRange(-bound, bound);
      const { scale, bias } = rowScale(-halfRange, halfRange, bits);
      const drawn = [f32(halfRange), f32(scale), f32(bias)];
      const params = [start, rows, width, codeWords(coding), seed, stream, ...drawn, 0];
      start += rows;
      return {
        label: `${value.name}.initialise`,
        kernel: { shader: 'random/coded_rows', constants: { WORKGROUP }, prelude: { BITS: bits } },
        params,
        workgroups: spread(Math.ceil((rows * rowWords(coding)) / WORKGROUP), limits),
      };
    });
  }
}
