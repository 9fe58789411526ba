// One GPUDevice for a whole run of GPU tests. Destroying devices between files can cost SwiftShader its
// instance, after which no adapter is granted; so the device is made once and lives until the page closes.

/** The adapter and a device with all of the adapter's limits and features that kernels may use. */
export interface TestDevice {
  adapter: GPUAdapter;
  device: GPUDevice;
}

const wanted: GPUFeatureName[] = ['timestamp-query', 'shader-f16', 'subgroups'];
let opened: Promise<TestDevice> | undefined;

/** The device of this run; the same one on every call. Fails when no adapter is granted. */
export function testDevice(): Promise<TestDevice> {
  opened ??= open();
  return opened;
}

async function open(): Promise<TestDevice> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter)
    throw new Error('No WebGPU adapter: the browser or its flags are wrong (e2e/support/testDevice.ts)');
  const device = await adapter.requestDevice({
    label: 'test device',
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    requiredLimits: {
      maxBufferSize: adapter.limits.maxBufferSize,
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: adapter.limits.maxStorageBuffersPerShaderStage,
    },
  });
  device.lost.then((info) => {
    if (info.reason !== 'destroyed') opened = undefined;
  });
  return { adapter, device };
}
