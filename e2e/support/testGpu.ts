// The `Gpu` of a test run: our device wrapper around the run's one device.

import { Gpu, reportAdapter } from '../../src/gpu/device';
import { KernelError } from '../../src/gpu/errors';
import { testDevice } from './testDevice';

let opened: Promise<Gpu> | undefined;

/** The device of the run; what an earlier test did wrong is not held against this one. */
export async function testGpu(): Promise<Gpu> {
  opened ??= testDevice().then(({ adapter, device }) => new Gpu(device, reportAdapter(adapter, device)));
  const gpu = await opened;
  if (gpu.failure instanceof KernelError) gpu.failure = undefined;
  return gpu;
}
