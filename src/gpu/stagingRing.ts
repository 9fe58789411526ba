// Reads small results back without stalling: a ring of mappable buffers, so that the copy of step n
// is mapped while steps n + 1 and n + 2 run. The ring's depth is also the most steps in flight.

import type { Gpu } from './device';
import { DeviceLostError } from './errors';

const USAGE_MAP_READ = 0x01; // GPUBufferUsage.MAP_READ
const USAGE_COPY_DESTINATION = 0x08; // GPUBufferUsage.COPY_DST
const MAP_READ = 0x01; // GPUMapMode.READ

export const RING_DEPTH = 3;

export class StagingRing {
  #next = 0;
  #busy: Promise<unknown>[] = new Array(RING_DEPTH).fill(Promise.resolve());

  private constructor(
    private readonly gpu: Gpu,
    private readonly slots: readonly GPUBuffer[],
  ) {}

  static async create(gpu: Gpu, label: string, bytes: number): Promise<StagingRing> {
    const slots: GPUBuffer[] = [];
    const usage = USAGE_MAP_READ | USAGE_COPY_DESTINATION;
    try {
      while (slots.length < RING_DEPTH) slots.push(await gpu.createBuffer(`${label} readback`, bytes, usage));
    } catch (error) {
      for (const slot of slots) gpu.destroyBuffer(slot);
      throw error;
    }
    return new StagingRing(gpu, slots);
  }

  /** Resolves when the next slot is free. */
  async ready(): Promise<void> {
    await this.#busy[this.#next];
    this.gpu.check();
  }

  /** Hands out the next slot to be copied into; call `ready` first, and `read` after submitting. */
  take(): { buffer: GPUBuffer; read(): Promise<ArrayBuffer> } {
    const index = this.#next;
    this.#next = (index + 1) % RING_DEPTH;
    const buffer = this.slots[index];
    return {
      buffer,
      read: () => {
        const result = this.#map(buffer);
        this.#busy[index] = result.catch(() => {});
        return result;
      },
    };
  }

  async #map(buffer: GPUBuffer): Promise<ArrayBuffer> {
    try {
      await buffer.mapAsync(MAP_READ);
    } catch (error) {
      this.gpu.check();
      throw new DeviceLostError('unknown', (error as Error).message);
    }
    const copy = buffer.getMappedRange().slice(0);
    buffer.unmap();
    this.gpu.check();
    return copy;
  }

  destroy(): void {
    for (const slot of this.slots) this.gpu.destroyBuffer(slot);
  }
}
