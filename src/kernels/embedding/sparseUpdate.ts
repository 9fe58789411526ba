// The sparse update in two dispatches: sums of touched rows' bag gradients, in pieces short enough that a hot row does
// not serialise, then the optimizer's rule on each touched row, whether f32 or codes. Where the device has room for the
// bindings, and they may be bound at once, the rule adds the gradient of a row of one piece itself, and only hot rows
// are summed before.

import { codeWords } from '../../base/rowCodes';
import {
  lookupsFrom,
  pieceLength,
  type SparseRule,
  type SparseUpdateAttributes,
  sparseRuleStates,
  sparseUpdateAttributes,
} from '../../graph/ops/embedding';
import type { Node, Value } from '../../graph/value';
import {
  type AdapterClass,
  type Dispatch,
  defineKernel,
  f32,
  type LoweringContext,
  labelOf,
  type Param,
  read,
  spread,
  update,
  write,
} from '../kernel';
import { type ElementWidth, rowElement, type VectorWidth, vectorWidth } from '../launch';
import { codesKernel, poolingFlags, WORKGROUP } from './pooling';
import { listRows } from './rowLists';
import { walkOfRows, walksOfLists } from './updateWalks';

const ruleShaders: Record<SparseRule, string> = {
  sgd: 'embedding/update_sgd',
  adagrad: 'embedding/update_adagrad',
  rowWiseAdagrad: 'embedding/update_row_wise_adagrad',
  lazyAdam: 'embedding/update_lazy_adam',
};

/** Vectors of a row that one invocation of a software adapter handles, as in `lib/segment_terms.wgsl`. */
const SOFTWARE_STRIP = 4;
/** Elements of the count that stands behind the sums, at most. */
const COUNT_ELEMENTS = 16;

/** How rows and lookups are dealt out to invocations of the sums. */
interface Division {
  vector: VectorWidth;
  /** Columns of the table, in vectors. */
  width: number;
  /** What an invocation of the sums works in, how many of those it has, and how many invocations share a row. */
  element: ElementWidth;
  columns: number;
  lanes: number;
  /** Lookups in a piece of a row, and sorted lookups in a chunk. */
  chunk: number;
  /** Pieces that are the first of their row, and all of them. */
  firsts: number;
  pieces: number;
}

function divide(
  capacity: number,
  columnCount: number,
  adapterClass: AdapterClass,
  hotOnly: boolean,
  chunk = pieceLength(capacity),
): Division {
  const vector = vectorWidth(columnCount);
  const width = columnCount / vector.width;
  // Neighbouring invocations on neighbouring columns suit hardware; software has no use for them and reads what
  // a lookup is once for a strip of them, at best of a matrix.
  const element = rowElement(columnCount, adapterClass);
  const vectors = columnCount / element.width;
  const inStrips = adapterClass === 'software' && element.width <= vector.width && vectors > 1;
  const columns = inStrips ? SOFTWARE_STRIP : 1;
  const chunks = Math.ceil(capacity / chunk);
  const firsts = hotOnly ? chunks : capacity;
  return {
    vector,
    width,
    element,
    columns,
    lanes: Math.ceil(vectors / columns),
    chunk,
    firsts,
    pieces: firsts + chunks,
  };
}

/** Adam's constants as the shader wants them, rounded once from float64, and what tables of codes need. */
function ruleParams({
  epsilon,
  beta1,
  beta2,
  coding,
  seed = 0,
  stream = 0,
}: SparseUpdateAttributes): Param[] {
  const constants = [epsilon, 1 - beta1, 1 - beta2, Math.log(beta1), Math.log(beta2)].map(f32);
  return [...constants, coding ? codeWords(coding) : 0, seed, stream, 0];
}

defineKernel('sparseUpdate', (node, context) => {
  const attributes = sparseUpdateAttributes(node);
  const { rule, coding, rounding } = attributes;
  const kept = sparseRuleStates[rule].length;
  const [table] = node.inputs;
  const [learningRate, step, bagGradient] = node.inputs.slice(1 + kept);
  const lookups = lookupsFrom(node.inputs, kept + 4);
  const [capacity] = lookups.segmentBags.shape;
  const states = node.inputs.slice(1, 1 + kept);
  const [columnCount] = bagGradient.shape.slice(1);
  const software = context.adapterClass === 'software';
  const terms = [bagGradient, lookups.segmentBags];
  // Software adapters read touched rows from lists, others from the two arrays that segments are.
  const bound = 4 + kept + terms.length + (software ? 1 : 2);
  const hotOnly =
    !coding &&
    !lookups.segmentWeights &&
    attributes.mode === 'sum' &&
    bound <= context.limits.maxStorageBuffersPerShaderStage &&
    !terms.some((term) => [table, ...states].some((written) => context.shareBuffer(term, written)));
  const division = divide(capacity, columnCount, context.adapterClass, hotOnly, attributes.pieceLength);
  const { vector, width, chunk, pieces, firsts } = division;
  const sums = context.scratch([pieces * columnCount + COUNT_ELEMENTS], 'rowGradients');

  const rounds = coding && { STOCHASTIC: rounding === 'nearest' ? 0 : 1 };
  const format = coding ? codesKernel(coding, vector) : { include: vector.include };
  const listed = hotOnly && software ? listRows(node, lookups, table.shape[0], context) : undefined;
  const rows = Math.min(capacity, table.shape[0]);
  const walks = listed
    ? walksOfLists(listed, { width, vector, wholeRows: rule === 'rowWiseAdagrad' })
    : [walkOfRows({ rows, width, coding, hotOnly, adapterClass: context.adapterClass })];
  const segments = listed ? [listed.listed] : [lookups.uniqueRows, lookups.segmentStarts];
  return [
    segmentSums(node, bagGradient, lookups, sums, { ...division, hotOnly }, context),
    ...(listed?.dispatches ?? []),
    ...walks.map(({ include, constants, invocations, list, sharers, stride }) => ({
      label: labelOf(node, rule),
      kernel: {
        shader: ruleShaders[rule],
        constants: { ...constants, ...rounds },
        ...format,
        include: [...format.include, ...include],
      },
      bindings: [
        ...[table, sums].map(update),
        ...[learningRate, step, ...segments].map(read),
        ...(hotOnly ? terms : []).map(read),
        ...states.map(update),
      ],
      params: [width, chunk, pieces, firsts, ...ruleParams(attributes), list, sharers, stride],
      workgroups: spread(Math.ceil(invocations / constants.WORKGROUP), context.limits),
    })),
  ];
});

function segmentSums(
  node: Node,
  bagGradient: Value,
  { offsets, segmentStarts, segmentBags, segmentWeights, counts }: ReturnType<typeof lookupsFrom>,
  sums: Value,
  { element, columns, lanes, chunk, pieces, firsts, hotOnly }: Division & { hotOnly: boolean },
  { limits }: LoweringContext,
): Dispatch {
  return {
    label: labelOf(node, 'sums'),
    kernel: {
      shader: 'embedding/segment_sums',
      constants: { WORKGROUP, HOT_ONLY: hotOnly ? 1 : 0, ...poolingFlags(node, segmentWeights) },
      include: element.include,
      prelude: { COLUMNS: columns },
    },
    bindings: [
      ...[bagGradient, offsets, segmentStarts, segmentBags].map(read),
      read(segmentWeights ?? offsets),
      read(counts),
      write(sums),
    ],
    params: [bagGradient.shape[1] / element.width, lanes, chunk, pieces, firsts],
    workgroups: spread(Math.ceil((pieces * lanes) / WORKGROUP), limits),
  };
}
