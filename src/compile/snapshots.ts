// Copies of the state every so many steps, kept on the device: from the last one before something went wrong,
// the steps in between can be taken again, since a step is a function of the seed and its number.

import { SNAPSHOT_COUNT, snapshotBytes } from './memory';
import { DeviceState } from './state';

/** A copy moves the state twice; over this many steps that is below a hundredth of their own traffic. */
export const SNAPSHOT_STEPS = 100;

export class Snapshots {
  /** Newest first. */
  #taken: { step: number; copy: DeviceState }[] = [];

  private constructor(
    private readonly state: DeviceState,
    private readonly copies: readonly DeviceState[],
  ) {}

  /** Undefined where the state is too large to be copied. */
  static async create(state: DeviceState): Promise<Snapshots | undefined> {
    if (snapshotBytes(state.layout) === 0) return undefined;
    const copies: DeviceState[] = [];
    try {
      while (copies.length < SNAPSHOT_COUNT) copies.push(await DeviceState.allocate(state.gpu, state.layout));
    } catch (error) {
      for (const copy of copies) copy.destroy();
      throw error;
    }
    return new Snapshots(state, copies);
  }

  /** Call before every step; copies the state when it is time, over the older copy. */
  before(step: number): void {
    const [newest] = this.#taken;
    if (newest && step < newest.step + SNAPSHOT_STEPS) return;
    const free = this.copies.find((copy) => this.#taken.every((other) => other.copy !== copy));
    const copy = free ?? this.#taken[this.#taken.length - 1].copy;
    copy.copyFrom(this.state);
    this.#taken = [{ step, copy }, ...this.#taken.filter((other) => other.copy !== copy)];
  }

  /** Copies of the state as it was before `step` or earlier, newest first. */
  upTo(step: number): readonly { step: number; copy: DeviceState }[] {
    return this.#taken.filter((taken) => taken.step <= step);
  }

  /** Forgets what was taken: from here on the state is another. */
  clear(): void {
    this.#taken = [];
  }

  destroy(): void {
    for (const copy of this.copies) copy.destroy();
  }
}
