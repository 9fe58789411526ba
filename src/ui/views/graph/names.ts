// Nodes and their groups in words.

import { formatBytes, formatNumber, formatScaled } from '../../../base/format';
import { type Phase, phaseOf } from '../../../graph/count';
import type { NodeInfo, NodeVerification, TensorInfo } from '../../../lab/protocol';

export type { Phase };

export const phases: readonly Phase[] = ['forward', 'backward', 'update'];

export const phaseTitles: Record<Phase, string> = {
  forward: 'Forward',
  backward: 'Backward',
  update: 'Update',
};

export const nodePhase = (node: NodeInfo): Phase => phaseOf(node);

/** The parts of the layer's name; the gradients of a layer and the layer have the same. */
export function layerPath({ scope }: NodeInfo): string[] {
  const parts = scope.split('.').filter(Boolean);
  return parts[0] === 'gradient' || parts[0] === 'optimizer' ? parts.slice(1) : parts;
}

/** "convolutionWeightGradient" → "convolution weight gradient". */
export const opTitle = (op: string): string =>
  op.replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);

export const shapeText = ({ shape }: Pick<TensorInfo, 'shape'>): string =>
  shape.length ? shape.map(formatNumber).join(' × ') : 'one number';

/** What a node does in the least words: the shape it writes. */
export function nodeSubtitle(node: NodeInfo, tensors: readonly TensorInfo[]): string {
  const [first] = node.outputs;
  if (first !== undefined) return shapeText(tensors[first]);
  return `${formatNumber(node.inputs.length)} tensors in place`;
}

export const workText = (flops: number): string => formatScaled(flops, 'FLOP');

/** FLOP per byte; null where nothing is moved. */
export const intensityText = ({ flops, bytes }: { flops: number; bytes: number }): string =>
  bytes > 0 ? `${formatNumber(Number((flops / bytes).toPrecision(3)))} FLOP/byte` : '–';

export const trafficText = (bytes: number): string => formatBytes(bytes);

/** 3.21e-7 → "3e-7". */
export const errorText = (error: number): string =>
  error === 0 ? '0' : Number.isFinite(error) ? error.toExponential(0).replace('e+', 'e') : '∞';

export const agrees = ({ ratio }: NodeVerification): boolean => ratio <= 1;

/** A sentence about how far a kernel is from float64. */
export function verdictText(found: NodeVerification): string {
  if (found.error === 0) return 'agrees with float64 exactly';
  const error = errorText(found.error);
  if (agrees(found)) return `agrees with float64 to ${error}`;
  if (!Number.isFinite(found.error)) return 'gives a number that is not finite where float64 does not';
  return `is ${error} from float64, ${formatNumber(Number(found.ratio.toPrecision(2)))} times what is allowed`;
}

/** The one of several that is furthest from what is allowed. */
export const worst = (found: readonly NodeVerification[]): NodeVerification | undefined =>
  found.reduce<NodeVerification | undefined>(
    (most, other) => (!most || other.ratio > most.ratio ? other : most),
    undefined,
  );
