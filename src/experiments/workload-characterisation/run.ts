// Counts the models, puts the chosen one on the hypothetical accelerator, and runs a step on this GPU.

import type { Peaks } from '../../base/roofline';
import { copyBytes, peaksOf } from '../../compile/peaks';
import { presets } from '../../nn/presets';
import { forecast } from '../../workload/accelerator';
import { joinedChains, looseChains, signatureOf } from '../../workload/fusion';
import { spreadOf } from '../../workload/intensity';
import { layersOf } from '../../workload/layers';
import type { Lab, Metrics, RunEvent } from '../experiment';
import type { Finding } from '../findings';
import { acceleratorOf, acceleratorTable, layersTable } from './acceleratorTables';
import {
  batchTable,
  countModel,
  layerRooflineTable,
  type ModelCount,
  modelsTable,
  precisionsTable,
  unfusedBytesOf,
} from './countTables';
import { convolutionError, embeddingIntensity, linearIntensity } from './derived';
import { measureChain, measureStep, type PlacedDispatch, placed, ranked } from './measure';
import { dispatchesTable, type FusionRow, fusionTable } from './measuredTables';
import { modelNamed, stepOf, type WorkloadSettings } from './model';

const found = (finding: Finding): RunEvent => ({ kind: 'finding', finding });
const metrics = (values: Metrics): RunEvent => ({ kind: 'metrics', values });

/** Lets the host hear commands between two long computations. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

export async function* characterise(
  lab: Lab,
  settings: WorkloadSettings,
): AsyncGenerator<RunEvent, void, void> {
  const counts = yield* countModels(lab, settings);
  const { layers, parameters, flops, live } = counts.get(settings.model)!;
  const accelerator = acceleratorOf(settings);
  yield found(layersTable(counts.get(settings.model)!, accelerator, settings.model));
  yield found(precisionsTable(layers, settings.model));
  yield found(acceleratorTable(layers, accelerator, settings.model));
  const roof = { flops: accelerator.operationsPerSecond, bytesPerSecond: accelerator.dramBytesPerSecond };
  yield found(layerRooflineTable(layers, roof));
  const [weights, all] = (['weights', 'all'] as const).map((against) => spreadOf(layers, 8, against));
  yield metrics({
    parameters,
    flopsPerStep: flops,
    bytesPerStep: unfusedBytesOf(layers),
    liveActivations: live.most,
    ...(weights && { weightIntensity: weights.average, leastWeightIntensity: weights.minimum }),
    ...(all && { intensity: all.average, leastIntensity: all.minimum }),
    acceleratorMs: 1000 * forecast(layers, accelerator).seconds,
    ...checks(settings),
  });
  const measures = settings.measured !== 'none';
  if (measures) lab.status('Measuring what this GPU can do at best');
  const peaks = measures ? await peaksOf(lab.gpu) : undefined;
  lab.status('Counting batches');
  yield found(batchTable([...new Set([settings.model, 'dlrm-mlperf'])], settings, ridges(roof, peaks)));
  if (!peaks) return;
  yield metrics({ peakFlops: peaks.flops, peakBytesPerSecond: peaks.bytesPerSecond });
  yield* measure(lab, settings, peaks);
}

const ridges = (roof: Peaks, peaks: Peaks | undefined) => [
  { name: 'ridge of the accelerator', flopsPerByte: roof.flops / roof.bytesPerSecond },
  ...(peaks ? [{ name: 'ridge of this GPU', flopsPerByte: peaks.flops / peaks.bytesPerSecond }] : []),
];

/** Every named model, and the reader's own where chosen; the table grows as they are counted. */
async function* countModels(lab: Lab, settings: WorkloadSettings) {
  const names = [...new Set([...Object.keys(presets), settings.model])];
  const counts = new Map<string, ModelCount>();
  for (const [index, name] of names.entries()) {
    lab.status(`Counting ${name}`, index, names.length);
    counts.set(name, countModel(name, settings));
    await breathe();
  }
  yield found(modelsTable(counts, settings));
  return counts;
}

/** What arithmetic says, against the graphs' counts: whatever model is chosen. */
function checks(settings: WorkloadSettings): Metrics {
  const { model: chosen, batch } = settings;
  const forward = (name: string, size: number) =>
    layersOf(stepOf(modelNamed(name, settings), 'inference', size));
  const linear = [1, 64, 1024].flatMap((size) => linearIntensity(forward('dlrm-mlperf', size), size));
  const tables = Object.keys(presets).filter((name) => name.startsWith('dlrm'));
  const accelerator = acceleratorOf(settings);
  const seconds = (onChipBytes: number) =>
    forecast(forward('resnet-50', 1), { ...accelerator, onChipBytes }).seconds;
  return {
    convolutionError: convolutionError(forward('resnet-50', batch), batch),
    embeddingIntensity: Math.max(...tables.map((name) => embeddingIntensity(forward(name, batch)))),
    linearIntensityPerSample: Math.max(...linear),
    leastLinearIntensityPerSample: Math.min(...linear),
    // All of the weights and activations of one image fit on the chip.
    onChipSpeedup: seconds(0) / seconds(128e6),
    embeddingDramShare: dramShare(forward(chosen.includes('dlrm') ? chosen : 'dlrm-mlperf', batch), settings),
  };
}

/** Of the embeddings, with the memory as it is set: the share that DRAM bounds. */
function dramShare(layers: ReturnType<typeof layersOf>, settings: WorkloadSettings): number {
  const embeddings = forecast(layers, acceleratorOf(settings)).layers.filter(
    ({ layer }) => layer.kind === 'embedding',
  );
  return embeddings.filter(({ bound }) => bound === 'DRAM').length / embeddings.length;
}

/** What moves less than the copy that the bandwidth was measured with may stay in caches that the copy did not. */
function largeDispatches(dispatches: readonly PlacedDispatch[], least: number): Metrics {
  const shares = dispatches.filter(({ bytes }) => bytes >= least).map(({ share }) => share);
  return shares.length ? { rooflineFraction: Math.max(...shares) } : {};
}

async function* measure(
  lab: Lab,
  settings: WorkloadSettings,
  peaks: Peaks,
): AsyncGenerator<RunEvent, void, void> {
  const { measuredBatch: batch, measuredMode: mode } = settings;
  const name = settings.measured === 'same' ? settings.model : settings.measured;
  const model = modelNamed(name, settings);
  const graph = stepOf(model, mode, batch);
  const title = `${name}, ${mode}, batch ${batch}`;
  const { profile, inspection } = await measureStep(lab.gpu, graph, model, batch, lab.seed, (done, total) =>
    lab.status(`Compiling ${name}`, done, total),
  );
  yield { kind: 'inspection', inspection };
  const dispatches = placed(profile, peaks);
  yield found(dispatchesTable(dispatches, peaks, { model: title, method: profile.method }));
  yield metrics({
    dispatchesPerStep: profile.kernels.length,
    stepMs: profile.kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    arithmeticFraction: Math.max(
      ...dispatches.map(({ flops, milliseconds }) => flops / peaks.flops / (milliseconds / 1000)),
    ),
    ...largeDispatches(dispatches, 2 * copyBytes(lab.gpu)),
  });
  const rows: FusionRow[] = ranked(
    [...joinedChains(graph), ...looseChains(graph, peaks)],
    signatureOf,
    peaks,
  );
  yield found(fusionTable(rows, title));
  const joined = rows.filter(({ chain }) => chain.joined).slice(0, settings.fusions);
  let error = joined.length ? 0 : Number.NaN;
  for (const [index, row] of joined.entries()) {
    lab.status(`Running a chain of ${row.chain.members.length} ops apart and as one`, index, joined.length);
    row.measured = await measureChain(lab.gpu, row.chain, lab.seed);
    const { separateBytes, fusedBytes } = row.measured;
    error = Math.max(error, Math.abs((separateBytes - fusedBytes) / row.savedBytes - 1));
    yield found(fusionTable(rows, title));
  }
  if (joined.length) yield metrics({ fusionError: error, fusionsMeasured: joined.length });
}
