// Embedding bags: the pooled lookup, and its dense gradient for the rare graph that wants one.

import { codeWords } from '../../base/rowCodes';
import { lookupsFrom } from '../../graph/ops/embedding';
import { tableAttributes } from '../../graph/ops/tableCoding';
import { defineKernel, labelOf, read, spread, write } from '../kernel';
import { rowElement, vectorWidth } from '../launch';
import { codesKernel, poolingFlags, WORKGROUP } from './pooling';

defineKernel('embeddingBag', (node, { limits, adapterClass }) => {
  const [table] = node.inputs;
  const { indices, offsets, weights } = lookupsFrom(node.inputs, 1);
  const [bags, width] = node.outputs[0].shape;
  const { coding } = tableAttributes(node);
  const vector = vectorWidth(width);
  const element = coding ? vector : rowElement(width, adapterClass);
  const columns = width / element.width;
  const strips = Math.ceil(columns / 4);
  const inStrips = adapterClass === 'software' && element.width <= vector.width;
  const invocations = bags * (coding ? codeWords(coding) : inStrips ? strips : columns);
  const constants = { WORKGROUP, ...poolingFlags(node, weights) };
  return [
    {
      label: labelOf(node),
      kernel: coding
        ? { shader: 'embedding/bag_codes', constants, ...codesKernel(coding, vector) }
        : {
            shader: inStrips ? 'embedding/bag_strips' : 'embedding/bag',
            constants,
            include: [...element.include, 'rows_looked_up'],
          },
      // Unweighted bags bind the offsets once more in the place of the weights, which are never read.
      bindings: [read(table), read(indices), read(offsets), read(weights ?? offsets), write(node.outputs[0])],
      params: [bags, columns, ...(coding ? [codeWords(coding), 0] : [strips])],
      workgroups: spread(Math.ceil(invocations / WORKGROUP), limits),
    },
  ];
});

defineKernel('embeddingBagGradient', (node, { limits }) => {
  const [bagGradient] = node.inputs;
  const { offsets, uniqueRows, segmentStarts, segmentBags, counts, segmentWeights } = lookupsFrom(
    node.inputs,
    1,
  );
  const [output] = node.outputs;
  const [rows, width] = output.shape;
  const vector = vectorWidth(width);
  const columns = width / vector.width;
  return [
    {
      label: labelOf(node),
      kernel: {
        shader: 'embedding/dense_gradient',
        constants: { WORKGROUP, ...poolingFlags(node, segmentWeights) },
        include: vector.include,
      },
      bindings: [
        ...[bagGradient, offsets, uniqueRows, segmentStarts, segmentBags].map(read),
        read(segmentWeights ?? offsets),
        read(counts),
        write(output),
      ],
      params: [rows, columns],
      workgroups: spread(Math.ceil((rows * columns) / WORKGROUP), limits),
    },
  ];
});
