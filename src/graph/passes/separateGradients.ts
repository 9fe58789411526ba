// Gives every parameter of a dense update a gradient of its own. Two parameters may share one (both
// addends of a sum), it may be another tensor outright (the gradient of Σ p·x by p is x), or be
// computed from another gradient; but the flat gradient buffer needs each in its own place, written
// by a dispatch that does not read it, so such gradients are copied there.

import { broadcastAccess } from '../ops/access';
import { type DenseUpdateAttributes, denseUpdateOperands } from '../ops/optimizer';
import type { Node, Value } from '../value';
import { type PassGraph, producersOf, storageOf } from './passGraph';

export function separateGradients({ nodes, outputs }: PassGraph): PassGraph {
  const producers = producersOf(nodes);
  const rootOf = (gradient: Value) => storageOf(gradient, producers);
  const updates = nodes.filter((node) => node.op === 'denseUpdate');
  const roots = updates.flatMap((update) => denseUpdateOperands(update).gradients.map(rootOf));
  const isShared = (root: Value) => roots.indexOf(root) !== roots.lastIndexOf(root);
  // One dispatch may not read and write the buffer of all gradients.
  const readsGradients = (root: Value) =>
    producers.get(root)?.inputs.some((input) => roots.includes(rootOf(input))) ?? false;
  const isOwn = (root: Value) => root.role === 'intermediate' && !isShared(root) && !readsGradients(root);

  let separated = [...nodes];
  for (const update of updates) {
    const gradients = denseUpdateOperands(update).gradients;
    // Gradients that the caller feeds lie together as well, as long as all of them are fed.
    if (gradients.every((gradient) => rootOf(gradient).role === 'input' && !isShared(rootOf(gradient))))
      continue;
    const copies: Node[] = [];
    const own = gradients.map((gradient) => {
      if (isOwn(rootOf(gradient))) return gradient;
      const copy = copyOf(gradient, update.scope);
      copies.push(copy);
      return copy.outputs[0];
    });
    if (copies.length > 0) separated = withCopies(separated, update, gradients, own, copies);
  }
  return { nodes: separated, outputs };
}

function copyOf(value: Value, scope: string): Node {
  const program = {
    reads: [{ input: 0, access: broadcastAccess(value.shape, value.shape) }],
    constants: [],
    steps: [],
    outputs: [{ register: 0, shape: value.shape }],
  };
  return value.graph.derive('fused', [value], { program }, { scope });
}

/** The update and the norm over the same gradients read `own`; the copies come before both. */
function withCopies(
  nodes: readonly Node[],
  update: Node,
  shared: readonly Value[],
  own: readonly Value[],
  copies: readonly Node[],
): Node[] {
  const { count } = update.attributes as unknown as DenseUpdateAttributes;
  const isNorm = (node: Node) =>
    node.op === 'clipByGlobalNorm' &&
    node.inputs.length === shared.length &&
    node.inputs.every((input, index) => input === shared[index]);
  const first = nodes.findIndex((node) => node === update || isNorm(node));
  const rewritten = nodes.map((node): Node => {
    if (isNorm(node)) return { ...node, inputs: own };
    if (node !== update) return node;
    return { ...node, inputs: [...node.inputs.slice(0, count), ...own, ...node.inputs.slice(2 * count)] };
  });
  return rewritten.toSpliced(first, 0, ...copies);
}
