// What happens to a trained network: it is calibrated, coded by each technique, run over the test set on the integer
// kernels, taken apart layer by layer, checked and timed.

import { iota } from '../../base/arrays';
import { type ImageDataset, takeImages } from '../../data/dataset';
import { layersToKeepReal, measureSensitivity } from '../../quant/sensitivity';
import type { Lab, RunEvent } from '../experiment';
import { calibrated, NetworkCoder, real, type TrainedNetwork } from './coding';
import { perChannelGain, rangeRows, rangesFinding } from './distributions';
import { codedRows, sensitivityFinding, weightsFinding } from './layerFindings';
import { densityFinding, densityRows, drawnRows, overflowFinding, overflowRows } from './outliers';
import { splitDifference } from './splitCheck';
import { resultOf, type TechniqueResult, techniquesFinding } from './techniques';

/** Of the noise that the layers bring one by one, the share that integer layers may keep. */
const NOISE_BUDGET = 0.5;
/** Bits of the narrow part of split weights, as FBGEMM has them. */
const NARROW_BITS = 7;

export interface StudyOptions {
  calibration: number;
  realWork: number;
}

/** Yields findings and metrics; returns what the measurements after it need. */
export async function* study(
  lab: Pick<Lab, 'status'>,
  trained: TrainedNetwork,
  options: StudyOptions,
): AsyncGenerator<RunEvent, NetworkCoder, void> {
  const { gpu, model, tensors, train, test } = trained;
  const seen = takeImages(train, iota(Math.min(options.calibration, train.count)));
  const calibration = await calibrated(gpu, tensors, model, seen, (done, total) =>
    lab.status('Calibrating', done, total),
  );
  const coder = new NetworkCoder(trained, calibration);
  yield { kind: 'finding', finding: weightsFinding(coder) };

  lab.status('Measuring the f32 network');
  const realNetwork = coder.lower(real);
  const reference = await coder.logits('f32', realNetwork, test);
  const results = [resultOf('f32', realNetwork, { logits: reference, real: reference }, test)];
  let kept: ReadonlySet<string> = new Set();
  for (const technique of coder.ladder) {
    if (technique.selective) kept = yield* sensitivities(lab, coder, seen, options.realWork);
    const form = ({ name }: { name: string }) => (kept.has(name) ? 'real' : 'integer');
    lab.status(`Measuring: ${technique.title}`);
    const lowered = coder.lower(form, technique);
    const logits = await coder.logits(technique.id, lowered, test);
    results.push(resultOf(technique.title, lowered, { logits, real: reference }, test));
    yield { kind: 'finding', finding: techniquesFinding(results) };
  }
  yield { kind: 'metrics', values: ladderMetrics(results) };
  yield* outlierStudy(lab, coder);
  return coder;
}

async function* sensitivities(
  lab: Pick<Lab, 'status'>,
  coder: NetworkCoder,
  seen: ImageDataset,
  realWork: number,
): AsyncGenerator<RunEvent, ReadonlySet<string>, void> {
  const reference = await coder.logits('f32', coder.lower(real), seen);
  let done = 0;
  const measured = await measureSensitivity(coder.layers, reference, (alone) => {
    lab.status('Measuring the sensitivity of each layer', done++, coder.layers.length);
    const lowered = coder.lower(({ name }) => (alone.has(name) ? 'integer' : 'real'));
    return coder.logits('one layer', lowered, seen);
  });
  const kept = layersToKeepReal(measured, { noise: NOISE_BUDGET, work: realWork });
  yield { kind: 'finding', finding: sensitivityFinding(measured, kept, seen) };
  return kept;
}

/** What does not depend on the device, and the split on it. */
async function* outlierStudy(
  lab: Pick<Lab, 'status'>,
  coder: NetworkCoder,
): AsyncGenerator<RunEvent, void, void> {
  lab.status('Splitting outliers');
  const [drawn, layers] = [drawnRows(), codedRows(coder)];
  const ranges = rangeRows();
  const density = densityRows([...drawn, ...layers]);
  const overflow = overflowRows(drawn);
  yield { kind: 'finding', finding: rangesFinding(ranges) };
  yield { kind: 'finding', finding: densityFinding(density) };
  yield { kind: 'finding', finding: overflowFinding(overflow) };
  const outliers = (name: string) =>
    density.find((row) => row.name === name && row.bits === NARROW_BITS)!.density;
  const overflows = (name: string, bits: number) =>
    overflow.find((row) => row.name === name && row.bits === bits && row.products === 128)!.probability;
  yield {
    kind: 'metrics',
    values: {
      perChannelGainDecibels: perChannelGain(),
      leastSquaresGainDecibels: ranges.find(
        ({ distribution, bits }) => distribution === 'Student-t(3)' && bits === 8,
      )!.gain,
      outlierDifference: await splitDifference(coder.trained.gpu, layers, NARROW_BITS),
      gaussianOutliers: outliers('Gaussian'),
      heavyTailOutliers: outliers('Student-t(3)'),
      laplaceOverflowRatio: overflows('Laplace', 6) / overflows('Laplace', 8),
      heavyTailOverflowRatio: overflows('Student-t(3)', 6) / overflows('Student-t(3)', 8),
    },
  };
}

/** Rows of the ladder as metrics: f32, everything plain, all integer, and with real layers. */
function ladderMetrics(results: readonly TechniqueResult[]) {
  const [f32, plain] = results;
  const [whole, selective] = results.slice(-2);
  return {
    f32Accuracy: f32.accuracy,
    plainInt8Accuracy: plain.accuracy,
    int8Accuracy: whole.accuracy,
    selectiveInt8Accuracy: selective.accuracy,
    ...(plain.logitSnr !== null && { plainLogitDecibels: plain.logitSnr }),
    ...(whole.logitSnr !== null && { int8LogitDecibels: whole.logitSnr }),
    ...(selective.logitSnr !== null && { selectiveLogitDecibels: selective.logitSnr }),
  };
}
