// How much GPU memory a plan will take, before any is taken.

import { Recording } from '../gpu/recording';
import { RING_DEPTH } from '../gpu/stagingRing';
import type { BesideInfo } from './inspection';
import { align, type Placement, type StateLayout } from './layout';
import type { DeviceProfile, ProgramPlan } from './plan';

export interface MemoryForecast {
  /** Parameters, moments and statistics: one per state. */
  stateBytes: number;
  /** Arenas, gradients, constants, feeds, kernel parameters and readback: one per program. */
  programBytes: number;
  totalBytes: number;
  /** The same by buffer name, largest first. */
  buffers: { name: string; bytes: number }[];
}

/** Buffers of a program that hold no tensor. */
export const PARAMETER_BUFFER = 'kernel parameters';
export const READBACK_BUFFER = 'readback';

const sum = (sizes: Iterable<number>): number => [...sizes].reduce((total, bytes) => total + bytes, 0);

/** Bytes of one slot of the readback ring: every output, aligned. */
export const readbackBytes = (outputs: Iterable<Placement>): number =>
  Math.max(4, sum([...outputs].map(({ bytes }) => align(bytes))));

export function forecastMemory(plan: ProgramPlan, profile: DeviceProfile): MemoryForecast {
  const stateBytes = sum(plan.state.buffers.values());
  const parameters = Recording.paramsBytes(plan.dispatches, profile.limits.minUniformBufferOffsetAlignment);
  const readback = RING_DEPTH * readbackBytes(plan.outputs.values());
  const buffers = [
    ...plan.state.buffers,
    ...plan.buffers,
    [PARAMETER_BUFFER, parameters] as const,
    [READBACK_BUFFER, readback] as const,
  ];
  const programBytes = sum(plan.buffers.values()) + parameters + readback;
  return {
    stateBytes,
    programBytes,
    totalBytes: stateBytes + programBytes,
    buffers: buffers.map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes),
  };
}

/** Copies of the state that a run keeps to find out where numbers ceased to be finite (see `Snapshots`). */
export const SNAPSHOT_COUNT = 2;
/** Larger states are not copied: it would cost more than it explains. */
const MAXIMUM_SNAPSHOT_BYTES = 64 * 2 ** 20;

export function snapshotBytes({ buffers }: StateLayout): number {
  const bytes = sum(buffers.values());
  return bytes <= MAXIMUM_SNAPSHOT_BYTES ? SNAPSHOT_COUNT * bytes : 0;
}

/** What a whole run takes at most: the training program with its state, the evaluation program, the snapshots. */
export function forecastRun(
  training: ProgramPlan,
  evaluation: ProgramPlan,
  profile: DeviceProfile,
): { peakBytes: number; buffers: MemoryForecast['buffers']; besides: BesideInfo[] } {
  const own = forecastMemory(training, profile);
  const snapshots = snapshotBytes(training.state);
  const evaluationBuffers = forecastMemory(evaluation, profile).buffers;
  const besides: BesideInfo[] = evaluationBuffers
    // The state is the training program's.
    .filter(({ name }) => !evaluation.state.buffers.has(name))
    .map(({ name, bytes }) => ({ name, purpose: 'evaluation', bytes }));
  if (snapshots) besides.push({ name: 'snapshots of the state', purpose: 'snapshots', bytes: snapshots });
  const buffers = snapshots
    ? [...own.buffers, { name: 'snapshots of the state', bytes: snapshots }]
    : own.buffers;
  return {
    peakBytes: own.totalBytes + sum(besides.map(({ bytes }) => bytes)),
    besides,
    buffers: buffers.toSorted((a, b) => b.bytes - a.bytes),
  };
}
