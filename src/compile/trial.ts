// Several plans of one product over the same buffers: run, read, and timed one after another.

import { TENSOR_USAGE } from '../gpu/buffers';
import type { Gpu } from '../gpu/device';
import { RangeReader } from '../gpu/rangeReader';
import { Recording } from '../gpu/recording';
import { PRODUCT } from './isolated';
import type { ProgramPlan } from './plan';
import { recorded, type TensorData } from './program';

export class Trial {
  private constructor(
    private readonly gpu: Gpu,
    private readonly buffers: ReadonlyMap<string, GPUBuffer>,
  ) {}

  /** Buffers that hold whatever any of the plans needs. */
  static async open(gpu: Gpu, plans: readonly ProgramPlan[]): Promise<Trial> {
    const sizes = new Map<string, number>();
    for (const { buffers } of plans)
      for (const [name, bytes] of buffers) sizes.set(name, Math.max(bytes, sizes.get(name) ?? 0));
    const buffers = new Map<string, GPUBuffer>();
    const trial = new Trial(gpu, buffers);
    try {
      for (const [name, bytes] of sizes)
        buffers.set(name, await gpu.createBuffer(`trial ${name}`, bytes, TENSOR_USAGE));
      return trial;
    } catch (error) {
      trial.destroy();
      throw error;
    }
  }

  /** Replaces the operands, which lie alike in all plans of a product. */
  feed({ feeds }: ProgramPlan, operands: ReadonlyMap<string, TensorData>): void {
    for (const [name, { buffer, offset }] of feeds)
      this.gpu.device.queue.writeBuffer(this.buffers.get(buffer)!, offset, operands.get(name)!);
  }

  /** Compiles the kernels of a plan. Throws `KernelError` where the device refuses one. */
  async prepare(plan: ProgramPlan): Promise<PreparedPlan> {
    const recording = await Recording.create(this.gpu, plan.dispatches.map(recorded));
    return new PreparedPlan(this.gpu, plan, recording, this.buffers);
  }

  destroy(): void {
    for (const buffer of this.buffers.values()) this.gpu.destroyBuffer(buffer);
  }
}

export class PreparedPlan {
  readonly #groups: GPUBindGroup[];

  constructor(
    private readonly gpu: Gpu,
    private readonly plan: ProgramPlan,
    private readonly recording: Recording,
    private readonly buffers: ReadonlyMap<string, GPUBuffer>,
  ) {
    this.#groups = recording.bind(buffers);
  }

  /** Milliseconds of `repeats` executions, from one fence to another. */
  async run(repeats: number): Promise<number> {
    const { gpu } = this;
    await gpu.idle();
    const encoder = gpu.device.createCommandEncoder({ label: 'trial' });
    const pass = encoder.beginComputePass({ label: 'trial' });
    for (let repeat = 0; repeat < repeats; repeat++) this.recording.encode(pass, this.#groups);
    pass.end();
    const commands = encoder.finish();
    const started = performance.now();
    gpu.submit(commands);
    await gpu.idle();
    return performance.now() - started;
  }

  /** Runs once and reads the product: reals, or the bits of whole numbers. */
  async result(): Promise<Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>> {
    const { buffer, offset, bytes, dtype } = this.plan.outputs.get(PRODUCT)!;
    const reader = await RangeReader.create(this.gpu, [{ buffer: this.buffers.get(buffer)!, offset, bytes }]);
    try {
      await this.run(1);
      reader.submit();
      const elements = await reader.read();
      return dtype === 'i32' ? new Int32Array(elements.buffer) : elements;
    } finally {
      reader.destroy();
    }
  }

  destroy(): void {
    this.recording.destroy();
  }
}
