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
import { WORKGROUP } from './pooling';
import { type Digits, digitsOf, hardwareBlock, keyBitsOf } from './sortDigits';

/** How sorted keys are shared out to find their runs; software adapters pay for every barrier of a workgroup. */
const runBlocks: Record<AdapterClass, { workgroup: number; items: number }> = {
  hardware: hardwareBlock,
  software: { workgroup: 64, items: 64 },
};

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

/** One stable pass by the digit at `shift`; returns where the keys and what they carry now are. */
function sortPass(sort: Sort, keys: Value, payloads: Value | undefined, shift: number, into?: Value) {
  const { node, offsets, capacity, digits, byPosition, context } = sort;
  const { bits, blocks, strip, workgroup } = digits;
  const counts = context.scratch([blocks << bits], `counts${shift}`, 'u32');
  const sortedKeys = context.scratch([capacity], `keys${shift}`, 'u32');
  const sortedPayloads = into ?? context.scratch([capacity], `payloads${shift}`, 'u32');
  const params = [capacity, blocks, strip, offsets.shape[0] - 1, shift, (1 << bits) - 1, payloads ? 0 : 1];
  const phase = (name: 'counts' | 'scatter', constants: Record<string, number>, bindings: Binding[]) => ({
    label: labelOf(node, name),
    kernel: {
      shader: strip ? `sort/strip_${name}` : name === 'counts' ? 'sort/digit_counts' : 'sort/scatter',
      constants: { WORKGROUP: workgroup, ...constants },
    },
    bindings: [read(offsets), read(keys), ...bindings],
    params,
    workgroups: strip
      ? spread(Math.ceil(blocks / workgroup), context.limits)
      : ([blocks, 1, 1] satisfies Dispatch['workgroups']),
  });
  const dispatches = [
    phase('counts', {}, [write(counts)]),
    scan(sort, counts),
    phase('scatter', { BY_POSITION: byPosition ? 1 : 0 }, [
      read(payloads ?? keys),
      strip ? update(counts) : read(counts),
      ...bind('write', sortedKeys, sortedPayloads),
    ]),
  ];
  return { dispatches, keys: sortedKeys, payloads: sortedPayloads };
}

/** From sorted keys: distinct rows, where the run of each starts, and how many there are. */
function runs(sort: Sort, keys: Value, [uniqueRows, segmentStarts, segmentBags, counts]: readonly Value[]) {
  const { node, offsets, capacity, context } = sort;
  const { workgroup, items } = runBlocks[context.adapterClass];
  // Room for the element beyond the last that `segmentStarts` has.
  const blocks = Math.ceil((capacity + 1) / (workgroup * items));
  const heads = context.scratch([blocks + 1], 'heads', 'u32');
  const perBlock = (shader: string, bindings: Binding[]): Dispatch => ({
    label: labelOf(node, shader),
    kernel: { shader: `sort/${shader}`, constants: { WORKGROUP: workgroup, ITEMS: items } },
    bindings: [read(offsets), read(keys), ...bindings],
    params: [capacity, blocks, 0, offsets.shape[0] - 1, 0, 0, 0],
    workgroups: [blocks, 1, 1],
  });
  return [
    perBlock('head_counts', [write(heads)]),
    scan(sort, heads),
    // It clears what lies beyond the bags, and leaves the bags.
    perBlock('segments', [
      read(heads),
      ...bind('write', uniqueRows, segmentStarts),
      update(segmentBags),
      write(counts),
    ]),
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
