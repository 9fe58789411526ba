// Joining tensors along an axis on the GPU: up to four in one dispatch.

import { elementCount } from '../../graph/value';
import { defineKernel, labelOf, read, write } from '../kernel';
import { rowCopy, vectorWidth } from '../launch';

const OPERANDS = 4;

defineKernel('concat', (node, context) => {
  const [y] = node.outputs;
  const axis = node.attributes.axis as number;
  const rows = elementCount(y.shape.slice(0, axis));
  const inputs = node.inputs.filter(({ shape }) => elementCount(shape) > 0);
  const widths = inputs.map(({ shape }) => elementCount(shape) / rows);
  const { width, include } = vectorWidth(...widths);
  const words = widths.map((own) => own / width);
  const { lanes, constants, workgroups } = rowCopy(rows, Math.max(...words), context);
  const total = words.reduce((sum, own) => sum + own, 0);
  const starts = words.map((_, index) => words.slice(0, index).reduce((sum, own) => sum + own, 0));
  const firsts = inputs.map((_, index) => index).filter((index) => index % OPERANDS === 0);
  return firsts.map((first) => {
    const operands = Array.from({ length: OPERANDS }, (_, index) => first + index);
    return {
      label: labelOf(node, first ? String(first) : undefined),
      kernel: { shader: 'shape/concat', constants, include },
      // An absent operand has no words; the first stands in for its binding.
      bindings: [...operands.map((index) => read(inputs[index] ?? inputs[first])), write(y)],
      params: [rows, lanes, total, starts[first], ...operands.map((index) => words[index] ?? 0)],
      workgroups,
    };
  });
});
