// What a run that its device had no room for could be instead: planned like every preview, within what the device
// has turned out to grant.

import { LimitError } from '../base/errors';
import type { Gpu } from '../gpu/device';
import { DeviceLostError, OutOfMemoryError } from '../gpu/errors';
import { measureRoom } from '../gpu/room';
import { previewRun, type Refusal } from './preview';
import type { RunRequest } from './protocol';

/** The rest is for copies that checkpoints and looks inside the network take, and for the driver's rounding. */
const USABLE_SHARE = 0.85;

/** Null for failures that have nothing to do with memory, and where the run would fit now. */
export async function remedyOf(error: unknown, run: RunRequest, gpu: Gpu): Promise<Refusal | null> {
  const room = await roomAfter(error, run, gpu);
  return room === null ? null : (await previewRun(run, gpu.report, room)).refusal;
}

/** Bytes that a run may take after one failed; null where memory was not what it wanted for. */
async function roomAfter(error: unknown, run: RunRequest, gpu: Gpu): Promise<number | null> {
  if (error instanceof LimitError) return Number.POSITIVE_INFINITY;
  if (error instanceof OutOfMemoryError) {
    const { cost } = await previewRun(run, gpu.report);
    return cost && USABLE_SHARE * (await measureRoom(gpu, cost.predictedPeakBytes));
  }
  if (!(error instanceof DeviceLostError) || !error.during) return null;
  // A device that goes away when it has no more is not to be asked for its limit. That lies between what it had
  // granted and what it was asked for.
  const { allocatedBytes, neededBytes } = error.during;
  return Math.max(USABLE_SHARE * allocatedBytes, (allocatedBytes + neededBytes) / 2);
}
