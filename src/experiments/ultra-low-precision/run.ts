// Trains in f32 and in few bits, serves the result on packed bits, then measures every pair of widths.

import { packedLayers } from '../../quant/packedResnet';
import type { Lab, Metrics, RunEvent } from '../experiment';
import type { Config } from '../schema';
import { type Outcomes, trainArms } from '../training/arms';
import { imageData } from '../training/imageData';
import { shapeOf } from '../training/imageTask';
import { armsOf } from './arms';
import { LAST, REAL } from './course';
import { type Measured, measure, problemsOf } from './measure';
import { lowBitModel, type Settings } from './model';
import { crossoverTable, paddedMultiplyAdds, productTable, publishedTable } from './speedTables';
import { accuracyTable, layerTable, servingTable } from './tables';

export async function* runUltraLowPrecision(
  lab: Lab,
  experiment: string,
  config: Config,
): AsyncGenerator<RunEvent, void, void> {
  const settings = config as Settings;
  const data = await imageData(lab, settings);
  const layers = packedLayers(lowBitModel(settings, shapeOf(data.train)));
  // Products are measured before the arms are closed: until then the run can be checkpointed.
  yield* trainArms(lab, experiment, config, armsOf(lab, settings, data), async function* (outcomes) {
    yield* report(settings, layers, outcomes);
    if (outcomes.has(LAST) && settings.rounds) yield* measured(lab, settings);
  });
}

function* report(
  settings: Settings,
  layers: Parameters<typeof layerTable>[0],
  outcomes: Outcomes,
): Iterable<RunEvent> {
  yield { kind: 'finding', finding: accuracyTable(settings, outcomes) };
  const last = outcomes.get(LAST);
  if (!last) return;
  yield { kind: 'finding', finding: servingTable(settings, outcomes) };
  yield { kind: 'finding', finding: layerTable(layers, outcomes) };
  const sum = (name: string) => last[name].reduce((total, x) => total + x, 0);
  const values: Metrics = {
    testAccuracy: last.testAccuracy[0],
    testLoss: last.testLoss[0],
    testAccuracyF32: outcomes.get(REAL)!.testAccuracy[0],
    packedInputs: last.inputs[0],
    packedDisagreements: last.disagreements[0],
    packedLargestDifference: last.largestDifference[0],
    innerWeightBytes: sum('layerWeightBytes'),
    innerWeightBytesF32: sum('layerRealBytes'),
    ...(settings.rounds && { packedBatchMs: last.packedMs[0], f32BatchMs: last.f32Ms[0] }),
  };
  yield { kind: 'metrics', values };
}

async function* measured(lab: Lab, settings: Settings): AsyncGenerator<RunEvent> {
  // What the products allocate is no part of what training takes.
  const gpu = lab.gpu.aside();
  const problems = problemsOf(settings);
  const all: Measured[] = [];
  for (const [index, problem] of problems.entries()) {
    lab.status('Measuring products', index, problems.length);
    const found = await measure(gpu, problem, settings.rounds);
    all.push(...found);
    if (index === 0) {
      yield { kind: 'finding', finding: crossoverTable(found) };
      yield { kind: 'finding', finding: productTable('pairs', 'Every pair of widths', found) };
    } else {
      const others = all.filter((one) => one.problem !== problems[0].problem);
      yield {
        kind: 'finding',
        finding: productTable('shapes', 'A vector, and layers of residual networks', others),
      };
    }
    yield { kind: 'finding', finding: publishedTable(settings, all, lab.gpu.report.software) };
  }
  yield { kind: 'metrics', values: speedMetrics(settings, all, lab.gpu.report.software) };
}

/** What the claims read. */
function speedMetrics(
  { activationBits: a, weightBits: w }: Settings,
  all: readonly Measured[],
  software: boolean,
): Metrics {
  const pairs = all.flatMap((one) => (typeof one.format === 'string' ? [] : [{ ...one, bits: one.format }]));
  const own = pairs.filter(({ bits }) => bits[0] === a && bits[1] === w);
  const f32 = (problem: Measured['problem']) =>
    all.find((one) => one.problem === problem && one.format === 'f32')!;
  const excess = (values: readonly number[]) => Math.max(...values.map(Math.abs));
  return {
    softwareAdapter: Number(software),
    productsChecked: all.length,
    wrongSums: all.reduce((sum, { mismatches }) => sum + mismatches, 0),
    // The most that either is away from what is derived, over all products whose rows fill their words.
    weightShareError: excess(
      pairs
        .filter(({ problem }) => problem.left[problem.left.length - 1] % 32 === 0)
        .map(({ bits, problem, weightBytes }) => weightBytes / f32(problem).weightBytes - bits[1] / 32),
    ),
    operationsError: excess(
      pairs.map(
        ({ bits, problem, wordOperations, multiplyAdds }) =>
          (32 * wordOperations) / paddedMultiplyAdds(multiplyAdds, problem.left) - 3 * bits[0] * bits[1],
      ),
    ),
    fewBitsSpeedUpF32: Math.max(...own.map(({ overF32 }) => overF32)),
    fewBitsSpeedUpInt8: Math.max(...own.map(({ overInt8 }) => overInt8)),
  };
}
