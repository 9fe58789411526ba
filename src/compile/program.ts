// A program: a plan on a device. `bind` a state to it, fill the feeds, and `run`: one encoding, one
// submit (more only when a step would hold the GPU too long), nothing allocated.

import { TENSOR_USAGE } from '../gpu/buffers';
import type { AdapterReport, Gpu } from '../gpu/device';
import { PipelineCache, type PipelineSpec } from '../gpu/pipelines';
import { type RecordedDispatch, Recording } from '../gpu/recording';
import { StagingRing } from '../gpu/stagingRing';
import { contentsOfProgram } from './contents';
import { align } from './layout';
import { readbackBytes } from './memory';
import { constantElements, type DeviceProfile, type ProgramPlan } from './plan';
import type { DeviceState } from './state';
import { type TensorData, viewOf } from './tensorData';
import { deviceTuning } from './tuningTable';

export type { TensorData } from './tensorData';

/** Outputs of one step by name. */
export type Outputs = ReadonlyMap<string, TensorData>;

/** A submit longer than this holds the desktop and risks the watchdog; the step is split instead. */
const SUBMIT_MILLISECONDS = 100;

export const reportedProfile = ({ limits, software, features }: AdapterReport): DeviceProfile => ({
  limits,
  adapterClass: software ? 'software' : 'hardware',
  features: new Set(features),
});

/** Of a device as it is tuned now. */
export const deviceProfile = (gpu: Gpu): DeviceProfile => ({
  ...reportedProfile(gpu.report),
  tuning: deviceTuning(gpu),
});

export class Program {
  /** Views into the feed memory by name: write the next batch here, then `run`. */
  readonly feeds: ReadonlyMap<string, TensorData>;
  #groups = new Map<DeviceState, GPUBindGroup[]>();
  /** How long the last finished step took on its own, and when it finished. */
  #stepMilliseconds = 0;
  #finished = 0;

  private constructor(
    readonly gpu: Gpu,
    readonly plan: ProgramPlan,
    readonly recording: Recording,
    readonly buffers: ReadonlyMap<string, GPUBuffer>,
    private readonly staging: StagingRing,
    private readonly feedBytes: ArrayBuffer,
  ) {
    this.feeds = new Map(
      [...plan.feeds.values()].map((feed) => [feed.name, viewOf(feedBytes, feed, feed.offset)]),
    );
  }

  /** Compiles the kernels of a plan and allocates nothing; `create` finds them compiled afterwards. */
  static async compile(
    gpu: Gpu,
    plan: ProgramPlan,
    onProgress?: (done: number, total: number) => void,
  ): Promise<void> {
    await PipelineCache.of(gpu).all(plan.dispatches.map(pipelineSpec), onProgress);
  }

  /** Allocates, and compiles what is not compiled yet; `onProgress(done, total)` counts distinct kernels. */
  static async create(
    gpu: Gpu,
    plan: ProgramPlan,
    onProgress?: (done: number, total: number) => void,
  ): Promise<Program> {
    const buffers = new Map<string, GPUBuffer>();
    let recording: Recording | undefined;
    try {
      for (const [name, bytes] of plan.buffers)
        buffers.set(
          name,
          await gpu.createBuffer(`${plan.name} ${name}`, bytes, TENSOR_USAGE, () =>
            contentsOfProgram(plan, name),
          ),
        );
      for (const { value, placement } of plan.constants)
        gpu.device.queue.writeBuffer(
          buffers.get(placement.buffer)!,
          placement.offset,
          constantElements(value),
        );
      recording = await Recording.create(gpu, plan.dispatches.map(recorded), onProgress);
      const staging = await StagingRing.create(gpu, plan.name, readbackBytes(plan.outputs.values()));
      return new Program(
        gpu,
        plan,
        recording,
        buffers,
        staging,
        new ArrayBuffer(plan.buffers.get('feeds') ?? 0),
      );
    } catch (error) {
      for (const buffer of buffers.values()) gpu.destroyBuffer(buffer);
      recording?.destroy();
      throw error;
    }
  }

  /** Resolves when another step may be queued; at most three are in flight. */
  ready(): Promise<void> {
    return this.staging.ready();
  }

  /**
   * Submits the program once on `state` with what the feeds hold now, so they may be overwritten at
   * once; resolves to the outputs. Await `ready` before filling the feeds.
   */
  run(state: DeviceState): Promise<Outputs> {
    const { gpu } = this;
    gpu.check();
    const slot = this.staging.take();
    const started = performance.now();
    const groups = this.groupsFor(state);
    const feeds = this.buffers.get('feeds');
    if (feeds) gpu.device.queue.writeBuffer(feeds, 0, this.feedBytes);
    const cuts = this.#cuts();
    for (let part = 0; part + 1 < cuts.length; part++) {
      const encoder = gpu.device.createCommandEncoder({ label: this.plan.name });
      const pass = encoder.beginComputePass({ label: this.plan.name });
      this.recording.encode(pass, groups, cuts[part], cuts[part + 1]);
      pass.end();
      if (part + 2 === cuts.length) this.#copyOutputs(encoder, slot.buffer, state);
      gpu.submit(encoder.finish());
    }
    return slot.read().then((bytes) => {
      const finished = performance.now();
      this.#stepMilliseconds = finished - Math.max(started, this.#finished);
      this.#finished = finished;
      return this.#outputsFrom(bytes);
    });
  }

  /** The bind groups of a state, made on its first use. */
  groupsFor(state: DeviceState): GPUBindGroup[] {
    let groups = this.#groups.get(state);
    if (!groups) {
      groups = this.recording.bind(new Map([...this.buffers, ...state.buffers]));
      this.#groups.set(state, groups);
    }
    return groups;
  }

  /** Forgets the bind groups of a state that is about to be destroyed. */
  release(state: DeviceState): void {
    this.#groups.delete(state);
  }

  /** Dispatch indices where the step is cut into submits: by cost, so that each is about equally long. */
  #cuts(): number[] {
    const { dispatches } = this.plan;
    const parts = Math.min(
      Math.max(1, Math.round(this.#stepMilliseconds / (1.5 * SUBMIT_MILLISECONDS))),
      dispatches.length,
    );
    if (parts <= 1) return [0, dispatches.length];
    const cost = ({ flops, bytes }: { flops: number; bytes: number }) => flops + bytes;
    const total = dispatches.reduce((sum, dispatch) => sum + cost(dispatch), 0);
    const cuts = [0];
    let spent = 0;
    for (const [index, dispatch] of dispatches.entries()) {
      spent += cost(dispatch);
      if (spent >= (total * cuts.length) / parts && index + 1 < dispatches.length) cuts.push(index + 1);
    }
    return [...cuts, dispatches.length];
  }

  #copyOutputs(encoder: GPUCommandEncoder, staging: GPUBuffer, state: DeviceState): void {
    let end = 0;
    for (const { buffer, offset, bytes } of this.plan.outputs.values()) {
      encoder.copyBufferToBuffer(
        (this.buffers.get(buffer) ?? state.buffers.get(buffer))!,
        offset,
        staging,
        end,
        bytes,
      );
      end += align(bytes);
    }
  }

  #outputsFrom(bytes: ArrayBuffer): Outputs {
    const outputs = new Map<string, TensorData>();
    let end = 0;
    for (const output of this.plan.outputs.values()) {
      outputs.set(output.name, viewOf(bytes, output, end));
      end += align(output.bytes);
    }
    return outputs;
  }

  destroy(): void {
    for (const buffer of this.buffers.values()) this.gpu.destroyBuffer(buffer);
    this.recording.destroy();
    this.staging.destroy();
    this.#groups.clear();
  }
}

const pipelineSpec = (dispatch: ProgramPlan['dispatches'][number]): PipelineSpec => ({
  label: dispatch.kernel,
  code: dispatch.code,
  constants: dispatch.constants,
  readOnly: dispatch.bindings.map(({ readOnly }) => readOnly),
});

export const recorded = (dispatch: ProgramPlan['dispatches'][number]): RecordedDispatch => ({
  label: dispatch.label,
  spec: pipelineSpec(dispatch),
  ranges: dispatch.bindings.map(({ buffer, offset, bytes }) => ({
    buffer,
    offset,
    bytes: Math.max(4, bytes),
  })),
  params: dispatch.params,
  workgroups: dispatch.workgroups,
});
