// A lowered network on the device: batches of images in, logits out.

import { planProgram } from '../../compile/plan';
import { deviceProfile, type Outputs, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import type { ImageDataset, Normalisation } from '../../data/dataset';
import { ImageBatcher } from '../../data/imageBatches';
import type { Gpu } from '../../gpu/device';
import type { Graph } from '../../graph/graph';

export interface RunnableNetwork {
  graph: Graph;
  tensors: Parameters<DeviceState['load']>[0];
}

export class NetworkRunner {
  private constructor(
    readonly program: Program,
    readonly state: DeviceState,
    /** Images of one run; 0 for a graph that reads none. */
    readonly batch: number,
  ) {}

  /** `tensors` may hold more than the graph needs. */
  static async open(gpu: Gpu, name: string, { graph, tensors }: RunnableNetwork): Promise<NetworkRunner> {
    const plan = planProgram(name, graph, deviceProfile(gpu));
    const program = await Program.create(gpu, plan);
    const state = await DeviceState.allocate(gpu, plan.state).catch((error) => {
      program.destroy();
      throw error;
    });
    const runner = new NetworkRunner(program, state, graph.inputs[0]?.shape[0] ?? 0);
    try {
      state.load(new Map([...tensors].filter(([tensor]) => plan.state.entries.has(tensor))));
      return runner;
    } catch (error) {
      runner.destroy();
      throw error;
    }
  }

  /** Runs every batch of a set in its order; `take` gets each one's outputs and how many of its samples are real. */
  async run(
    images: ImageDataset,
    normalisation: Normalisation,
    take: (outputs: Outputs, valid: number, batch: number) => void,
  ): Promise<void> {
    const { program, state } = this;
    const batches = new ImageBatcher(images, this.batch, 0, undefined, normalisation);
    const pending: Promise<void>[] = [];
    for (let index = 0; index < batches.evaluationBatches; index++) {
      await program.ready();
      const valid = batches.fillEvaluation(index, { images: program.feeds.get('images') as Float32Array });
      pending.push(program.run(state).then((outputs) => take(outputs, valid, index)));
    }
    await Promise.all(pending);
  }

  /** The first batch of a set, as it was fed, and what came of it. */
  async first(images: ImageDataset, normalisation: Normalisation) {
    const { program, state } = this;
    const batches = new ImageBatcher(images, this.batch, 0, undefined, normalisation);
    await program.ready();
    const feed = program.feeds.get('images') as Float32Array;
    batches.fillEvaluation(0, { images: feed });
    return { images: feed.slice(), outputs: await program.run(state) };
  }

  /** Logits [count, classes] of a set. */
  async logits(images: ImageDataset, normalisation: Normalisation): Promise<Float32Array> {
    const { classes, count } = images;
    const logits = new Float32Array(count * classes);
    await this.run(images, normalisation, (outputs, valid, index) => {
      const rows = outputs.get('logits')!.subarray(0, valid * classes) as Float32Array;
      logits.set(rows, index * this.batch * classes);
    });
    return logits;
  }

  destroy(): void {
    this.program.destroy();
    this.state.destroy();
  }
}

/** Runs `use` on a network that is closed afterwards. */
export async function withNetwork<T>(
  gpu: Gpu,
  name: string,
  network: RunnableNetwork,
  use: (runner: NetworkRunner) => Promise<T>,
): Promise<T> {
  const runner = await NetworkRunner.open(gpu, name, network);
  try {
    return await use(runner);
  } finally {
    runner.destroy();
  }
}
