// Reads ranges of buffers as they are at one moment: the copies are one submit, so no step comes between them.

import type { Gpu } from './device';
import { DeviceLostError } from './errors';

const STAGING_USAGE = 0x01 | 0x08; // MAP_READ | COPY_DST
const MAP_READ = 0x01; // GPUMapMode.READ

export interface BufferRange {
  buffer: GPUBuffer;
  /** Multiples of four. */
  offset: number;
  bytes: number;
}

export class RangeReader {
  private constructor(
    private readonly gpu: Gpu,
    private readonly ranges: readonly BufferRange[],
    private readonly staging: GPUBuffer,
  ) {}

  static async create(gpu: Gpu, ranges: readonly BufferRange[]): Promise<RangeReader> {
    const bytes = ranges.reduce((sum, range) => sum + range.bytes, 0);
    return new RangeReader(gpu, ranges, await gpu.createBuffer('ranges readback', bytes, STAGING_USAGE));
  }

  /** Takes the copies now. */
  submit(): void {
    const encoder = this.gpu.device.createCommandEncoder({ label: 'ranges readback' });
    let end = 0;
    for (const { buffer, offset, bytes } of this.ranges) {
      encoder.copyBufferToBuffer(buffer, offset, this.staging, end, bytes);
      end += bytes;
    }
    this.gpu.submit(encoder.finish());
  }

  /** The ranges' elements one after another, in their order. */
  async read(): Promise<Float32Array<ArrayBuffer>> {
    try {
      await this.staging.mapAsync(MAP_READ);
    } catch (error) {
      this.gpu.check();
      throw new DeviceLostError('unknown', (error as Error).message);
    }
    this.gpu.check();
    return new Float32Array(this.staging.getMappedRange().slice(0));
  }

  destroy(): void {
    this.gpu.destroyBuffer(this.staging);
  }
}
