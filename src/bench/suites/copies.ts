// What bounds everything that only moves memory: a copy, by vectors of four numbers and by matrices of sixteen. The
// faster of the two is the bandwidth that rows are held against.

import { copyLaunch } from '../../compile/peaks';
import { bindLaunch, recordLaunch } from '../../compile/singleLaunch';
import { readBuffers, TENSOR_USAGE } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import { type CopyKernel, copyKernels } from '../../kernels/peaks';
import type { BenchCase, Rival } from '../contender';
import { places, uniform } from '../draw';
import { queueOf } from '../graphRival';

const BYTES = 1 << 25;
const CHECKED = 1000;

export const copyCases: BenchCase[] = [
  {
    suite: 'embedding',
    name: 'copy',
    shape: `${BYTES}-bytes`,
    flops: 0,
    bytes: 2 * BYTES,
    entries: () => {
      const x = uniform(BYTES / 4, 0);
      return copyKernels.map((copy) => ({
        format: `by ${copy.by}`,
        ours: (gpu) => copying(gpu, copy, x),
        check: (results) => {
          const y = results.get('y');
          return y?.length === x.length && places(x.length, CHECKED).every((place) => y[place] === x[place]);
        },
      }));
    },
  },
];

async function copying(gpu: Gpu, copy: CopyKernel, x: Float32Array<ArrayBuffer>): Promise<Rival> {
  const buffers: GPUBuffer[] = [];
  for (const name of ['x', 'y']) buffers.push(await gpu.createBuffer(name, x.byteLength, TENSOR_USAGE));
  gpu.device.queue.writeBuffer(buffers[0], 0, x);
  const launch = copyLaunch(gpu, copy, buffers);
  const recording = await recordLaunch(gpu, launch);
  const { queue, idle } = queueOf(gpu, recording, bindLaunch(recording, launch));
  return {
    ...{ queue, idle },
    results: async () => {
      queue();
      await idle();
      const [bytes] = await readBuffers(gpu, [buffers[1]]);
      return new Map([['y', new Float32Array(bytes)]]);
    },
    dispose: () => {
      recording.destroy();
      for (const buffer of buffers) gpu.destroyBuffer(buffer);
    },
  };
}
