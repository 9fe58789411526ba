// trackRange: the least and the greatest of each column, in partials of strided rows that a second dispatch joins.

import { elementCount } from '../../graph/value';
import { type Dispatch, defineKernel, f32, labelOf, read, spread, update, write } from '../kernel';

const WORKGROUP = 64;
/** Elements of a column a partial should cover before another is worth its own. */
const ROWS_EACH = 64;
const MOST_PARTIALS = { software: 64, hardware: 4096 };
const LANES = { software: 4, hardware: 64 };

defineKernel('trackRange', (node, context): Dispatch[] => {
  const [x, low, high] = node.inputs;
  const columns = elementCount(low.shape);
  const count = elementCount(x.shape);
  const rows = count / columns;
  const partials = Math.max(1, Math.min(Math.ceil(rows / ROWS_EACH), MOST_PARTIALS[context.adapterClass]));
  const lows = context.scratch([partials, columns], 'lows');
  const highs = context.scratch([partials, columns], 'highs');
  return [
    {
      label: labelOf(node, 'partials'),
      kernel: { shader: 'quantised/range_partials', constants: { WORKGROUP } },
      bindings: [read(x), write(lows), write(highs)],
      params: [count, partials * columns],
      workgroups: spread(Math.ceil((partials * columns) / WORKGROUP), context.limits),
    },
    {
      label: labelOf(node, 'update'),
      kernel: { shader: 'quantised/range_update', constants: { LANES: LANES[context.adapterClass] } },
      bindings: [read(lows), read(highs), update(low), update(high)],
      params: [partials, columns, f32(node.attributes.momentum as number)],
      workgroups: spread(columns, context.limits),
    },
  ];
});
