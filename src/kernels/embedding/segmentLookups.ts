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
  pairs: Pairs;
  /** Keys carry their positions rather than their bags, for their weights. */
  byPosition: boolean;
  context: LoweringContext;
}

/** How a key and what it carries are stored while they are sorted. */
interface Pairs {
  include: string;
  /** 32-bit words of one. */
  words: number;
  payloadBits: number;
}

/** In one word where it has bits enough for both. */
function pairsOf(keyBits: number, payloads: number): Pairs {
  const payloadBits = Math.ceil(Math.log2(Math.max(1, payloads)));
  return keyBits + payloadBits <= 32
    ? { include: 'pair_packed', words: 1, payloadBits }
    : { include: 'pair_apart', words: 2, payloadBits };
}

const bind = (access: Access, ...values: Value[]): Binding[] => values.map((value) => ({ value, access }));

/** Invocations of a scan: barriers cost a software adapter more than the few loads that more of them would share. */
const SCANNERS = 256;
const SOFTWARE_SCANNERS = 16;

function scan({ node, context }: Sort, values: Value): Dispatch {
  const [count] = values.shape;
  const { width, include } = vectorWidth(count);
  return {
    label: labelOf(node, 'scan'),
    kernel: {
      shader: 'sort/scan',
      constants: { WORKGROUP: context.adapterClass === 'software' ? SOFTWARE_SCANNERS : SCANNERS },
      include,
    },
    bindings: [update(values)],
    params: [count / width],
    workgroups: [1, 1, 1],
  };
}

const shaders: Record<AdapterClass, Record<'counts' | 'scatter' | 'heads' | 'segments', string>> = {
  hardware: { counts: 'digit_counts', scatter: 'scatter', heads: 'head_counts', segments: 'segments' },
  software: {
    ...{ counts: 'strip_counts', scatter: 'strip_scatter', heads: 'strip_heads', segments: 'strip_segments' },
  },
};

/** What a step reads: the batch's indices, or pairs. */
interface Elements {
  value: Value;
  include: 'sort_indices' | 'sort_pairs';
}

interface Step {
  elements: Elements;
  bindings: readonly Binding[];
  /** Lowest bit of a pass's digit. */
  shift?: number;
  constants?: Record<string, number>;
  blocks?: number;
}

/** A step of the sort in which blocks of elements go side by side: an invocation's strip, or a workgroup's block. */
function sideBySide(
  { node, offsets, capacity, digits, pairs, context }: Sort,
  name: keyof (typeof shaders)[AdapterClass],
  { elements, bindings, shift = 0, constants, blocks = digits.blocks }: Step,
): Dispatch {
  const { bits, strip, workgroup } = digits;
  const shared = strip ? undefined : { ITEMS: hardwareBlock.items };
  return {
    label: labelOf(node, name),
    kernel: {
      shader: `sort/${shaders[context.adapterClass][name]}`,
      constants: { WORKGROUP: workgroup, ...shared, ...constants },
      include: [...(strip ? vectorWidth(capacity).include : []), pairs.include, elements.include],
    },
    bindings: [read(offsets), read(elements.value), ...bindings],
    params: [capacity, blocks, strip, offsets.shape[0] - 1, shift, (1 << bits) - 1, pairs.payloadBits],
    workgroups: strip ? spread(Math.ceil(blocks / workgroup), context.limits) : [blocks, 1, 1],
  };
}

/** One stable pass by the digit at `shift`; returns where the pairs now are. */
function sortPass(sort: Sort, elements: Elements, shift: number) {
  const { capacity, digits, pairs, byPosition, context } = sort;
  const counts = context.scratch([digits.blocks << digits.bits], `counts${shift}`, 'u32');
  const sorted = context.scratch([pairs.words * capacity], `pairs${shift}`, 'u32');
  const dispatches = [
    sideBySide(sort, 'counts', { elements, shift, bindings: [write(counts)] }),
    scan(sort, counts),
    sideBySide(sort, 'scatter', {
      ...{ elements, shift },
      ...(elements.include === 'sort_indices' && { constants: { BY_POSITION: byPosition ? 1 : 0 } }),
      bindings: [digits.strip ? update(counts) : read(counts), write(sorted)],
    }),
  ];
  return { dispatches, elements: { value: sorted, include: 'sort_pairs' } satisfies Elements };
}

/** From sorted pairs: distinct rows, where the run of each starts, what is carried, and how many there are. */
function runs(sort: Sort, elements: Elements, results: readonly Value[]) {
  const { capacity, digits, context } = sort;
  const { workgroup, items } = hardwareBlock;
  // Blocks of hardware have room for the element beyond the last that `segmentStarts` has.
  const blocks = digits.strip ? digits.blocks : Math.ceil((capacity + 1) / (workgroup * items));
  const heads = context.scratch([digits.strip ? blocks : blocks + 1], 'heads', 'u32');
  return [
    sideBySide(sort, 'heads', { elements, blocks, bindings: [write(heads)] }),
    // Strips are so few that each adds those before it.
    ...(digits.strip ? [] : [scan(sort, heads)]),
    sideBySide(sort, 'segments', { elements, blocks, bindings: [read(heads), ...bind('write', ...results)] }),
  ];
}

defineKernel('segmentLookups', (node, context) => {
  const [indices, offsets, weights] = node.inputs;
  const [uniqueRows, segmentStarts, segmentBags, counts, segmentWeights] = node.outputs;
  const [capacity] = indices.shape;
  const keyBits = keyBitsOf(node.attributes.rows as number);
  const digits = digitsOf(capacity, keyBits, context.adapterClass);
  const pairs = pairsOf(keyBits, weights ? capacity : offsets.shape[0] - 1);
  const sort: Sort = { node, offsets, capacity, digits, pairs, byPosition: weights !== undefined, context };

  const dispatches: Dispatch[] = [];
  let elements: Elements = { value: indices, include: 'sort_indices' };
  for (let pass = 0; pass < digits.passes; pass++) {
    const sorted = sortPass(sort, elements, pass * digits.bits);
    dispatches.push(...sorted.dispatches);
    ({ elements } = sorted);
  }
  dispatches.push(...runs(sort, elements, [uniqueRows, segmentStarts, segmentBags, counts]));
  if (weights)
    dispatches.push({
      label: labelOf(node, 'weights'),
      kernel: { shader: 'sort/segment_weights', constants: { WORKGROUP } },
      bindings: [...bind('read', offsets, weights), update(segmentBags), write(segmentWeights)],
      params: [capacity, offsets.shape[0] - 1],
      workgroups: spread(Math.ceil(capacity / WORKGROUP), context.limits),
    });
  return dispatches;
});
