// Attention and its gradient, three ways: long sequences walk over tiles in workgroup memory; short ones
// read keys and values straight from memory, a row an invocation; and where barriers and loads are dear and
// arithmetic is not, an invocation keeps four rows in registers.

import { attentionAttributes } from '../../graph/ops/attention';
import type { Node, Value } from '../../graph/value';
import {
  type AdapterClass,
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

/** Rows of a tile; software adapters compile slowly what has much workgroup memory. */
const TILE = { hardware: 32, software: 4 };

/** The kernels of each phase: `<phase>_<variant>.wgsl`. */
type Variant = 'rows' | 'blocked' | 'tiled';

function variantFor(headDim: number, tokens: number, adapterClass: AdapterClass): Variant {
  if (headDim % 4 !== 0) return 'tiled';
  if (adapterClass === 'software') return headDim <= BLOCKED_HEAD ? 'blocked' : 'rows';
  return tokens > CACHED_TOKENS ? 'tiled' : 'rows';
}

type Phase = 'forward' | 'query_gradient' | 'key_value_gradient';

/** Builds the dispatches of a node whose packed tensor is `qkv`, all of one variant. */
function attentionPhase(node: Node, qkv: Value, context: LoweringContext) {
  const { heads, scale, causal } = attentionAttributes(node);
  const [batch, tokens, packed] = qkv.shape;
  const headDim = packed / 3 / heads;
  const headVectors = Math.ceil(headDim / 4);
  const variant = variantFor(headDim, tokens, context.adapterClass);
  const tiled = variant === 'tiled';

  // Two tiles of vectors of 16 bytes.
  const most = Math.floor(context.limits.maxComputeWorkgroupStorageSize / (32 * headVectors));
  const tile = Math.max(1, Math.min(TILE[context.adapterClass], most));
  const constants = { WORKGROUP, ...(tiled ? { TILE_VECTORS: tile * headVectors } : {}) };
  const prelude = { HEAD_VECTORS: headVectors };
  const sequences = batch * heads;
  const groups = {
    tiled: sequences * Math.ceil(tokens / WORKGROUP),
    blocked: Math.ceil((sequences * Math.ceil(tokens / BLOCK)) / WORKGROUP),
    rows: Math.ceil((sequences * tokens) / WORKGROUP),
  }[variant];
  return (phase: Phase, bindings: readonly Binding[]): Dispatch => ({
    label: labelOf(node, phase),
    kernel: { shader: `attention/${phase}_${variant}`, constants, prelude },
    bindings,
    params: [sequences, heads, tokens, headDim, causal ? 1 : 0, tile, f32(scale)],
    workgroups: spread(groups, context.limits),
  });
}

defineKernel('attention', (node, context) => {
  const [qkv] = node.inputs;
  return [attentionPhase(node, qkv, context)('forward', [read(qkv), ...node.outputs.map(write)])];
});

defineKernel('attentionGradient', (node, context) => {
  const [outputGradient, qkv, output, logSumExp] = node.inputs;
  const [qkvGradient] = node.outputs;
  // Σ_d do·o of every row: computed with the query gradients, read by the key and value gradients.
  const deltas = context.scratch(logSumExp.shape, 'deltas');
  const phase = attentionPhase(node, qkv, context);
  return [
    phase('query_gradient', [
      ...[outputGradient, qkv, output, logSumExp].map(read),
      write(qkvGradient),
      write(deltas),
    ]),
    phase('key_value_gradient', [...[outputGradient, qkv, logSumExp, deltas].map(read), write(qkvGradient)]),
  ];
});
