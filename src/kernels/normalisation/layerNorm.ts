// Layer normalisation on the GPU: whole rows forward and for the input's gradient, columns for the
// parameters' gradients.

import { elementCount, type Node } from '../../graph/value';
import { defineKernel, f32, labelOf, read, write } from '../kernel';
import { columnSums, rowLanes, vectorWidth } from '../launch';
import { tiledPair } from '../reduction/columnSums';

function matrixOf({ inputs: [x] }: Node) {
  const width = x.shape.at(-1)!;
  const vector = vectorWidth(width);
  return { rows: elementCount(x.shape) / width, columns: width / vector.width, vector };
}

defineKernel('layerNorm', (node, context) => {
  const { rows, columns, vector } = matrixOf(node);
  const { constants, workgroups } = rowLanes(rows, columns, context);
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'normalisation/layer_norm', constants, include: vector.include },
      bindings: [...node.inputs.map(read), ...node.outputs.map(write)],
      params: [rows, columns, f32(node.attributes.epsilon as number)],
      workgroups,
    },
  ];
});

defineKernel('layerNormInputGradient', (node, context) => {
  const { rows, columns, vector } = matrixOf(node);
  const { constants, workgroups } = rowLanes(rows, columns, context);
  const [dy, x, mean, inverseDeviation, scale, residual = dy] = node.inputs;
  const RESIDUAL = Number(node.inputs.length > 5);
  return [
    {
      label: labelOf(node),
      kernel: {
        shader: 'normalisation/layer_norm_input_gradient',
        constants: { ...constants, RESIDUAL },
        include: vector.include,
      },
      bindings: [...[dy, x, mean, inverseDeviation, scale, residual].map(read), write(node.outputs[0])],
      params: [rows, columns],
      workgroups,
    },
  ];
});

defineKernel('layerNormParameterGradient', (node, context) => {
  const { rows, columns, vector } = matrixOf(node);
  const [dScale, dShift] = node.outputs;
  const launch = columnSums(rows, columns, vector.width, context);
  const { partials, combine } = tiledPair(node, [dScale, dShift], launch, columns, vector, context);
  return [
    {
      label: labelOf(node),
      kernel: {
        shader: 'normalisation/layer_norm_parameter_gradient',
        constants: launch.constants,
        include: vector.include,
      },
      bindings: [...node.inputs.map(read), ...partials.map(write)],
      params: [rows, columns, launch.rowsPerTile],
      workgroups: [...launch.workgroups, 1],
    },
    ...combine,
  ];
});
