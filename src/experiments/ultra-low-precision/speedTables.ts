// What the products cost on this adapter, as tables.

import { type Finding, findingOf } from '../findings';
import { bytes, count, milliseconds, plain, type Row, text } from './columns';
import type { Measured } from './measure';
import type { Settings } from './model';

/** Operations that 32 multiply-adds take: 3 a pair of planes, 32 of f32, 8 of dot products of four bytes. */
const operationsOf = ({ format, wordOperations, multiplyAdds, problem }: Measured): number =>
  format === 'f32'
    ? 32
    : format === 'int8'
      ? 8
      : (32 * wordOperations) / paddedMultiplyAdds(multiplyAdds, problem.left);

/** Words may end in bits that stand for nothing; they are computed all the same. */
export function paddedMultiplyAdds(multiplyAdds: number, left: readonly number[]): number {
  const depth = left[left.length - 1];
  return (multiplyAdds / depth) * 32 * Math.ceil(depth / 32);
}

export function productTable(id: string, title: string, measured: readonly Measured[]): Finding {
  return findingOf(
    {
      id,
      title,
      about:
        'Measured on this adapter, packing or coding of the activations included; the median of all rounds. Every result was compared with the sum it stands for.',
      columns: [
        text('problem', 'Product'),
        text('format', 'Format'),
        milliseconds('ms', 'Time'),
        milliseconds('fastest', 'Fastest'),
        milliseconds('slowest', 'Slowest'),
        plain('overF32', 'Times as fast as f32'),
        plain('overInt8', 'Times as fast as int8'),
        plain('operations', 'Operations per 32 multiply-adds'),
        bytes('weights', 'Weights'),
        count('wrong', 'Wrong sums'),
      ],
    },
    measured.map(
      (one): Row => ({
        problem: one.problem.name,
        format: one.name,
        ms: one.time.medianMs,
        fastest: one.time.fastestMs,
        slowest: one.time.slowestMs,
        overF32: one.overF32,
        overInt8: one.overInt8,
        operations: operationsOf(one),
        weights: one.weightBytes,
        wrong: one.mismatches,
      }),
    ),
  );
}

/** Time against the product of both widths, with f32 and signed bytes as level lines. */
export function crossoverTable(measured: readonly Measured[]): Finding {
  const pairs = measured.flatMap((one) =>
    typeof one.format === 'string' ? [] : [{ ...one, bits: one.format }],
  );
  const products = [...new Set(pairs.map(({ bits: [a, w] }) => a * w))].sort((a, b) => a - b);
  const level = (format: 'f32' | 'int8') => {
    const { time } = measured.find((one) => one.format === format)!;
    return products.map(
      (product): Row => ({
        ...{ series: format, pair: format, product, ms: time.medianMs },
        ...{ low: time.fastestMs, high: time.slowestMs },
      }),
    );
  };
  const lines = [1, 2, 3, 4].flatMap((a) =>
    pairs
      .filter(({ bits }) => bits[0] === a)
      .map(
        ({ bits: [, w], time }): Row => ({
          ...{ series: `activations of ${a} bit${a > 1 ? 's' : ''}`, pair: `${a}×${w} bits`, product: a * w },
          ...{ ms: time.medianMs, low: time.fastestMs, high: time.slowestMs },
        }),
      ),
  );
  return findingOf(
    {
      id: 'crossover',
      title: 'Where few bits stop paying',
      about: `The ${measured[0].problem.name}, packing included: work grows with activation bits times weight bits. ${crossing(pairs, measured)}`,
      columns: [
        text('series', 'Series'),
        text('pair', 'Format'),
        plain('product', 'Activation bits × weight bits'),
        milliseconds('ms', 'Time'),
        milliseconds('low', 'Fastest'),
        milliseconds('high', 'Slowest'),
      ],
    },
    [...lines, ...level('f32'), ...level('int8')],
  );
}

/** In words: which pairs beat f32, and which signed bytes. */
function crossing(pairs: readonly Measured[], measured: readonly Measured[]): string {
  const beats = (format: 'f32' | 'int8') => {
    const limit = measured.find((one) => one.format === format)!.time.medianMs;
    const faster = pairs.filter(({ time }) => time.medianMs < limit);
    if (faster.length === pairs.length) return `All pairs are faster than ${format} here.`;
    if (faster.length === 0) return `No pair is faster than ${format} here.`;
    return `Faster than ${format} here: ${faster.map(({ name }) => name).join(', ')}.`;
  };
  return `${beats('f32')} ${beats('int8')}`;
}

export const PUBLISHED_SPEED = '4× to 20×';

/** The paper's figure beside those measured here. */
export function publishedTable(
  settings: Settings,
  measured: readonly Measured[],
  software: boolean,
): Finding {
  const own = `${settings.activationBits}×${settings.weightBits} bits`;
  return findingOf(
    {
      id: 'published',
      title: 'Beside the paper',
      about: `Published for vector units of ARM Cortex-A7 and A53, against f32 (NNPACK) and int8 (gemmlowp) of their day; measured on this adapter against our own kernels. ${
        software
          ? 'This adapter is software: it counts bits and multiplies as the processor’s vector instructions allow, so its ratios say nothing of a GPU.'
          : 'A GPU counts bits more slowly than it multiplies and adds, so less is to be expected of it where arithmetic bounds the time, and most where memory does.'
      }`,
      columns: [
        text('problem', 'Product'),
        text('format', 'Format'),
        text('published', 'Published speed-up'),
        plain('overF32', 'Over f32, measured'),
        plain('overInt8', 'Over int8, measured'),
        text('verdict', 'Here'),
      ],
    },
    measured
      .filter(({ name }) => name === own)
      .map(
        ({ problem, name, overF32, overInt8 }): Row => ({
          ...{ problem: problem.name, format: name, published: PUBLISHED_SPEED, overF32, overInt8 },
          verdict: verdictOn(Math.min(overF32, overInt8), Math.max(overF32, overInt8)),
        }),
      ),
  );
}

function verdictOn(least: number, most: number): string {
  if (least >= 4) return 'at least 4× both';
  if (most < 1) return 'slower than both';
  if (least < 1) return 'faster than one, slower than the other';
  return 'faster than both, by less than 4×';
}
