// How long each dispatch of a recording takes: from timestamps at the ends of one-dispatch passes where
// the device grants them, otherwise by replaying each dispatch alone between two fences.

import { readBuffers } from './buffers';
import type { Gpu } from './device';
import type { Recording } from './recording';

export interface DispatchTimes {
  method: 'timestamps' | 'replay';
  /** One per dispatch. */
  milliseconds: Float64Array;
}

/** WebGPU's cap on the size of a query set. */
const MAXIMUM_QUERIES = 4096;
const QUERY_RESOLVE_USAGE = 0x200 | 0x04; // QUERY_RESOLVE | COPY_SRC
const REPLAY_MILLISECONDS = 5;

/** Executes every dispatch at least once, so bind a state that may be overwritten. */
export async function timeDispatches(
  gpu: Gpu,
  recording: Recording,
  groups: readonly GPUBindGroup[],
): Promise<DispatchTimes> {
  return gpu.has('timestamp-query')
    ? { method: 'timestamps', milliseconds: await byTimestamps(gpu, recording, groups) }
    : { method: 'replay', milliseconds: await byReplay(gpu, recording, groups) };
}

async function byTimestamps(
  gpu: Gpu,
  recording: Recording,
  groups: readonly GPUBindGroup[],
): Promise<Float64Array> {
  const total = recording.dispatches.length;
  const milliseconds = new Float64Array(total);
  for (let start = 0; start < total; start += MAXIMUM_QUERIES / 2) {
    const count = Math.min(MAXIMUM_QUERIES / 2, total - start);
    const querySet = gpu.device.createQuerySet({ type: 'timestamp', count: 2 * count });
    const resolved = await gpu.createBuffer('timestamps', 16 * count, QUERY_RESOLVE_USAGE);
    const encoder = gpu.device.createCommandEncoder({ label: 'profile' });
    for (let index = 0; index < count; index++) {
      const pass = encoder.beginComputePass({
        label: recording.dispatches[start + index].label,
        timestampWrites: {
          querySet,
          beginningOfPassWriteIndex: 2 * index,
          endOfPassWriteIndex: 2 * index + 1,
        },
      });
      recording.encode(pass, groups, start + index, start + index + 1);
      pass.end();
    }
    encoder.resolveQuerySet(querySet, 0, 2 * count, resolved, 0);
    gpu.submit(encoder.finish());
    const [bytes] = await readBuffers(gpu, [resolved]);
    const ticks = new BigUint64Array(bytes);
    for (let index = 0; index < count; index++)
      milliseconds[start + index] = Number(ticks[2 * index + 1] - ticks[2 * index]) / 1e6;
    gpu.destroyBuffer(resolved);
    querySet.destroy();
  }
  return milliseconds;
}

async function byReplay(
  gpu: Gpu,
  recording: Recording,
  groups: readonly GPUBindGroup[],
): Promise<Float64Array> {
  const repeat = async (index: number, times: number): Promise<number> => {
    await gpu.idle();
    const started = performance.now();
    const encoder = gpu.device.createCommandEncoder({ label: 'profile' });
    const pass = encoder.beginComputePass();
    for (let time = 0; time < times; time++) recording.encode(pass, groups, index, index + 1);
    pass.end();
    gpu.submit(encoder.finish());
    await gpu.idle();
    return performance.now() - started;
  };
  const milliseconds = new Float64Array(recording.dispatches.length);
  for (let index = 0; index < milliseconds.length; index++) {
    let times = 1;
    let elapsed = await repeat(index, times);
    while (elapsed < REPLAY_MILLISECONDS && times < 1024) {
      times *= 4;
      elapsed = await repeat(index, times);
    }
    milliseconds[index] = elapsed / times;
  }
  return milliseconds;
}
