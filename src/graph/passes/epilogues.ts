// Lets a matrix product, convolution or normalisation absorb what follows it element by element: a
// bias, a residual, an activation or an activation's derivative, looking through reshapes. The result
// takes the place of the last node absorbed, where all its operands exist.

import type { Epilogue } from '../ops/matmul';
import { type Node, type Shape, sameShape, type Value } from '../value';
import { epilogueHosts, type Step, stepOf } from './epilogueHosts';
import { type PassGraph, readersOf, Updates } from './passGraph';

/** A host with what it has absorbed so far. */
interface Chain {
  host: Node;
  epilogue: Epilogue;
  operands: { bias?: Value; residual?: Value; source?: Value };
  absorbed: Node[];
  /** Reshapes looked through since then; they stay unless a further node is absorbed. */
  passed: Node[];
  /** The value the chain computes, and its value before the activation where others read it. */
  result: Value;
  preActivation?: Value;
}

export function epilogues({ nodes, outputs }: PassGraph): PassGraph {
  const readers = readersOf(nodes);
  const updates = new Updates(nodes);
  const positions = new Map(nodes.map((node, position) => [node, position]));
  const removed = new Set<Node>();
  const replacements = new Map<Node, Node[]>();
  const position = (node: Node) => positions.get(node) as number;
  const readersLeft = (value: Value) => readers.get(value) ?? [];

  /** Absorbs one reader into the chain; false when there is none that fits. */
  function extend(chain: Chain): boolean {
    const value = chain.result;
    const around = readersLeft(value);
    const isAlone = around.length === 1 && !outputs.includes(value);
    if (isAlone && around[0].op === 'reshape' && !removed.has(around[0])) {
      chain.passed.push(around[0]);
      chain.result = around[0].outputs[0];
      return true;
    }
    const host = epilogueHosts[chain.host.op];
    const columns = chain.host.outputs[0].shape.at(-1) as number;
    for (const reader of around) {
      const step = removed.has(reader) ? undefined : stepOf(host, chain.epilogue, value, reader, columns);
      if (!step) continue;
      const others = around.filter((other) => other !== reader);
      const saves = host.saves && 'activation' in step && others.every((o) => position(o) > position(reader));
      if ((!isAlone && !saves) || !canMove(chain, reader)) continue;
      if (!isAlone) chain.preActivation = value;
      note(chain, step);
      take(chain, reader);
      return true;
    }
    return false;
  }

  /** Whether all operands still hold at `last` what the chain's nodes read. */
  const canMove = (chain: Chain, last: Node): boolean =>
    [chain.host, ...chain.absorbed, last].every((node) =>
      node.inputs.every((input) => updates.sameVersion(input, position(node), position(last))),
    );

  for (const node of nodes) {
    if (!epilogueHosts[node.op] || hasEpilogue(node)) continue;
    const chain: Chain = {
      host: node,
      epilogue: {},
      operands: {},
      absorbed: [],
      passed: [],
      result: node.outputs[0],
    };
    while (extend(chain));
    if (chain.absorbed.length === 0) continue;
    if (chain.passed.length > 0) chain.result = chain.passed[0].inputs[0];
    for (const member of [node, ...chain.absorbed]) removed.add(member);
    const last = chain.absorbed.reduce((a, b) => (position(a) > position(b) ? a : b));
    replacements.set(last, build(chain));
  }
  return {
    nodes: nodes.flatMap((node) => replacements.get(node) ?? (removed.has(node) ? [] : [node])),
    outputs,
  };
}

const hasEpilogue = ({ attributes }: Node): boolean =>
  Object.values(attributes.epilogue ?? {}).some((part) => part && part !== 'none');

function take(chain: Chain, reader: Node): void {
  chain.absorbed.push(...chain.passed, reader);
  chain.passed = [];
  chain.result = reader.outputs[0];
}

function note(chain: Chain, step: Step): void {
  const { epilogue, operands } = chain;
  if ('bias' in step) {
    epilogue.bias = true;
    operands.bias = step.bias;
  } else if ('residual' in step) {
    epilogue.residual = true;
    operands.residual = step.residual;
  } else if ('activation' in step) {
    epilogue.activation = step.activation;
    if (chain.preActivation) epilogue.savePreActivation = true;
  } else {
    epilogue.activationGradient = step.activationGradient;
    operands.source = step.source;
  }
}

/** The host with its epilogue, between the reshapes that fit its operands and results to their readers. */
function build({ host, epilogue, operands, result, preActivation }: Chain): Node[] {
  const { graph, shape } = host.outputs[0];
  const before: Node[] = [];
  const after: Node[] = [];
  const fitted = (value: Value | undefined, wanted: Shape): Value[] => {
    if (!value) return [];
    if (sameShape(value.shape, wanted)) return [value];
    const view = graph.derive('reshape', [value], { shape: wanted }, { scope: host.scope });
    before.push(view);
    return [...view.outputs];
  };
  const inputs = [
    ...host.inputs,
    ...fitted(operands.bias, [shape.at(-1) as number]),
    ...fitted(operands.residual, shape),
    ...fitted(operands.source, shape),
  ];
  const wanted = [result, ...(epilogue.savePreActivation ? [preActivation] : [])];
  const node = graph.derive(
    host.op,
    inputs,
    { ...host.attributes, epilogue },
    {
      scope: host.scope,
      reuse: wanted.map((value) => (value && sameShape(value.shape, shape) ? value : undefined)),
    },
  );
  for (const [index, value] of wanted.entries())
    if (value && node.outputs[index] !== value)
      after.push(
        graph.derive(
          'reshape',
          [node.outputs[index]],
          { shape: value.shape },
          { scope: host.scope, reuse: [value] },
        ),
      );
  return [...before, node, ...after];
}
