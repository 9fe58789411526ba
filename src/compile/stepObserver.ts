// One step with every tensor kept, and the values that each of its nodes read and wrote.

import { RangeReader } from '../gpu/rangeReader';
import { updatedInputs } from '../graph/op';
import type { Node, Value } from '../graph/value';
import { resolveAliases } from './aliases';
import { keepEverything } from './keepEverything';
import type { Placement } from './layout';
import { constantElements } from './plan';
import { deviceProfile, Program } from './program';
import type { DeviceState } from './state';
import { type TensorData, viewOf } from './tensorData';

/** What a node read and wrote; undefined where the memory no longer holds it. */
export interface NodeValues {
  inputs: (TensorData | undefined)[];
  outputs: (TensorData | undefined)[];
  /** Contents, afterwards, of the inputs it updates in place, by their index. */
  updated: Map<number, TensorData | undefined>;
}

/** Where and on which side of the step a value is found. */
interface Place extends Placement {
  state: DeviceState;
  value: Value;
}

export class StepObserver {
  readonly nodes: readonly Node[];
  #root: (value: Value) => Value;
  /** Positions of the nodes that update a tensor in place. */
  #updates = new Map<Value, number[]>();

  private constructor(
    private readonly program: Program,
    private readonly before: DeviceState,
    private readonly after: DeviceState,
  ) {
    this.nodes = program.plan.nodes;
    this.#root = resolveAliases(this.nodes).root;
    for (const [position, node] of this.nodes.entries())
      for (const index of updatedInputs(node)) {
        const root = this.#root(node.inputs[index]);
        this.#updates.set(root, [...(this.#updates.get(root) ?? []), position]);
      }
  }

  /**
   * Runs a step of `training` on `after`, which holds what `before` does, with what the feeds of `training`
   * hold. Both states stay the caller's.
   */
  static async run(training: Program, before: DeviceState, after: DeviceState): Promise<StepObserver> {
    const { gpu } = training;
    // Copied first: while memory is found, training may fill the feeds anew.
    const feeds = new Map([...training.feeds].map(([name, data]) => [name, data.slice()]));
    const program = await Program.create(gpu, keepEverything(training.plan, deviceProfile(gpu)));
    await program.ready();
    for (const [name, data] of feeds) program.feeds.get(name)?.set(data);
    await program.run(after);
    return new StepObserver(program, before, after);
  }

  /** Everything a node read and wrote, or what it wrote only. */
  async valuesOf(position: number, which: 'all' | 'written' = 'all'): Promise<NodeValues> {
    const node = this.nodes[position];
    const inputs = node.inputs.map((value) =>
      which === 'all' ? this.#find(value, position, 'read') : undefined,
    );
    const outputs = node.outputs.map((value) => this.#find(value, position, 'written'));
    const updated = updatedInputs(node).map(
      (index) => [index, this.#find(node.inputs[index], position, 'written')] as const,
    );
    const contents = await this.#read([...inputs, ...outputs, ...updated.map(([, place]) => place)]);
    const constant = (value: Value) => (value.role === 'constant' ? constantElements(value) : undefined);
    return {
      inputs: node.inputs.map((value, index) => contents[index] ?? constant(value)),
      outputs: contents.slice(inputs.length, inputs.length + outputs.length),
      updated: new Map(
        updated.map(([index], at) => [index, contents[inputs.length + outputs.length + at]] as const),
      ),
    };
  }

  /** Where a value is found as a node saw it; a tensor updated in between is no longer there. */
  #find(value: Value, position: number, when: 'read' | 'written'): Place | undefined {
    const root = this.#root(value);
    const placement = this.program.plan.placements.get(root);
    if (!placement) return undefined;
    const updates = this.#updates.get(root) ?? [];
    const done = updates.filter((at) => at < position || (at === position && when === 'written')).length;
    const outlives = this.before.buffers.has(placement.buffer);
    if (done === updates.length) return { ...placement, state: this.after, value };
    return done === 0 && outlives ? { ...placement, state: this.before, value } : undefined;
  }

  async #read(places: readonly (Place | undefined)[]): Promise<(TensorData | undefined)[]> {
    const wanted = [...new Set(places.filter((place) => place !== undefined))];
    if (wanted.length === 0) return places.map(() => undefined);
    const reader = await RangeReader.create(
      this.program.gpu,
      wanted.map(({ buffer, offset, bytes, state }) => ({
        buffer: (this.program.buffers.get(buffer) ?? state.buffers.get(buffer))!,
        offset,
        bytes,
      })),
    );
    try {
      reader.submit();
      const { buffer } = await reader.read();
      let end = 0;
      const contents = new Map<Place, TensorData>();
      for (const place of wanted) {
        contents.set(place, viewOf(buffer, place.value, end));
        end += place.bytes;
      }
      return places.map((place) => place && contents.get(place));
    } finally {
      reader.destroy();
    }
  }

  destroy(): void {
    this.program.destroy();
  }
}
