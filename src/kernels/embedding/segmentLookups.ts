// Sorts a batch's lookups by row on the GPU: a stable radix sort of (row, bag), then the runs of equal rows. Reduce,
// scan, scatter: no workgroup ever waits for another, and every result is an integer in a fixed place, so the outcome
// is the CPU's, bit for bit. What is counted apart is a workgroup's block of keys on hardware, and an invocation's
// strip on software adapters (sort/strip_counts).

import type { Node, Value } from '../../graph/value';
import {
  type Access,
  type AdapterClass,
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
import { vectorWidth } from '../launch';
import { WORKGROUP } from './pooling';
import { type Digits, digitsOf, hardwareBlock, keyBitsOf } from './sortDigits';

interface Sort {
  node: Node;
  offsets: Value;
  capacity: number;
  digits: Digits;
  /** Keys carry their positions rather than their bags, for their weights. */
  byPosition: boolean;
  context: LoweringContext;
}

const bind = (access: Access, ...values: Value[]): Binding[] => values.map((value) => ({ value, access }));

function scan({ node }: Sort, values: Value): Dispatch {
  return {
    label: labelOf(node, 'scan'),
    kernel: { shader: 'sort/scan' },
    bindings: [update(values)],
    params: [values.shape[0]],
    workgroups: [1, 1, 1],
  };
}

const shaders: Record<AdapterClass, Record<'counts' | 'scatter' | 'heads' | 'segments', string>> = {
  hardware: { counts: 'digit_counts', scatter: 'scatter', heads: 'head_counts', segments: 'segments' },
  software: {
    ...{ counts: 'strip_counts', scatter: 'strip_scatter', heads: 'strip_heads', segments: 'strip_segments' },
  },
};

interface Step {
  keys: Value;
  bindings: readonly Binding[];
  /** Lowest bit of a pass's digit. */
  shift?: number;
  constants?: Record<string, number>;
  blocks?: number;
}

/** A step of the sort in which blocks of keys go side by side: an invocation's strip, or a workgroup's block. */
function sideBySide(
  { node, offsets, capacity, digits, context }: Sort,
  name: keyof (typeof shaders)[AdapterClass],
  { keys, bindings, shift = 0, constants, blocks = digits.blocks }: Step,
): Dispatch {
  const { bits, strip, workgroup } = digits;
  const shared = strip ? undefined : { ITEMS: hardwareBlock.items };
  return {
    label: labelOf(node, name),
    kernel: {
      shader: `sort/${shaders[context.adapterClass][name]}`,
      constants: { WORKGROUP: workgroup, ...shared, ...constants },
      ...(strip && { include: vectorWidth(capacity).include }),
    },
    bindings: [read(offsets), read(keys), ...bindings],
    params: [capacity, blocks, strip, offsets.shape[0] - 1, shift, (1 << bits) - 1],
    workgroups: strip ? spread(Math.ceil(blocks / workgroup), context.limits) : [blocks, 1, 1],
  };
}

/** One stable pass by the digit at `shift`; returns where the keys and what they carry now are. */
function sortPass(sort: Sort, keys: Value, payloads: Value | undefined, shift: number, into?: Value) {
  const { capacity, digits, byPosition, context } = sort;
  const counts = context.scratch([digits.blocks << digits.bits], `counts${shift}`, 'u32');
  const sortedKeys = context.scratch([capacity], `keys${shift}`, 'u32');
  const sortedPayloads = into ?? context.scratch([capacity], `payloads${shift}`, 'u32');
  const dispatches = [
    sideBySide(sort, 'counts', { keys, shift, bindings: [write(counts)] }),
    scan(sort, counts),
    sideBySide(sort, 'scatter', {
      ...{ keys, shift, constants: { BY_POSITION: byPosition ? 1 : 0, FIRST: payloads ? 0 : 1 } },
      bindings: [
        read(payloads ?? keys),
        digits.strip ? update(counts) : read(counts),
        ...bind('write', sortedKeys, sortedPayloads),
      ],
    }),
  ];
  return { dispatches, keys: sortedKeys, payloads: sortedPayloads };
}

/** From sorted keys: distinct rows, where the run of each starts, and how many there are. */
function runs(sort: Sort, keys: Value, [uniqueRows, segmentStarts, segmentBags, counts]: readonly Value[]) {
  const { capacity, digits, context } = sort;
  const { workgroup, items } = hardwareBlock;
  // Blocks of hardware have room for the element beyond the last that `segmentStarts` has.
  const blocks = digits.strip ? digits.blocks : Math.ceil((capacity + 1) / (workgroup * items));
  const heads = context.scratch([digits.strip ? blocks : blocks + 1], 'heads', 'u32');
  return [
    sideBySide(sort, 'heads', { keys, blocks, bindings: [write(heads)] }),
    // Strips are so few that each adds those before it.
    ...(digits.strip ? [] : [scan(sort, heads)]),
    // It clears what lies beyond the bags, and leaves the bags.
    sideBySide(sort, 'segments', {
      ...{ keys, blocks },
      bindings: [
        read(heads),
        ...bind('write', uniqueRows, segmentStarts),
        update(segmentBags),
        write(counts),
      ],
    }),
  ];
}

defineKernel('segmentLookups', (node, context) => {
  const [indices, offsets, weights] = node.inputs;
  const [uniqueRows, segmentStarts, segmentBags, counts, segmentWeights] = node.outputs;
  const [capacity] = indices.shape;
  const keyBits = keyBitsOf(node.attributes.rows as number);
  const digits = digitsOf(capacity, keyBits, context.adapterClass);
  const sort: Sort = { node, offsets, capacity, digits, byPosition: weights !== undefined, context };

  const dispatches: Dispatch[] = [];
  let keys = indices;
  let payloads: Value | undefined;
  for (let pass = 0; pass < digits.passes; pass++) {
    const into = !weights && pass === digits.passes - 1 ? segmentBags : undefined;
    const sorted = sortPass(sort, keys, payloads, pass * digits.bits, into);
    dispatches.push(...sorted.dispatches);
    ({ keys, payloads } = sorted);
  }
  dispatches.push(...runs(sort, keys, [uniqueRows, segmentStarts, segmentBags, counts]));
  if (weights)
    dispatches.push({
      label: labelOf(node, 'weights'),
      kernel: { shader: 'sort/segment_weights', constants: { WORKGROUP } },
      bindings: [...bind('read', payloads!, offsets, weights), update(segmentBags), write(segmentWeights)],
      params: [capacity, offsets.shape[0] - 1],
      workgroups: spread(Math.ceil(capacity / WORKGROUP), context.limits),
    });
  return dispatches;
});
