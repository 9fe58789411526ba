// A model's forward pass on one sample with what happens inside as further outputs. A graph of its own that
// binds the training state: the training graph knows nothing of it.

import { Graph } from '../graph/graph';
import '../graph/ops';
import { attentionAttributes } from '../graph/ops/attention';
import type { Node } from '../graph/value';
import { type Model, traceModel } from './model';

export interface AttentionTap {
  /** Output [1, tokens, 3·width], packed q|k|v. */
  output: string;
  /** "block1.attention". */
  name: string;
  /** Among all attention layers, from 0. */
  layer: number;
  heads: number;
  /** Multiplies q·k. */
  scale: number;
  tokens: number;
  /** Elements of q, k or v of one token and head. */
  headWidth: number;
}

export interface MapTap {
  /** Output [1, height, width, channels]. */
  output: string;
  /** "stem", "stage2". */
  layer: string;
  height: number;
  width: number;
  channels: number;
}

export interface TappedModel {
  /** Inputs as `traceModel` declares them, for a batch of one; besides the taps, `logits`. */
  graph: Graph;
  attention: AttentionTap[];
  maps: MapTap[];
}

/** `wantsLayer` picks the attention layers whose q and k are wanted. */
export function tapModel(
  model: Model,
  wantsLayer: (tap: AttentionTap, all: readonly AttentionTap[]) => boolean = () => true,
): TappedModel {
  const graph = new Graph();
  graph.output('logits', traceModel(graph, model, 1, { training: false }));
  const attention = attentionTaps(graph.nodes);
  const taps = attention.map(({ tap }) => tap);
  for (const { tap, node } of attention) if (wantsLayer(tap, taps)) graph.output(tap.output, node.inputs[0]);
  const maps = stageTaps(graph.nodes);
  for (const { tap, node } of maps) graph.output(tap.output, node.outputs[0]);
  return { graph, attention: taps, maps: maps.map(({ tap }) => tap) };
}

function attentionTaps(nodes: readonly Node[]): { tap: AttentionTap; node: Node }[] {
  return nodes
    .filter(({ op }) => op === 'attention')
    .map((node, layer) => {
      const { heads, scale } = attentionAttributes(node);
      const [, tokens, packed] = node.inputs[0].shape;
      const name = node.scope;
      return {
        node,
        tap: { output: `${name}.qkv`, name, layer, heads, scale, tokens, headWidth: packed / 3 / heads },
      };
    });
}

/** The last normalisation of the stem and of each stage of a ResNet: behind it lies the stage's output. */
function stageTaps(nodes: readonly Node[]): { tap: MapTap; node: Node }[] {
  const last = new Map<string, Node>();
  for (const node of nodes) {
    if (node.op !== 'batchNormInference' || node.scope.includes('.shortcut')) continue;
    last.set(node.scope.split('.')[0], node);
  }
  return [...last].map(([layer, node]) => {
    const [, height, width, channels] = node.outputs[0].shape;
    return { node, tap: { output: `${layer}.maps`, layer, height, width, channels } };
  });
}
