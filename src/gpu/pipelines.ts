// Compute pipelines by shader text and constants, compiled once and shared by every program.

import type { Gpu } from './device';
import { KernelError } from './errors';

/** A kernel ready to compile: whole WGSL text, its overrides, and how each `@group(0)` buffer is bound. */
export interface PipelineSpec {
  label: string;
  code: string;
  constants: Readonly<Record<string, number>>;
  /** One per binding of group 0: true binds read-only storage, false read_write. */
  readOnly: readonly boolean[];
}

export interface Pipeline {
  pipeline: GPUComputePipeline;
  tensorLayout: GPUBindGroupLayout;
}

const caches = new WeakMap<GPUDevice, PipelineCache>();

export class PipelineCache {
  #pipelines = new Map<string, Promise<Pipeline>>();
  #tensorLayouts = new Map<string, GPUBindGroupLayout>();
  /** The layout of `@group(1)`: the `Params` uniform at a dynamic offset. */
  readonly paramsLayout: GPUBindGroupLayout;

  private constructor(readonly gpu: Gpu) {
    this.paramsLayout = gpu.device.createBindGroupLayout({
      label: 'params',
      entries: [{ binding: 0, visibility: 4, buffer: { type: 'uniform', hasDynamicOffset: true } }],
    });
  }

  static of(gpu: Gpu): PipelineCache {
    let cache = caches.get(gpu.device);
    if (!cache) {
      cache = new PipelineCache(gpu);
      caches.set(gpu.device, cache);
    }
    return cache;
  }

  get(spec: PipelineSpec): Promise<Pipeline> {
    const key = JSON.stringify([spec.code, spec.constants, spec.readOnly]);
    let pipeline = this.#pipelines.get(key);
    if (!pipeline) {
      pipeline = this.#compile(spec);
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  /**
   * The pipelines of `specs`, in their order, compiled side by side with the longest shaders first, since
   * they take longest; `onProgress(done, total)` counts distinct kernels.
   */
  async all(
    specs: readonly PipelineSpec[],
    onProgress: (done: number, total: number) => void = () => {},
  ): Promise<Pipeline[]> {
    const byLength = [...specs.keys()].sort((a, b) => specs[b].code.length - specs[a].code.length);
    const pending: Promise<Pipeline>[] = new Array(specs.length);
    for (const index of byLength) pending[index] = this.get(specs[index]);
    const distinct = new Set(pending);
    let done = 0;
    onProgress(done, distinct.size);
    for (const pipeline of distinct)
      pipeline.then(
        () => onProgress(++done, distinct.size),
        () => {},
      );
    return Promise.all(pending);
  }

  async #compile(spec: PipelineSpec): Promise<Pipeline> {
    const { device, counters } = this.gpu;
    const tensorLayout = this.#tensorLayout(spec.readOnly);
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label: spec.label, code: spec.code });
    const scope = device.popErrorScope();
    const { messages } = await module.getCompilationInfo();
    const invalid = await scope;
    const errors = messages.filter(({ type }) => type === 'error');
    if (errors.length || invalid)
      throw new KernelError(
        `Kernel ${spec.label} does not compile: ${errors.map((e) => `line ${e.lineNum}: ${e.message}`).join('; ') || invalid?.message}`,
      );
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: spec.label,
        layout: device.createPipelineLayout({ bindGroupLayouts: [tensorLayout, this.paramsLayout] }),
        compute: { module, entryPoint: 'main', constants: spec.constants },
      });
      counters.pipelinesCreated++;
      return { pipeline, tensorLayout };
    } catch (error) {
      throw new KernelError(`Kernel ${spec.label} cannot be built: ${(error as Error).message}`);
    }
  }

  #tensorLayout(readOnly: readonly boolean[]): GPUBindGroupLayout {
    const key = readOnly.map((flag) => (flag ? 'r' : 'w')).join('');
    let layout = this.#tensorLayouts.get(key);
    if (!layout) {
      const entries = readOnly.map((flag, binding) => ({
        binding,
        visibility: 4, // GPUShaderStage.COMPUTE; the constant's name is absent in Node.
        buffer: { type: flag ? ('read-only-storage' as const) : ('storage' as const) },
      }));
      layout = this.gpu.device.createBindGroupLayout({ label: `tensors ${key}`, entries });
      this.#tensorLayouts.set(key, layout);
    }
    return layout;
  }
}
