// Copies of states on the device that later arms start from: allocated for the arm that will reach them, filled when it
// does, freed once the last arm that needs them has begun.

import type { StateLayout } from '../../compile/layout';
import { DeviceState, type HostTensor } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import type { KeptState } from './armPlan';

export class KeptStates {
  #states = new Map<string, { state: DeviceState; filled: boolean }>();

  constructor(
    private readonly gpu: Gpu,
    private readonly wanted: readonly KeptState[],
    private readonly layoutOf: (arm: number) => StateLayout,
  ) {}

  /** Room for what arm `index` will leave, and for what `brought` gives a resumed run. */
  async makeRoom(
    index: number,
    brought: (key: string) => ReadonlyMap<string, HostTensor> | undefined,
  ): Promise<void> {
    for (const { key, origin, lastUser } of this.wanted) {
      const tensors = brought(key);
      if (lastUser < index || this.#states.has(key) || !(tensors || origin === index)) continue;
      const state = await DeviceState.allocate(this.gpu, this.layoutOf(origin));
      if (tensors) state.load(tensors);
      this.#states.set(key, { state, filled: tensors !== undefined });
    }
  }

  /** Copies `state`, that of arm `index` after `step` steps, where a later arm wants it. */
  keep(index: number, step: number, state: DeviceState): void {
    for (const wanted of this.wanted) {
      const kept = this.#states.get(wanted.key);
      if (wanted.origin !== index || wanted.step !== step || !kept || kept.filled) continue;
      kept.state.copyFrom(state);
      kept.filled = true;
    }
  }

  get(key: string): DeviceState | undefined {
    return this.#states.get(key)?.state;
  }

  /** Those that hold something. */
  filled(): [string, DeviceState][] {
    return [...this.#states].flatMap(([key, { state, filled }]) => (filled ? [[key, state]] : []));
  }

  /** Frees what no arm after `begun` starts from. */
  release(begun: number): void {
    for (const { key, lastUser } of this.wanted)
      if (lastUser <= begun) {
        this.#states.get(key)?.state.destroy();
        this.#states.delete(key);
      }
  }
}
