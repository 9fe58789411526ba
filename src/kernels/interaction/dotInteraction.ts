// DLRM's dot interaction and its gradient: one invocation per output element, or, where loads are dear and
// arithmetic is not, one per four vectors of a sample, held in registers.

import { elementCount, type Node, type Value } from '../../graph/value';
import {
  type Binding,
  type Dispatch,
  defineKernel,
  type LoweringContext,
  labelOf,
  read,
  spread,
  write,
} from '../kernel';

const WORKGROUP = 64;

/** Vectors of one invocation of the blocked kernels, and the widest they hold. */
const BLOCK = 4;
const BLOCKED_WIDTH = 16;

/** The kernel `shader` or its blocked form, which makes `outputs` elements in all. */
function dispatch(
  node: Node,
  shader: string,
  bindings: Binding[],
  sizes: { embeddings: Value; interactions: Value; outputs: number },
  { adapterClass, limits }: LoweringContext,
): Dispatch {
  const [batch, tables, width] = sizes.embeddings.shape;
  const blocked = adapterClass === 'software' && width % 4 === 0 && width <= BLOCKED_WIDTH;
  const invocations = blocked ? batch * Math.ceil((tables + 1) / BLOCK) : sizes.outputs;
  return {
    label: labelOf(node),
    kernel: {
      shader: blocked ? `${shader}_blocked` : shader,
      constants: { WORKGROUP },
      ...(blocked ? { prelude: { VECTORS: width / 4 } } : {}),
    },
    bindings,
    params: [batch, tables, width, sizes.interactions.shape[1]],
    workgroups: spread(Math.ceil(invocations / WORKGROUP), limits),
  };
}

defineKernel('dotInteraction', (node, context) => {
  const [dense, embeddings] = node.inputs;
  const [y] = node.outputs;
  const sizes = { embeddings, interactions: y, outputs: elementCount(y.shape) };
  const bindings = [read(dense), read(embeddings), write(y)];
  return [dispatch(node, 'interaction/dot_interaction', bindings, sizes, context)];
});

defineKernel('dotInteractionGradient', (node, context) => {
  const [dy, dense, embeddings] = node.inputs;
  const outputs = elementCount(dense.shape) + elementCount(embeddings.shape);
  const sizes = { embeddings, interactions: dy, outputs };
  const bindings = [...[dy, dense, embeddings].map(read), ...node.outputs.map(write)];
  return [dispatch(node, 'interaction/dot_interaction_gradient', bindings, sizes, context)];
});
