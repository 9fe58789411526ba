// The one owner of a GPUDevice: requests it with everything the adapter grants, reports what that is,
// counts what is created on it, and turns its failures into named errors.

import { type Allocation, DeviceLostError, KernelError, NoAdapterError, OutOfMemoryError } from './errors';

/** What the page, the command line and every result file say about the adapter. */
export interface AdapterReport {
  vendor: string;
  architecture: string;
  device: string;
  description: string;
  /** A CPU emulation; about a hundred times slower than a GPU. */
  software: boolean;
  features: string[];
  limits: Record<LimitName, number>;
}

const limitNames = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
  'minStorageBufferOffsetAlignment',
  'minUniformBufferOffsetAlignment',
] as const;
export type LimitName = (typeof limitNames)[number];

/** Objects created and work submitted since the device was acquired. */
export interface DeviceCounters {
  buffersCreated: number;
  bindGroupsCreated: number;
  pipelinesCreated: number;
  submits: number;
  dispatches: number;
  /** Bytes of all live buffers, now and at most. */
  allocatedBytes: number;
  peakBytes: number;
}

const noCounts = (): DeviceCounters => ({
  buffersCreated: 0,
  bindGroupsCreated: 0,
  pipelinesCreated: 0,
  submits: 0,
  dispatches: 0,
  allocatedBytes: 0,
  peakBytes: 0,
});

/** Optional features worth having when the adapter grants them. */
const wantedFeatures = ['timestamp-query', 'shader-f16', 'subgroups'] as const;
/** Of WGSL itself: granted to every device where the browser has them. */
const wantedLanguageFeatures = ['packed_4x8_integer_dot_product'];

export class Gpu {
  readonly counters: DeviceCounters = noCounts();
  /** Set once the device is lost or has refused a command; every later call throws it. */
  failure?: Error;
  /** Resolves with the reason when the device is lost. */
  readonly lost: Promise<DeviceLostError>;

  constructor(
    readonly device: GPUDevice,
    readonly report: AdapterReport,
  ) {
    this.lost = device.lost.then(({ reason, message }) => {
      const error = new DeviceLostError(reason, message);
      this.failure ??= error;
      return error;
    });
    device.addEventListener('uncapturederror', (event) => {
      this.failure ??= new KernelError(`The GPU refused a command: ${event.error.message}`);
    });
  }

  /** The same device with counters of its own: for work that is no part of what is being measured. */
  aside(): Gpu {
    return Object.create(this, { counters: { value: noCounts() } });
  }

  has(feature: (typeof wantedFeatures)[number]): boolean {
    return this.device.features.has(feature);
  }

  /** Throws if the device has failed since the last call. */
  check(): void {
    if (this.failure) throw this.failure;
  }

  /**
   * A buffer; `OutOfMemoryError` names it when the device cannot provide it, together with the tensors that it is
   * `contents` of.
   */
  async createBuffer(
    label: string,
    bytes: number,
    usage: GPUBufferUsageFlags,
    contents?: () => string,
  ): Promise<GPUBuffer> {
    this.check();
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    const allocation = (): Allocation => ({
      what: contents ? `${label} (${contents()})` : label,
      neededBytes: size,
      allocatedBytes: this.counters.allocatedBytes,
    });
    if (size > this.report.limits.maxBufferSize) throw new OutOfMemoryError(allocation());
    this.device.pushErrorScope('out-of-memory');
    this.device.pushErrorScope('validation');
    const buffer = this.device.createBuffer({ label, size, usage });
    const scopes = [this.device.popErrorScope(), this.device.popErrorScope()];
    const errors = await Promise.all(scopes).catch(() => undefined);
    if (!errors || this.failure instanceof DeviceLostError) throw await lossOf(this, allocation());
    if (errors.some(Boolean)) {
      buffer.destroy();
      throw new OutOfMemoryError(allocation());
    }
    this.counters.buffersCreated++;
    this.counters.allocatedBytes += size;
    this.counters.peakBytes = Math.max(this.counters.peakBytes, this.counters.allocatedBytes);
    return buffer;
  }

  destroyBuffer(buffer: GPUBuffer): void {
    this.counters.allocatedBytes -= buffer.size;
    buffer.destroy();
  }

  createBindGroup(descriptor: GPUBindGroupDescriptor): GPUBindGroup {
    this.counters.bindGroupsCreated++;
    return this.device.createBindGroup(descriptor);
  }

  submit(commands: GPUCommandBuffer): void {
    this.counters.submits++;
    this.device.queue.submit([commands]);
  }

  /** What a driver reset does, for tests of what follows: everything on the device is gone. */
  lose(): void {
    this.device.destroy();
  }

  /** Resolves when everything submitted so far has finished. */
  async idle(): Promise<void> {
    await this.device.queue.onSubmittedWorkDone();
    this.check();
  }
}

/** The browser tells of a loss within this time after calls have failed. */
const TELLING_MILLISECONDS = 1000;

/** The loss of the device that made an allocation fail. */
async function lossOf({ lost }: Gpu, allocation: Allocation): Promise<Error> {
  const patience = new Promise<undefined>((resolve) => setTimeout(resolve, TELLING_MILLISECONDS));
  const loss = await Promise.race([lost, patience]);
  if (!loss)
    return new KernelError(`The GPU did not answer when memory for ${allocation.what} was allocated.`);
  // One that was destroyed did not want for memory.
  return loss.reason === 'destroyed' ? loss : new DeviceLostError(loss.reason, loss.detail, allocation);
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|warp|basic render/i;

/** Acquires an adapter and a device with every limit and wanted feature it grants. */
export async function acquireGpu(options: { powerPreference?: GPUPowerPreference } = {}): Promise<Gpu> {
  const api = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!api)
    throw new NoAdapterError('This browser has no WebGPU. Use a current Chrome, Edge, Safari or Firefox.');
  const adapter = await api.requestAdapter({
    powerPreference: options.powerPreference ?? 'high-performance',
  });
  if (!adapter)
    throw new NoAdapterError(
      'WebGPU is present but no adapter was found. Check the GPU driver or browser flags.',
    );
  const requiredFeatures = wantedFeatures.filter((feature) => adapter.features.has(feature));
  const requiredLimits = Object.fromEntries(limitNames.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ label: 'tessera', requiredFeatures, requiredLimits });
  return new Gpu(device, reportAdapter(adapter, device));
}

const hasLanguageFeature = (feature: string): boolean =>
  globalThis.navigator?.gpu?.wgslLanguageFeatures?.has(feature) ?? false;

/** Describes the adapter and the limits the device was granted. */
export function reportAdapter(adapter: GPUAdapter, device: GPUDevice): AdapterReport {
  const { vendor, architecture, device: name, description } = adapter.info;
  const software =
    Boolean((adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter) ||
    softwareNames.test(`${vendor} ${architecture} ${name} ${description}`);
  return {
    vendor,
    architecture,
    device: name,
    description,
    software,
    features: [...device.features, ...wantedLanguageFeatures.filter(hasLanguageFeature)].sort(),
    limits: Object.fromEntries(limitNames.map((limit) => [limit, device.limits[limit]])) as Record<
      LimitName,
      number
    >,
  };
}
