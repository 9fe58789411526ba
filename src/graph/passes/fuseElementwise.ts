// Joins element-wise nodes of one size into single kernels: first along producer and reader, then
// beside each other where they read the same tensor. Each node still runs exactly once. The list of
// nodes stays a valid program after every join, so what is joined is always right:
//   - no input of the kernel is computed after it, no reader of its outputs runs before it;
//   - no tensor it reads is updated between a member's old place and the new one.

import { updatedInputs } from '../op';
import type { Node, Value } from '../value';
import { deadCode } from './deadCode';
import {
  canJoin,
  externalInputs,
  type Group,
  groupOf,
  joined,
  membersOutputs,
  nodeOf,
} from './elementwiseGroup';
import { type PassGraph, producersOf, storageOf } from './passGraph';

/** Storage buffers every device offers one kernel. */
const MOST_BUFFERS = 8;
const MOST_INPUTS = 7;
/** Keeps a kernel's text and registers bounded. */
const MOST_MEMBERS = 48;

type Item = { group: Group } | { node: Node };

export function fuseElementwise(graph: PassGraph): PassGraph {
  const fusion = new Fusion(graph);
  while (fusion.joinProducers());
  while (fusion.joinSiblings());
  return deadCode({ nodes: fusion.result(), outputs: graph.outputs });
}

class Fusion {
  #items: Item[];
  #outputs: ReadonlySet<Value>;
  #producers: ReadonlyMap<Value, Node>;
  /** Of the current items: who computes each value, who reads it, who updates its memory. */
  #makers = new Map<Value, number>();
  #readers = new Map<Value, number[]>();
  #updaters = new Map<Value, number[]>();

  constructor({ nodes, outputs }: PassGraph) {
    this.#producers = producersOf(nodes);
    this.#outputs = new Set(outputs);
    const updated = new Set(
      nodes.flatMap((node) =>
        updatedInputs(node).map((index) => storageOf(node.inputs[index], this.#producers)),
      ),
    );
    this.#items = nodes.map((node) =>
      canJoin(node) && !updated.has(node.outputs[0]) ? { group: groupOf(node, this.#producers) } : { node },
    );
    this.#dropUnreadReshapes();
    this.#index();
  }

  /** Groups read through reshapes, which may leave none to read them. */
  #dropUnreadReshapes(): void {
    const read = new Set<Value>(this.#outputs);
    const kept: Item[] = [];
    for (const item of this.#items.toReversed()) {
      if ('node' in item && item.node.op === 'reshape' && !read.has(item.node.outputs[0])) continue;
      kept.push(item);
      for (const value of inputsOf(item)) read.add(value);
    }
    this.#items = kept.reverse();
  }

  #index(): void {
    const note = (map: Map<Value, number[]>, value: Value, position: number) => {
      const known = map.get(value);
      if (known) known.push(position);
      else map.set(value, [position]);
    };
    for (const map of [this.#makers, this.#readers, this.#updaters]) map.clear();
    for (const [position, item] of this.#items.entries()) {
      for (const value of outputsOf(item)) this.#makers.set(value, position);
      for (const value of inputsOf(item)) note(this.#readers, value, position);
      if ('node' in item)
        for (const index of updatedInputs(item.node))
          note(this.#updaters, storageOf(item.node.inputs[index], this.#producers), position);
    }
  }

  /** One sweep of joining each group with a group it reads from; whether any was joined. */
  joinProducers(): boolean {
    return this.#sweep((group) => externalInputs(group).flatMap((value) => this.#makers.get(value) ?? []));
  }

  /** One sweep of joining each group with an earlier one that reads the same tensor. */
  joinSiblings(): boolean {
    return this.#sweep((group) => externalInputs(group).flatMap((value) => this.#readers.get(value) ?? []));
  }

  #sweep(partners: (group: Group) => number[]): boolean {
    let changed = false;
    for (let position = 0; position < this.#items.length; position++) {
      const item = this.#items[position];
      if (!('group' in item)) continue;
      for (const partner of new Set(partners(item.group)))
        if (partner < position && this.#join(partner, position)) {
          changed = true;
          position--;
          break;
        }
    }
    return changed;
  }

  #join(first: number, second: number): boolean {
    const [a, b] = [this.#items[first], this.#items[second]];
    if (!('group' in a) || !('group' in b) || a.group.count !== b.group.count) return false;
    const group = joined(a.group, b.group);
    const inputs = externalInputs(group);
    const external = this.#external(group, [first, second]);
    if (group.members.length > MOST_MEMBERS || inputs.length > MOST_INPUTS) return false;
    if (inputs.length + external.length > MOST_BUFFERS) return false;
    const others = (positions: number[]) => positions.filter((at) => at !== first && at !== second);
    const earliest = Math.max(-1, ...others(inputs.flatMap((value) => this.#makers.get(value) ?? [])));
    const latest = Math.min(
      this.#items.length,
      ...others(external.flatMap((value) => this.#readers.get(value) ?? [])),
    );
    // In the place of the second, or just before the first reader.
    const place = Math.min(second, latest - 1);
    if (place < earliest || place < first) return false;
    if (!this.#readsAlike(a.group, first, place) || !this.#readsAlike(b.group, second, place)) return false;
    const items = this.#items.filter((_, at) => at !== first && at !== second);
    items.splice(place === second ? second - 1 : place, 0, { group });
    this.#items = items;
    this.#index();
    return true;
  }

  /** Values of the group that anything outside it needs. */
  #external(group: Group, own: readonly number[]): Value[] {
    return membersOutputs(group).filter(
      (value) =>
        this.#outputs.has(value) || this.#readers.get(value)?.some((position) => !own.includes(position)),
    );
  }

  /** Whether the group's inputs hold the same elements at either place. */
  #readsAlike(group: Group, from: number, to: number): boolean {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    return externalInputs(group).every((value) =>
      (this.#updaters.get(storageOf(value, this.#producers)) ?? []).every((at) => at < low || at > high),
    );
  }

  result(): Node[] {
    return this.#items.flatMap((item, position) => {
      if ('node' in item) return [item.node];
      const external = this.#external(item.group, [position]);
      return external.length ? [nodeOf(item.group, external)] : [];
    });
  }
}

const inputsOf = (item: Item): readonly Value[] =>
  'node' in item ? item.node.inputs : externalInputs(item.group);

const outputsOf = (item: Item): readonly Value[] =>
  'node' in item ? item.node.outputs : membersOutputs(item.group);
