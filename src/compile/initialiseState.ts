// Fills the tensors of a new state: small ones on the CPU, large ones where they lie. Both draw the same bits.

import { halvesOf } from '../base/halves';
import type { Gpu } from '../gpu/device';
import { Recording } from '../gpu/recording';
import { startingElements } from '../graph/initialise';
import { elementCount } from '../graph/value';
import { initialiseDispatches } from '../kernels/random/initialise';
import { kernelName, shaderCode } from '../kernels/shaders';
import type { StateEntry } from './layout';
import { packParams } from './plan';
import type { TensorData } from './tensorData';

/** From here on drawing on the CPU and uploading takes longer than compiling a kernel that draws. */
const LARGE_ELEMENTS = 1 << 20;

/** Draws every entry from `seed` into `buffers`; returns when the work is submitted. */
export async function initialiseState(
  gpu: Gpu,
  buffers: ReadonlyMap<string, GPUBuffer>,
  entries: readonly StateEntry[],
  seed: number,
): Promise<void> {
  const isLarge = ({ shape, dtype }: StateEntry) => dtype !== 'f16' && elementCount(shape) >= LARGE_ELEMENTS;
  for (const entry of entries.filter((candidate) => !isLarge(candidate)))
    writeEntry(gpu, buffers, entry, startingElements(entry, seed));
  const large = entries.filter(isLarge);
  if (large.length) await drawOnDevice(gpu, buffers, large, seed);
}

/** Uploads one tensor; numbers of a tensor of halves are rounded to the nearest, and fill whole words. */
export function writeEntry(
  gpu: Gpu,
  buffers: ReadonlyMap<string, GPUBuffer>,
  { buffer, offset, bytes, dtype }: StateEntry,
  data: TensorData,
): void {
  let elements = data;
  if (dtype === 'f16') {
    elements = new Uint16Array(bytes / 2);
    elements.set(halvesOf(data));
  }
  gpu.device.queue.writeBuffer(buffers.get(buffer)!, offset, elements);
}

async function drawOnDevice(
  gpu: Gpu,
  buffers: ReadonlyMap<string, GPUBuffer>,
  entries: readonly StateEntry[],
  seed: number,
): Promise<void> {
  const dispatches = entries.flatMap((entry) =>
    initialiseDispatches(entry, seed, gpu.report.limits).map(({ label, kernel, params, workgroups }) => ({
      label,
      spec: {
        label: kernelName(kernel),
        code: shaderCode(kernel),
        constants: ('shader' in kernel && kernel.constants) || {},
        readOnly: [false],
      },
      ranges: [{ buffer: entry.buffer, offset: entry.offset, bytes: entry.bytes }],
      params: packParams(params),
      workgroups,
    })),
  );
  const recording = await Recording.create(gpu, dispatches);
  const encoder = gpu.device.createCommandEncoder({ label: 'initialise' });
  const pass = encoder.beginComputePass({ label: 'initialise' });
  recording.encode(pass, recording.bind(buffers));
  pass.end();
  gpu.submit(encoder.finish());
  // A destroyed buffer lives until the submitted work that uses it has ended.
  recording.destroy();
}
