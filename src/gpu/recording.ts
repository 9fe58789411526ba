// A fixed list of dispatches over fixed buffers, replayed every step: bind groups and parameters are
// built once, so a step creates nothing and only encodes.

import type { Gpu } from './device';
import { type Pipeline, PipelineCache, type PipelineSpec } from './pipelines';

export interface BoundRange {
  /** Name of the buffer in the set the recording is bound to. */
  buffer: string;
  offset: number;
  bytes: number;
}

export interface RecordedDispatch {
  label: string;
  spec: PipelineSpec;
  ranges: readonly BoundRange[];
  /** Bytes of the `Params` struct. */
  params: Uint8Array<ArrayBuffer>;
  workgroups: readonly [number, number, number];
}

const USAGE_UNIFORM = 0x40; // GPUBufferUsage.UNIFORM
const USAGE_COPY_DESTINATION = 0x08; // GPUBufferUsage.COPY_DST

/** Compiled pipelines and uploaded parameters of a dispatch list; independent of the tensors' buffers. */
export class Recording {
  private constructor(
    readonly gpu: Gpu,
    readonly dispatches: readonly RecordedDispatch[],
    readonly pipelines: readonly Pipeline[],
    private readonly params: GPUBuffer,
    private readonly paramsGroup: GPUBindGroup,
    private readonly paramsOffsets: readonly number[],
  ) {}

  /** Compiles what is not compiled yet; `onProgress(done, total)` counts distinct kernels. */
  static async create(
    gpu: Gpu,
    dispatches: readonly RecordedDispatch[],
    onProgress?: (done: number, total: number) => void,
  ): Promise<Recording> {
    const cache = PipelineCache.of(gpu);
    const pipelines = await cache.all(
      dispatches.map(({ spec }) => spec),
      onProgress,
    );
    const { buffer, offsets, largest } = await uploadParams(gpu, dispatches);
    const group = gpu.createBindGroup({
      label: 'params',
      layout: cache.paramsLayout,
      entries: [{ binding: 0, resource: { buffer, size: largest } }],
    });
    return new Recording(gpu, dispatches, pipelines, buffer, group, offsets);
  }

  /** Bytes of the parameter buffer, known before it exists. */
  static paramsBytes(dispatches: readonly { params: Uint8Array }[], alignment: number): number {
    return layoutParams(dispatches, alignment).total;
  }

  /** One bind group per dispatch over the named buffers. Keep the result: it is what replay reuses. */
  bind(buffers: ReadonlyMap<string, GPUBuffer>): GPUBindGroup[] {
    return this.dispatches.map((dispatch, index) =>
      this.gpu.createBindGroup({
        label: dispatch.label,
        layout: this.pipelines[index].tensorLayout,
        entries: dispatch.ranges.map(({ buffer, offset, bytes }, binding) => ({
          binding,
          resource: { buffer: buffers.get(buffer)!, offset, size: bytes },
        })),
      }),
    );
  }

  /** Encodes dispatches `from`…`to` − 1 into a pass. */
  encode(
    pass: GPUComputePassEncoder,
    groups: readonly GPUBindGroup[],
    from = 0,
    to = this.dispatches.length,
  ): void {
    for (let index = from; index < to; index++) {
      pass.setPipeline(this.pipelines[index].pipeline);
      pass.setBindGroup(0, groups[index]);
      pass.setBindGroup(1, this.paramsGroup, [this.paramsOffsets[index]]);
      pass.dispatchWorkgroups(...this.dispatches[index].workgroups);
    }
    this.gpu.counters.dispatches += to - from;
  }

  destroy(): void {
    this.gpu.destroyBuffer(this.params);
  }
}

/** Identical parameter blocks share one slot. */
function layoutParams(dispatches: readonly { params: Uint8Array }[], alignment: number) {
  const slots = new Map<string, number>();
  let end = 0;
  let largest = 16;
  const offsets = dispatches.map(({ params }) => {
    const key = params.join();
    let offset = slots.get(key);
    if (offset === undefined) {
      offset = end;
      slots.set(key, offset);
      end += Math.ceil(Math.max(params.length, 16) / alignment) * alignment;
    }
    largest = Math.max(largest, Math.ceil(params.length / 16) * 16);
    return offset;
  });
  return { offsets, largest, total: end + Math.ceil(largest / alignment) * alignment };
}

async function uploadParams(gpu: Gpu, dispatches: readonly RecordedDispatch[]) {
  const { offsets, largest, total } = layoutParams(
    dispatches,
    gpu.report.limits.minUniformBufferOffsetAlignment,
  );
  const bytes = new Uint8Array(total);
  for (const [index, { params }] of dispatches.entries()) bytes.set(params, offsets[index]);
  const buffer = await gpu.createBuffer('kernel parameters', total, USAGE_UNIFORM | USAGE_COPY_DESTINATION);
  gpu.device.queue.writeBuffer(buffer, 0, bytes);
  return { buffer, offsets, largest };
}
