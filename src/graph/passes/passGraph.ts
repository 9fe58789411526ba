// What passes read and return, and the questions they ask of it. Passes never change a node or a
// value: they return other nodes over the same values. `Value.producer` is the traced node and may no
// longer exist; inside passes only `producersOf` is asked.

import { updatedInputs } from '../op';
import type { Node, Value } from '../value';

export interface PassGraph {
  /** In program order, which is the schedule. */
  readonly nodes: readonly Node[];
  /** Values that must still be computed afterwards: what the caller reads back. */
  readonly outputs: readonly Value[];
}

export type Pass = (graph: PassGraph) => PassGraph;

/** The node that computes each value. */
export const producersOf = (nodes: readonly Node[]): Map<Value, Node> =>
  new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));

/** The nodes that read each value, in program order, each once. */
export function readersOf(nodes: readonly Node[]): Map<Value, Node[]> {
  const readers = new Map<Value, Node[]>();
  for (const node of nodes)
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }
  return readers;
}

/** The tensor whose memory a value is a view of: the source of a chain of reshapes. */
export function storageOf(value: Value, producers: ReadonlyMap<Value, Node>): Value {
  let root = value;
  for (let node = producers.get(root); node?.op === 'reshape'; node = producers.get(root))
    root = node.inputs[0];
  return root;
}

/** Reads every occurrence of a key as its replacement, through chains of replacements. */
export class Substitution {
  #replacements = new Map<Value, Value>();

  set(value: Value, replacement: Value): void {
    this.#replacements.set(value, replacement);
  }

  of(value: Value): Value {
    let current = value;
    for (let next = this.#replacements.get(current); next; next = this.#replacements.get(current))
      current = next;
    return current;
  }

  /** The node with its inputs replaced; the same node when none is. */
  apply(node: Node): Node {
    const inputs = node.inputs.map((input) => this.of(input));
    return inputs.some((input, index) => input !== node.inputs[index]) ? { ...node, inputs } : node;
  }
}

/** Where each tensor is updated in place: positions of the updating nodes, ascending. */
export class Updates {
  #positions = new Map<Value, number[]>();
  #producers: ReadonlyMap<Value, Node>;

  constructor(nodes: readonly Node[], producers: ReadonlyMap<Value, Node> = producersOf(nodes)) {
    this.#producers = producers;
    for (const [position, node] of nodes.entries())
      for (const index of updatedInputs(node)) {
        const root = storageOf(node.inputs[index], producers);
        const known = this.#positions.get(root);
        if (known) known.push(position);
        else this.#positions.set(root, [position]);
      }
  }

  /** Whether no node updates the value's memory, so that it can be read at any later place. */
  never(value: Value): boolean {
    return !this.#positions.has(storageOf(value, this.#producers));
  }

  /** How often the value's memory was updated before `position`: reads of one version agree. */
  version(value: Value, position: number): number {
    const positions = this.#positions.get(storageOf(value, this.#producers));
    return positions?.filter((update) => update < position).length ?? 0;
  }

  /** Whether reading `value` at either position gives the same elements. */
  sameVersion(value: Value, a: number, b: number): boolean {
    return this.version(value, a) === this.version(value, b);
  }
}
