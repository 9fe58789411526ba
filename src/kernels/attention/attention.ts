// Attention and its gradient, four ways: long sequences walk over tiles in workgroup memory; short ones
// read keys and values straight from memory, a row an invocation; and where barriers and loads are dear and
// arithmetic is not, an invocation keeps four rows in registers, or four invocations with subgroups sixteen.

import { attentionAttributes } from '../../graph/ops/attention';
import type { Node, Value } from '../../graph/value';
import {
  type Binding,
  type Dispatch,
  defineKernel,
  f32,
  type LoweringContext,
  labelOf,
  read,
  spread,
  write,
} from '../kernel';

const WORKGROUP = 64;

/** Up to this many tokens a sequence's keys and values stay in a GPU's cache. */
const CACHED_TOKENS = 32;

/** Rows of one invocation of the blocked kernels, and the longest head vector they hold. */
const BLOCK = 4;
const BLOCKED_HEAD = 16;

/** Rows of a quad, and the longest head vector it holds. */
const QUAD = 16;
const QUAD_HEAD = 64;
/** Of shorter sequences the last tile of sixteen is too large a share, where blocks of four do. */
const QUAD_TOKENS = 128;

/** Sequences, counted by head, that keep the cores of a software adapter busy with one quad each. */
const WHOLE_SEQUENCES = 8;

/** Rows of a tile; software adapters compile slowly what has much workgroup memory. */
const TILE = { hardware: 32, software: 4 };

/** The kernels of each phase: `<phase>_<variant>.wgsl`. */
type Variant = 'rows' | 'blocked' | 'tiled' | 'quads';

function variantFor(headDim: number, tokens: number, { adapterClass, features }: LoweringContext): Variant {
  if (headDim % 4 !== 0) return 'tiled';
  if (adapterClass === 'software') {
    const short = headDim <= BLOCKED_HEAD;
    if (features.has('subgroups') && headDim <= QUAD_HEAD && !(short && tokens < QUAD_TOKENS)) return 'quads';
    return short ? 'blocked' : 'rows';
  }
  return tokens > CACHED_TOKENS ? 'tiled' : 'rows';
}

/** `gradient`: all of it in one dispatch of a quad a sequence. */
type Phase = 'forward' | 'query_gradient' | 'key_value_gradient' | 'gradient';

/** Builds the dispatches of a node whose packed tensor is `qkv`, all of one variant. */
function attentionPhase(node: Node, qkv: Value, context: LoweringContext) {
  const { heads, scale, causal } = attentionAttributes(node);
  const [batch, tokens, packed] = qkv.shape;
  const headDim = packed / 3 / heads;
  const headVectors = Math.ceil(headDim / 4);
  const variant = variantFor(headDim, tokens, context);
  const tiled = variant === 'tiled';

  // Two tiles of vectors of 16 bytes.
  const most = Math.floor(context.limits.maxComputeWorkgroupStorageSize / (32 * headVectors));
  const tile = Math.max(1, Math.min(TILE[context.adapterClass], most));
  const quads = variant === 'quads';
  const constants = {
    ...(quads ? {} : { WORKGROUP }),
    ...(tiled ? { TILE_VECTORS: tile * headVectors } : {}),
  };
  const prelude = { HEAD_VECTORS: headVectors, ...(quads && { HEAD_BLOCKS: Math.ceil(headVectors / 4) }) };
  const sequences = batch * heads;
  const groups = {
    tiled: sequences * Math.ceil(tokens / WORKGROUP),
    quads: sequences * Math.ceil(tokens / QUAD),
    blocked: Math.ceil((sequences * Math.ceil(tokens / BLOCK)) / WORKGROUP),
    rows: Math.ceil((sequences * tokens) / WORKGROUP),
  }[variant];
  const dispatch = (phase: Phase, bindings: readonly Binding[]): Dispatch => ({
    label: labelOf(node, phase),
    kernel: { shader: `attention/${phase}_${variant}`, constants, prelude },
    bindings,
    params: [sequences, heads, tokens, headDim, causal ? 1 : 0, tile, f32(scale)],
    workgroups: spread(phase === 'gradient' ? sequences : groups, context.limits),
  });
  return { dispatch, wholeSequences: quads && sequences >= WHOLE_SEQUENCES };
}

defineKernel('attention', (node, context) => {
  const [qkv] = node.inputs;
  const { dispatch } = attentionPhase(node, qkv, context);
  return [dispatch('forward', [read(qkv), ...node.outputs.map(write)])];
});

defineKernel('attentionGradient', (node, context) => {
  const [outputGradient, qkv, output, logSumExp] = node.inputs;
  const [qkvGradient] = node.outputs;
  // Σ_d do·o of every row: computed with the query gradients, read by the key and value gradients.
  const deltas = context.scratch(logSumExp.shape, 'deltas');
  const { dispatch, wholeSequences } = attentionPhase(node, qkv, context);
  const bindings = [...[outputGradient, qkv, output, logSumExp].map(read), write(qkvGradient), write(deltas)];
  if (wholeSequences) return [dispatch('gradient', bindings)];
  return [
    dispatch('query_gradient', bindings),
    dispatch('key_value_gradient', [
      ...[outputGradient, qkv, logSumExp, deltas].map(read),
      write(qkvGradient),
    ]),
  ];
});
