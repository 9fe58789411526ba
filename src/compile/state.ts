// A state: the parameters, moments and statistics that programs are bound to. Many states may share one
// program (virtual devices, workers, clients, ensemble members); each costs its buffers and nothing else.

import { TesseraError } from '../base/errors';
import { readBuffers, TENSOR_USAGE } from '../gpu/buffers';
import type { Gpu } from '../gpu/device';
import { contentsOfState } from './contents';
import { initialiseState, writeEntry } from './initialiseState';
import type { StateEntry, StateLayout } from './layout';
import { numbersOf, type TensorData, viewOf } from './tensorData';

type HostData = ReturnType<typeof numbersOf>;

/** Host copy of one tensor of a state: f32, also where the device stores halves, or the u32 words of coded rows. */
export interface HostTensor<Data extends HostData = HostData> {
  shape: readonly number[];
  data: Data;
}

export class DeviceState {
  private constructor(
    readonly gpu: Gpu,
    readonly layout: StateLayout,
    readonly buffers: ReadonlyMap<string, GPUBuffer>,
  ) {}

  /** Allocates the buffers of `layout`, zeroed. */
  static async allocate(gpu: Gpu, layout: StateLayout): Promise<DeviceState> {
    const buffers = new Map<string, GPUBuffer>();
    try {
      for (const [name, bytes] of layout.buffers)
        buffers.set(
          name,
          await gpu.createBuffer(name, bytes, TENSOR_USAGE, () => contentsOfState(layout, name)),
        );
    } catch (error) {
      for (const buffer of buffers.values()) gpu.destroyBuffer(buffer);
      throw error;
    }
    return new DeviceState(gpu, layout, buffers);
  }

  /** Allocates and initialises from `seed`: equal seeds give equal bits on every device. */
  static async initialised(gpu: Gpu, layout: StateLayout, seed: number): Promise<DeviceState> {
    const state = await DeviceState.allocate(gpu, layout);
    await state.reset(seed);
    return state;
  }

  /** Another state with the same contents. */
  async clone(): Promise<DeviceState> {
    const copy = await DeviceState.allocate(this.gpu, this.layout);
    copy.copyFrom(this);
    return copy;
  }

  /** Takes over the contents of a state of the same layout, as they are between two steps. */
  copyFrom(source: DeviceState): void {
    const encoder = this.gpu.device.createCommandEncoder({ label: 'copy state' });
    for (const [name, buffer] of source.buffers)
      encoder.copyBufferToBuffer(buffer, 0, this.buffers.get(name)!, 0, buffer.size);
    this.gpu.submit(encoder.finish());
  }

  /** Takes over every tensor that both have by name and shape; returns how many. */
  adopt(source: DeviceState): number {
    const encoder = this.gpu.device.createCommandEncoder({ label: 'adopt state' });
    let adopted = 0;
    for (const [name, own] of this.layout.entries) {
      const other = source.layout.entries.get(name);
      if (other?.shape.join() !== own.shape.join()) continue;
      encoder.copyBufferToBuffer(
        source.buffers.get(other.buffer)!,
        other.offset,
        this.buffers.get(own.buffer)!,
        own.offset,
        own.bytes,
      );
      adopted++;
    }
    this.gpu.submit(encoder.finish());
    return adopted;
  }

  /** Draws every tensor anew from `seed`, as `initialised` does. */
  reset(seed: number): Promise<void> {
    return initialiseState(this.gpu, this.buffers, [...this.layout.entries.values()], seed);
  }

  /** Replaces tensors by name; shapes must match. Names the state lacks are an error. */
  load(tensors: ReadonlyMap<string, { shape: readonly number[]; data: TensorData }>): void {
    for (const [name, { shape, data }] of tensors) {
      const entry = this.layout.entries.get(name);
      if (!entry) throw new TesseraError(`The checkpoint holds "${name}", which this model does not have.`);
      if (entry.shape.join() !== shape.join())
        throw new TesseraError(
          `The checkpoint's "${name}" has shape [${shape.join(', ')}]; the model's is [${entry.shape.join(', ')}].`,
        );
      this.#upload(entry, data);
    }
  }

  /**
   * Reads every tensor back, or those that `wanted` accepts, as they are at one moment between two steps, at
   * which `atSnapshot` is called. Waits for the GPU.
   */
  async save(
    wanted: (entry: StateEntry) => boolean = () => true,
    atSnapshot?: () => void,
  ): Promise<Map<string, HostTensor>> {
    const entries = [...this.layout.entries.values()].filter(wanted);
    const names = [...new Set(entries.map(({ buffer }) => buffer))];
    const sources = names.map((name) => this.buffers.get(name)!);
    // The copies are the reading's own and no part of what training needs.
    const read = await readBuffers(this.gpu.aside(), sources, atSnapshot);
    const contents = new Map(names.map((name, index) => [name, read[index]]));
    return new Map(
      entries.map((entry) => {
        const { name, shape, buffer, offset } = entry;
        return [name, { shape, data: numbersOf(viewOf(contents.get(buffer)!, entry, offset).slice()) }];
      }),
    );
  }

  /** SHA-256 over the bytes of all parameters in order of name: equal hashes are equal weights. */
  async weightHash(): Promise<string> {
    const tensors = await this.save(({ role }) => role === 'parameter');
    return tensorsHash(new Map([...tensors].map(([name, { data }]) => [name, data])));
  }

  #upload(entry: StateEntry, data: TensorData): void {
    writeEntry(this.gpu, this.buffers, entry, data);
  }

  destroy(): void {
    for (const buffer of this.buffers.values()) this.gpu.destroyBuffer(buffer);
  }
}

/** SHA-256 over the bytes of tensors in order of name. */
export async function tensorsHash(tensors: ReadonlyMap<string, HostData>): Promise<string> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, data]) => data);
  const bytes = new Uint8Array(sorted.reduce((sum, data) => sum + data.byteLength, 0));
  let end = 0;
  for (const data of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), end);
    end += data.byteLength;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
