// What arms of one graph share on the device: the programs of training and evaluation, the state they train, and a
// second one to try changed weights on. A program is code; a state is data bound to it.

import { Program } from '../../compile/program';
import { Snapshots } from '../../compile/snapshots';
import { DeviceState, type HostTensor } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import type { Metrics } from '../experiment';
import type { BenchPlan } from './armForecast';
import { evaluate } from './course';
import type { TrainingTask } from './task';

export class Bench {
  #evaluator?: Promise<Program>;

  private constructor(
    readonly gpu: Gpu,
    readonly plan: BenchPlan,
    readonly program: Program,
    readonly state: DeviceState,
    readonly trial: DeviceState,
    readonly snapshots: Snapshots | undefined,
  ) {}

  static async open(gpu: Gpu, plan: BenchPlan): Promise<Bench> {
    const opened: { destroy(): void }[] = [];
    const keep = <T extends { destroy(): void }>(thing: T): T => {
      opened.push(thing);
      return thing;
    };
    try {
      const program = keep(await Program.create(gpu, plan.training));
      const state = keep(await DeviceState.allocate(gpu, plan.training.state));
      const trial = keep(await DeviceState.allocate(gpu, plan.training.state));
      // A device too full for copies trains without them.
      const snapshots = await Snapshots.create(state).catch(() => undefined);
      return new Bench(gpu, plan, program, state, trial, snapshots);
    } catch (error) {
      for (const thing of opened) thing.destroy();
      throw error;
    }
  }

  evaluator = (): Promise<Program> => {
    this.#evaluator ??= Program.create(this.gpu, this.plan.evaluation);
    return this.#evaluator;
  };

  /** Scores of the state as it is, or with some tensors replaced; the state keeps its own. */
  async evaluate(task: TrainingTask, replaced?: ReadonlyMap<string, HostTensor>): Promise<Metrics> {
    const program = await this.evaluator();
    if (!replaced) return evaluate(program, this.state, task);
    this.trial.copyFrom(this.state);
    this.trial.load(replaced);
    return evaluate(program, this.trial, task);
  }

  /** The state drawn from `seed`, with the tensors that it has in common with `origin` taken from there. */
  async begin(seed: number, origin?: DeviceState): Promise<void> {
    this.snapshots?.clear();
    await this.state.reset(seed);
    if (origin) this.state.adopt(origin);
  }

  async close(): Promise<void> {
    this.program.destroy();
    (await this.#evaluator?.catch(() => undefined))?.destroy();
    this.snapshots?.destroy();
    this.trial.destroy();
    this.state.destroy();
  }
}
