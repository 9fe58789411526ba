// Convolutions of residual networks, channels last: forward, gradient by the input and gradient by the weights, for
// the shapes of their stages, a strided one, one of 1×1 and a depthwise one.

import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { windowOutput } from '../../graph/ops/convolution';
import { elementCount, type Shape } from '../../graph/value';
import type { BenchCase, Entry } from '../contender';
import { uniform } from '../draw';
import { floatBytes, openGraph } from '../graphRival';
import type { ConvolutionPass, ConvolutionProblem } from '../problem';
import { isConvolution } from './convolutionCheck';

interface Layer {
  name: string;
  /** [N, H, W, C]. */
  x: [number, number, number, number];
  /** [KH, KW, C/groups, F]. */
  w: [number, number, number, number];
  stride?: number;
  groups?: number;
}

const layers: Layer[] = [
  { name: '3x3', x: [8, 32, 32, 16], w: [3, 3, 16, 16] },
  { name: '3x3', x: [8, 16, 16, 64], w: [3, 3, 64, 64] },
  { name: '3x3', x: [8, 8, 8, 128], w: [3, 3, 128, 128] },
  { name: 'strided3x3', x: [8, 32, 32, 32], w: [3, 3, 32, 64], stride: 2 },
  { name: '1x1', x: [8, 16, 16, 64], w: [1, 1, 64, 256] },
  { name: 'depthwise3x3', x: [8, 32, 32, 64], w: [3, 3, 1, 64], groups: 64 },
];

const passes: ConvolutionPass[] = ['forward', 'inputGradient', 'weightGradient'];
const operands: Record<ConvolutionPass, readonly ['x' | 'w' | 'dy', 'x' | 'w' | 'dy']> = {
  forward: ['x', 'w'],
  inputGradient: ['dy', 'w'],
  weightGradient: ['x', 'dy'],
};

export const convolutionCases: BenchCase[] = layers.flatMap((layer) =>
  passes.map((pass): BenchCase => {
    const { x, w } = layer;
    const y = outputShape(layer);
    return {
      suite: 'conv',
      name: pass,
      shape: `${layer.name}-${x.join('x')}-to-${w[3]}`,
      flops: 2 * elementCount(y) * w[0] * w[1] * w[2],
      bytes: floatBytes(x, w, y),
      entries: () => [entryOf(layer, pass)],
    };
  }),
);

/** Keeps the size at stride 1. */
function paddingOf({ w }: Layer): number {
  return (w[0] - 1) / 2;
}

function outputShape(layer: Layer): [number, number, number, number] {
  const { x, w } = layer;
  const [height, width] = windowOutput(x.slice(1, 3), w.slice(0, 2), windowOf(layer));
  return [x[0], height, width, w[3]];
}

function windowOf(layer: Layer) {
  const { stride = 1, groups = 1 } = layer;
  const edge = paddingOf(layer);
  return {
    stride: [stride, stride] as const,
    padding: [edge, edge, edge, edge] as const,
    dilation: [1, 1] as const,
    groups,
  };
}

function entryOf(layer: Layer, pass: ConvolutionPass): Entry {
  const { x: xShape, w: wShape, stride = 1, groups = 1 } = layer;
  const yShape = outputShape(layer);
  const shapes: Record<'x' | 'w' | 'dy', Shape> = { x: xShape, w: wShape, dy: yShape };
  const problem: ConvolutionProblem = {
    kind: 'convolution',
    pass,
    xShape,
    wShape,
    yShape,
    stride,
    padding: paddingOf(layer),
    groups,
    x: uniform(elementCount(xShape), 0),
    w: uniform(elementCount(wShape), 1),
    dy: uniform(elementCount(yShape), 2),
  };
  const graph = new Graph();
  const given = operands[pass];
  const [left, right] = given.map((name) => graph.state(name, shapes[name], { kind: 'constant', value: 0 }));
  const attributes = { ...windowOf(layer), epilogue: {} };
  const result = {
    forward: () => graph.apply('convolution', [left, right], attributes),
    inputGradient: () =>
      graph.apply('convolutionInputGradient', [left, right], { ...attributes, shape: xShape }),
    weightGradient: () =>
      graph.apply('convolutionWeightGradient', [left, right], { ...attributes, shape: wShape }),
  }[pass]();
  graph.output('result', result[0]);
  const states = new Map(given.map((name) => [name, problem[name]]));
  return {
    ours: (gpu) => openGraph(gpu, graph, { states }),
    problem,
    check: (results) => isConvolution(problem, results),
  };
}
