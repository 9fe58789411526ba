// Batch normalisation on the GPU: statistics in row tiles that a second dispatch merges, then one pass
// that normalises; backward, two column sums and one pass. Columns are channels.

import { normalisationEpilogue, normalisationGradientEpilogue } from '../../graph/ops/normalisation';
import { elementCount, type Node } from '../../graph/value';
import { type Dispatch, defineKernel, f32, labelOf, read, update, write } from '../kernel';
import { columnMap, columnSums, type LaunchContext, vectorWidth } from '../launch';
import { oneTile, tiledPair } from '../reduction/columnSums';

/** x as a matrix of rows × vectors of channels. */
function matrixOf({ inputs: [x] }: Node) {
  const channels = x.shape.at(-1)!;
  const vector = vectorWidth(channels);
  return { rows: elementCount(x.shape) / channels, channels, columns: channels / vector.width, vector };
}

defineKernel('batchNormStatistics', (node, context) => {
  const { rows, channels, columns, vector } = matrixOf(node);
  const { width, include } = vector;
  const [x, runningMean, runningVariance] = node.inputs;
  const { epsilon, momentum } = node.attributes as Record<string, number>;
  const { constants, tiles, rowsPerTile, workgroups } = columnSums(rows, columns, width, context);
  const means = context.scratch([tiles, channels], 'means');
  const squares = context.scratch([tiles, channels], 'squares');
  const merge = oneTile(tiles, columns, width, context);
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'normalisation/batch_statistics', constants, include },
      bindings: [read(x), write(means), write(squares)],
      params: [rows, columns, rowsPerTile],
      workgroups: [...workgroups, 1],
    },
    {
      label: labelOf(node, 'combine'),
      kernel: { shader: 'normalisation/batch_statistics_combine', constants: merge.constants, include },
      bindings: [
        read(means),
        read(squares),
        update(runningMean),
        update(runningVariance),
        write(node.outputs[0]),
      ],
      params: [rows, columns, rowsPerTile, tiles, f32(epsilon), f32(momentum)],
      workgroups: [...merge.workgroups, 1],
    },
  ];
});

/** One pass over x with per-channel operands; the residual, or x in its place, is the last input bound. */
function apply(node: Node, shader: string, operands: number, context: LaunchContext): Dispatch {
  const { rows, columns, vector } = matrixOf(node);
  const { residual, activation } = normalisationEpilogue(node);
  const { constants, rowsPerTile, workgroups } = columnMap(rows, columns, context);
  const inputs = [...node.inputs.slice(0, operands), residual ? node.inputs[operands] : node.inputs[0]];
  return {
    label: labelOf(node),
    kernel: {
      shader,
      constants: { ...constants, RESIDUAL: Number(!!residual), RELU: Number(activation === 'relu') },
      include: vector.include,
    },
    bindings: [...inputs.map(read), write(node.outputs[0])],
    params: [rows, columns, rowsPerTile],
    workgroups: [...workgroups, 1],
  };
}

defineKernel('batchNorm', (node, context) => [apply(node, 'normalisation/batch_norm', 4, context)]);

defineKernel('batchNormInference', (node, context) => {
  const dispatch = apply(node, 'normalisation/batch_norm_inference', 5, context);
  return [{ ...dispatch, params: [...dispatch.params, f32(node.attributes.epsilon as number)] }];
});

defineKernel('batchNormParameterGradient', (node, context) => {
  const { rows, columns, vector } = matrixOf(node);
  const [dy, x, statistics, ...signs] = node.inputs;
  const [dScale, dShift, ...masked] = node.outputs;
  const { mask } = normalisationGradientEpilogue(node);
  const launch = columnSums(rows, columns, vector.width, context);
  const { partials, combine } = tiledPair(node, [dScale, dShift], launch, columns, vector, context);
  const saves = mask === 'output';
  // Without a mask its operands are not read; any tensor stands in for them.
  const operands = mask === 'none' || !mask ? [statistics, statistics] : signs;
  const sums: Dispatch = {
    label: labelOf(node),
    kernel: {
      shader: `normalisation/batch_norm_${saves ? 'masked' : 'parameter'}_gradient`,
      constants: saves ? launch.constants : { ...launch.constants, RELU: Number(mask === 'recompute') },
      include: vector.include,
    },
    bindings: [...[dy, x, statistics, ...operands].map(read), ...[...partials, ...masked].map(write)],
    params: [rows, columns, launch.rowsPerTile],
    workgroups: [...launch.workgroups, 1],
  };
  return [sums, ...combine];
});

defineKernel('batchNormInputGradient', (node, context) => {
  const { rows, columns, vector } = matrixOf(node);
  const [dy, x, statistics, scale, dScale, dShift, shift = scale] = node.inputs;
  const recompute = normalisationGradientEpilogue(node).mask === 'recompute';
  const { constants, rowsPerTile, workgroups } = columnMap(rows, columns, context);
  return [
    {
      label: labelOf(node),
      kernel: {
        shader: 'normalisation/batch_norm_input_gradient',
        constants: { ...constants, RELU: Number(recompute) },
        include: vector.include,
      },
      bindings: [...[dy, x, statistics, scale, dScale, dShift, shift].map(read), write(node.outputs[0])],
      params: [rows, columns, rowsPerTile],
      workgroups: [...workgroups, 1],
    },
  ];
});
