// Sorts a batch's lookups by row on the GPU: a stable radix sort of (row, position) by digits of four bits,
// then the runs of equal rows. Reduce, scan, scatter: no workgroup ever waits for another, and every result
// is an integer in a fixed place, so the outcome is the CPU's, bit for bit.

import type { Node, Value } from '../../graph/value';
import {
  type Access,
  type Binding,
  type Dispatch,
  defineKernel,
  type LoweringContext,
  labelOf,
  read,
  spread,
  update,
  write,
} from '../kernel';
import { WORKGROUP } from './pooling';

/** Keys of one invocation, as in `shaders/lib/sort_block.wgsl`. */
const ITEMS = 8;
/** Invocations of a block; software adapters compile slowly what has much workgroup memory. */
const blockWorkgroup = { hardware: 128, software: 64 };
const DIGIT_BITS = 4;

interface Sort {
  node: Node;
  offsets: Value;
  capacity: number;
  workgroup: number;
  blocks: number;
  context: LoweringContext;
}

/** A dispatch of one workgroup a block. */
function perBlock(
  sort: Sort,
  shader: string,
  bindings: readonly Binding[],
  shift = 0,
  first = false,
): Dispatch {
  const { node, offsets, capacity, workgroup, blocks } = sort;
  return {
    label: labelOf(node, shader),
    kernel: { shader: `sort/${shader}`, constants: { WORKGROUP: workgroup } },
    bindings: [read(offsets), ...bindings],
    params: [capacity, blocks, offsets.shape[0] - 1, shift, first ? 1 : 0],
    workgroups: [blocks, 1, 1],
  };
}

function scan({ node }: Sort, values: Value): Dispatch {
  return {
    label: labelOf(node, 'scan'),
    kernel: { shader: 'sort/scan' },
    bindings: [update(values)],
    params: [values.shape[0]],
    workgroups: [1, 1, 1],
  };
}

/** One stable pass by the digit at `shift`; returns where the keys and positions now are. */
function sortPass(sort: Sort, keys: Value, positions: Value | undefined, shift: number) {
  const { capacity, blocks, context } = sort;
  const counts = context.scratch([16 * blocks], `counts${shift}`, 'u32');
  const sortedKeys = context.scratch([capacity], `keys${shift}`, 'u32');
  const sortedPositions = context.scratch([capacity], `positions${shift}`, 'u32');
  const first = positions === undefined;
  const moved = [
    read(keys),
    read(positions ?? keys),
    read(counts),
    write(sortedKeys),
    write(sortedPositions),
  ];
  const dispatches = [
    perBlock(sort, 'digit_counts', [read(keys), write(counts)], shift),
    scan(sort, counts),
    perBlock(sort, 'scatter', moved, shift, first),
  ];
  return { dispatches, keys: sortedKeys, positions: sortedPositions };
}

defineKernel('segmentLookups', (node, context) => {
  const [indices, offsets, weights] = node.inputs;
  const [uniqueRows, segmentStarts, segmentBags, counts, segmentWeights] = node.outputs;
  const [capacity] = indices.shape;
  // Room for the element beyond the last that `segmentStarts` has.
  const workgroup = blockWorkgroup[context.adapterClass];
  const blocks = Math.ceil((capacity + 1) / (workgroup * ITEMS));
  const sort: Sort = { node, offsets, capacity, workgroup, blocks, context };

  const bits = Math.max(1, Math.ceil(Math.log2(node.attributes.rows as number)));
  const dispatches: Dispatch[] = [];
  let keys = indices;
  let positions: Value | undefined;
  for (let shift = 0; shift < bits; shift += DIGIT_BITS) {
    const pass = sortPass(sort, keys, positions, shift);
    dispatches.push(...pass.dispatches);
    keys = pass.keys;
    positions = pass.positions;
  }

  const heads = context.scratch([blocks + 1], 'heads', 'u32');
  const bind = (access: Access, ...values: Value[]) => values.map((value) => ({ value, access }));
  dispatches.push(
    perBlock(sort, 'head_counts', [read(keys), write(heads)]),
    scan(sort, heads),
    perBlock(sort, 'segments', [
      ...bind('read', keys, heads),
      ...bind('write', uniqueRows, segmentStarts, counts),
    ]),
    {
      label: labelOf(node, 'bags'),
      kernel: { shader: 'sort/segment_bags', constants: { WORKGROUP, WEIGHTED: weights ? 1 : 0 } },
      // Without weights, places that are never touched take their bindings.
      bindings: [
        ...bind('read', positions!, offsets, weights ?? offsets),
        ...bind('write', segmentBags, segmentWeights ?? context.scratch([1], 'unused')),
      ],
      params: [capacity, offsets.shape[0] - 1],
      workgroups: spread(Math.ceil(capacity / WORKGROUP), context.limits),
    },
  );
  return dispatches;
});
