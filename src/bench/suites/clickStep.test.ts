// The DLRM step as data for other libraries is the step that we train: its first two losses by the definition, sample
// by sample in float64, are those that rows are held against.
import { expect, test } from 'vitest';
import { tableOffsets } from '../../data/clickBatches';
import { ClickLog } from '../../data/generators/click/clickLog';
import { clickPreset } from '../../data/generators/click/presets';
import type { ClickStepProblem } from '../problem';
import { paddedClicks } from './paddedClicks';
import { stepCases } from './steps';

type Numbers = Float64Array;
type Tensors = Map<string, Numbers>;

/** What was computed, and from the slope of it the slope of what it was computed of. */
interface Traced {
  y: Numbers;
  back(slope: Numbers): Numbers;
}

/** The layer `name`; slopes of its parameters are added to `slopes`. */
function linear(parameters: Tensors, slopes: Tensors, name: string, x: Numbers, relu: boolean): Traced {
  const [weight, bias] = ['weight', 'bias'].map((part) => parameters.get(`${name}.${part}`)!);
  const [weightSlope, biasSlope] = ['weight', 'bias'].map((part) => slopes.get(`${name}.${part}`)!);
  const width = bias.length;
  const y = bias.map((sum, o) => {
    for (let i = 0; i < x.length; i++) sum += x[i] * weight[i * width + o];
    return relu ? Math.max(sum, 0) : sum;
  });
  const back = (slope: Numbers) => {
    const result = new Float64Array(x.length);
    for (let o = 0; o < width; o++) {
      if (relu && y[o] === 0) continue;
      biasSlope[o] += slope[o];
      for (let i = 0; i < x.length; i++) {
        weightSlope[i * width + o] += x[i] * slope[o];
        result[i] += weight[i * width + o] * slope[o];
      }
    }
    return result;
  };
  return { y, back };
}

function perceptron(layers: number, layer: (index: number, x: Numbers) => Traced, x: Numbers): Traced {
  const traced: Traced[] = [];
  for (let index = 1; index <= layers; index++) traced.push(layer(index, traced.at(-1)?.y ?? x));
  return {
    y: traced.at(-1)!.y,
    back: (slope) => traced.reduceRight((next, { back }) => back(next), slope),
  };
}

/** The table of each slot. */
const tablesOf = ({ blocks }: Pick<ClickStepProblem, 'blocks'>): number[] => {
  let table = 0;
  return blocks.flatMap(({ tables, slots }) =>
    Array.from({ length: tables }, () => table++).flatMap((one) => new Array<number>(slots).fill(one)),
  );
};

/** The mean loss; `slopes` grow by its gradients. */
function lossOf(problem: ClickStepProblem, parameters: Tensors, slopes: Tensors): number {
  const { batch, layers, dense, indices, mask, labels } = problem;
  const slotTables = tablesOf(problem);
  const count = slotTables.at(-1)! + 2;
  const tables = parameters.get('tables')!;
  const width = tables.length / problem.parameters.get('tables')!.shape[0];
  const features = dense.length / batch;
  let loss = 0;
  for (let sample = 0; sample < batch; sample++) {
    const own = Float64Array.from(dense.subarray(sample * features, (sample + 1) * features));
    const layer = (name: string, last?: number) => (index: number, x: Numbers) =>
      linear(parameters, slopes, `${name}${index}`, x, index !== last);
    const bottom = perceptron(layers.bottom, layer('bottom'), own);
    const vectors = Array.from({ length: count }, (_, v) => (v ? new Float64Array(width) : bottom.y));
    const lookups = slotTables.map((table, slot) => {
      const at = sample * slotTables.length + slot;
      return { table, from: indices[at] * width, real: mask[at] };
    });
    for (const { table, from, real } of lookups)
      for (let d = 0; d < width; d++) vectors[1 + table][d] += real * tables[from + d];
    const pairs = vectors.flatMap((_, i) => Array.from({ length: i }, (_, j) => [i, j]));
    const dot = ([i, j]: number[]) => vectors[i].reduce((sum, x, d) => sum + x * vectors[j][d], 0);
    const interaction = Float64Array.from([...bottom.y, ...pairs.map(dot)]);
    const top = perceptron(layers.top, layer('top', layers.top), interaction);
    const [logit] = top.y;
    loss += (Math.log1p(Math.exp(logit)) - labels[sample] * logit) / batch;
    const slope = top.back(Float64Array.of((1 / (1 + Math.exp(-logit)) - labels[sample]) / batch));
    const vectorSlopes = vectors.map((_, v) => (v ? new Float64Array(width) : slope.slice(0, width)));
    for (const [pair, [i, j]] of pairs.entries())
      for (let d = 0; d < width; d++) {
        vectorSlopes[i][d] += slope[width + pair] * vectors[j][d];
        vectorSlopes[j][d] += slope[width + pair] * vectors[i][d];
      }
    for (const { table, from, real } of lookups)
      for (let d = 0; d < width; d++) slopes.get('tables')![from + d] += real * vectorSlopes[1 + table][d];
    bottom.back(vectorSlopes[0]);
  }
  return loss;
}

/** The losses before and after one step, from accumulators of zero. */
function losses(problem: ClickStepProblem): [number, number] {
  const { learningRate, epsilon } = problem;
  const parameters: Tensors = new Map(
    [...problem.parameters].map(([name, { data }]) => [name, Float64Array.from(data)]),
  );
  const zeros = (): Tensors =>
    new Map([...parameters].map(([name, { length }]) => [name, new Float64Array(length)]));
  const slopes = zeros();
  const first = lossOf(problem, parameters, slopes);
  for (const [name, values] of parameters) {
    const slope = slopes.get(name)!;
    const { shape } = problem.parameters.get(name)!;
    const group = name === 'tables' ? shape[1] : 1;
    for (let at = 0; at < values.length; at += group) {
      const own = slope.subarray(at, at + group);
      const accumulator = own.reduce((sum, g) => sum + g * g, 0) / group;
      for (const [d, g] of own.entries())
        values[at + d] -= (learningRate * g) / (Math.sqrt(accumulator) + epsilon);
    }
  }
  return [first, lossOf(problem, parameters, zeros())];
}

test('the first two losses of the DLRM step by its problem are the expected ones', () => {
  const [{ problem, check }] = stepCases.find(({ name }) => name === 'dlrm')!.entries();
  const given = problem as ClickStepProblem;
  const right = losses(given);
  expect(check(new Map([['losses', right]]))).toBe(true);
  const wrong = losses({ ...given, epsilon: 1e-3 });
  expect(check(new Map([['losses', wrong]]))).toBe(false);
});

test('the slots that the mask tells hold the bags of a log, and all slots rows of their own table', () => {
  const data = new ClickLog(clickPreset('default')).generate(0, 64);
  const batch = 50;
  const padded = paddedClicks(data, batch);
  const slotTables = tablesOf(padded);
  const starts = tableOffsets(data.tables);
  expect(padded.indices).toHaveLength(batch * slotTables.length);
  for (let sample = 0; sample < batch; sample++) {
    const bags = data.tables.map((): number[] => []);
    for (const [slot, table] of slotTables.entries()) {
      const at = sample * slotTables.length + slot;
      const row = padded.indices[at] - starts[table];
      expect(row >= 0 && row < data.tables[table].rows).toBe(true);
      if (padded.mask[at]) bags[table].push(row);
    }
    const expected = data.tables.map((_, table) => {
      const [from, to] = [data.offsets[table][sample], data.offsets[table][sample + 1]];
      return [...data.ids[table].subarray(from, to)];
    });
    expect(bags).toEqual(expected);
  }
});
