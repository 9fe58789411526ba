// Which values a network's layers see: its forward pass over a few batches, with every value that will be coded as a
// further output, counted in histograms.

import { TesseraError } from '../base/errors';
import type { Graph } from '../graph/graph';
import { normalisationEpilogue } from '../graph/ops/normalisation';
import type { Value } from '../graph/value';
import type { Model } from '../nn/model';
import { evaluationStep } from '../nn/trainingStep';
import { type Affine, asymmetric, symmetric } from './affine';
import { Histogram, type RangeMethod } from './histogram';
import { type LinearLayer, linearLayers, sourceOf } from './layers';

/** Activations are signed bytes, as the kernels take them. */
export const ACTIVATION_BITS = 8;

/** What of a layer may be coded beside its input. */
export type LayerPoint = 'branch' | 'preActivation' | 'output';

/** Names a value across graphs of one model, whatever their batch. */
export const valuePoint = (value: Value): string => sourceOf(value).name;

/** `branch` is the product before a residual is added, `preActivation` the sum before its ReLU. */
export function layerPoint(layer: LinearLayer, point: LayerPoint): string {
  if (point === 'branch' && layer.residual) return `${layer.name}/branch`;
  if (point === 'preActivation' && layer.activation !== 'none') return `${layer.name}/preActivation`;
  return valuePoint(layer.output);
}

export interface CalibrationGraph {
  /** The forward pass; each point is an output of its name. */
  graph: Graph;
  points: readonly string[];
}

export function calibrationGraph(model: Model, batchSize: number): CalibrationGraph {
  const graph = evaluationStep(model, { batchSize });
  const points = new Map<string, Value>();
  for (const layer of linearLayers(graph)) {
    points.set(valuePoint(layer.input), sourceOf(layer.input));
    points.set(layerPoint(layer, 'output'), sourceOf(layer.output));
    const { norm, residual, preActivation } = layer;
    if (preActivation) points.set(layerPoint(layer, 'preActivation'), preActivation);
    if (!norm) continue;
    const { activation = 'none' } = normalisationEpilogue(norm);
    const without = (epilogue: { activation: 'none'; residual: boolean }, inputs: readonly Value[]) =>
      graph.apply(norm.op, inputs, { ...norm.attributes, epilogue })[0];
    if (activation !== 'none')
      points.set(
        layerPoint(layer, 'preActivation'),
        without({ activation: 'none', residual: residual !== undefined }, norm.inputs),
      );
    if (residual)
      points.set(
        layerPoint(layer, 'branch'),
        without({ activation: 'none', residual: false }, norm.inputs.slice(0, 5)),
      );
  }
  for (const [name, value] of points) graph.output(name, value);
  return { graph, points: [...points.keys()] };
}

export interface ActivationScheme {
  range: RangeMethod;
  /** A range ends where the ReLU behind it does: what it cuts off needs no codes. */
  netAware: boolean;
  /** Share of the values beyond either end of a percentile range. */
  cut?: number;
}

export class Calibration {
  readonly histograms: ReadonlyMap<string, Histogram>;

  constructor(points: readonly string[]) {
    this.histograms = new Map(points.map((point) => [point, new Histogram()]));
  }

  /** Counts the outputs of one batch of the calibration graph. */
  observe(outputs: ReadonlyMap<string, { data: ArrayLike<number> } | ArrayLike<number>>): void {
    for (const [point, histogram] of this.histograms) {
      const output = outputs.get(point);
      if (!output) throw new TesseraError(`The calibration outputs lack "${point}".`);
      histogram.add('data' in output ? output.data : output);
    }
  }

  histogram(point: string): Histogram {
    const found = this.histograms.get(point);
    if (!found) throw new TesseraError(`"${point}" was not calibrated.`);
    return found;
  }

  /**
   * Codes for the values of a point. Kernels are compiled for each code of zero that lies beyond an image's edge:
   * without `anyZero` it is the lowest code where nothing is negative, and 0 elsewhere, which costs up to a bit where a
   * signed range is lopsided.
   */
  affine(point: string, { range, cut }: Pick<ActivationScheme, 'range' | 'cut'>, anyZero = false): Affine {
    const scheme = anyZero ? asymmetric : oneSidedOrCentred;
    const found = scheme(this.histogram(point).range(range, ACTIVATION_BITS, scheme, cut), ACTIVATION_BITS);
    return { ...found, scale: Math.fround(found.scale) };
  }
}

const oneSidedOrCentred: typeof asymmetric = (range, bits) =>
  range.low < 0 ? symmetric(range, bits) : asymmetric(range, bits);
