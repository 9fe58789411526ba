// Computes now what depends on constants alone. A constant of one repeated number stays one number,
// so that a tensor of ones costs no memory.

import { accessIndex, broadcastAccess } from '../ops/access';
import { isElementwise } from '../ops/elementwise';
import { type ElementwiseName, elementwiseFunctions } from '../ops/elementwiseFunctions';
import { elementCount, type Node, type Value } from '../value';
import { type PassGraph, Substitution } from './passGraph';

/** Constants with more elements are left to the GPU. */
const MOST_ELEMENTS = 65_536;

export function constantFolding({ nodes, outputs }: PassGraph): PassGraph {
  const constants = new Substitution();
  const kept: Node[] = [];
  for (const original of nodes) {
    const node = constants.apply(original);
    const folded = outputs.includes(node.outputs[0]) ? undefined : foldedData(node);
    if (folded === undefined) kept.push(node);
    else constants.set(node.outputs[0], constantLike(node.outputs[0], folded));
  }
  return { nodes: kept, outputs };
}

const constantLike = ({ graph, shape, dtype }: Value, data: number | readonly number[]): Value =>
  graph.constant(data, shape, dtype);

/** The elements of the node's only output, or undefined when they are not known now. */
function foldedData(node: Node): number | readonly number[] | undefined {
  const data = node.inputs.map((input) => (input.role === 'constant' ? input.data : undefined));
  if (data.length === 0 || data.includes(undefined)) return undefined;
  const [output] = node.outputs;
  if (node.op === 'reshape') return data[0];
  const evaluate = evaluatorOf(node);
  if (!evaluate) return undefined;
  if (data.every((elements) => typeof elements === 'number')) return evaluate(...(data as number[]));
  const count = elementCount(output.shape);
  if (count > MOST_ELEMENTS) return undefined;
  const operands = node.inputs.map((input, index) => {
    const elements = data[index] as number | readonly number[];
    const access = broadcastAccess(input.shape, output.shape);
    return (i: number) => (typeof elements === 'number' ? elements : elements[accessIndex(access, i)]);
  });
  return Array.from({ length: count }, (_, i) => evaluate(...operands.map((operand) => operand(i))));
}

function evaluatorOf(node: Node): ((...x: number[]) => number) | undefined {
  if (node.op === 'broadcast') return (x) => x;
  if (!isElementwise(node.op)) return undefined;
  return elementwiseFunctions[node.op as ElementwiseName].evaluate as (...x: number[]) => number;
}
