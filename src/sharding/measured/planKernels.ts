// The kernels of a plan's shards, one virtual device after another: each is there alone while it is timed, so that a plan
// may be as large as the largest of its devices.

import { part, type Spot, spotInState, writeSpot } from '../../compile/hops';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { type TimedProgram, type TimingOptions, timingPrograms } from '../../compile/timePrograms';
import type { Gpu } from '../../gpu/device';
import type { Graph } from '../../graph/graph';
import { pieceLength } from '../../graph/ops/embedding';
import type { OptimizerConfig } from '../../optim/config';
import { groupNames, poolingGraph, reducingGraph, shardUpdateGraph } from '../execution/embeddingGraphs';
import type { ExecutionLayout } from '../execution/layout';
import type { RoutedLookups } from '../execution/route';
import { usualSeconds } from '../execution/stepTime';
import type { KernelPhase, KernelSeconds } from './kernelPhases';

export interface KernelRun {
  layout: ExecutionLayout;
  routed: RoutedLookups;
  /** Lookups of each table in the batch. */
  lookups: readonly number[];
  optimizer: OptimizerConfig;
  timing: TimingOptions;
}

const BYTES = 4;

/** Seconds of each device; yields before each, and between rounds. */
export async function* timeDevices(gpu: Gpu, run: KernelRun): AsyncGenerator<number, KernelSeconds[], void> {
  const found: KernelSeconds[] = [];
  for (let device = 0; device < run.layout.devices; device++) {
    yield device;
    found.push(yield* timeDevice(gpu, run, device));
  }
  return found;
}

async function* timeDevice(
  gpu: Gpu,
  { layout, routed, lookups, optimizer, timing }: KernelRun,
  device: number,
): AsyncGenerator<number, KernelSeconds, void> {
  const owned: { destroy(): void }[] = [];
  const compiled = async (name: string, graph: Graph, state?: Program['plan']['state']) => {
    const plan = planProgram(name, graph, deviceProfile(gpu), state && { state });
    const program = await Program.create(gpu, plan);
    owned.push(program);
    return program;
  };
  const allocated = async ({ plan }: Program) => {
    const state = await DeviceState.allocate(gpu, plan.state);
    owned.push(state);
    return state;
  };
  try {
    const programs: (TimedProgram & { phase: KernelPhase })[] = [];
    const pooling = poolingGraph(layout, device, lookups, 'fp32');
    if (pooling) {
      const all = lookups.reduce((sum, count) => sum + count, 0);
      const update = await compiled('update', shardUpdateGraph(pooling, optimizer, pieceLength(all)));
      const forward = await compiled('pooling', pooling, update.plan.state);
      const state = await allocated(update);
      fill(gpu, state, routed, device);
      programs.push({ phase: 'pooling', program: forward, state });
      programs.push({ phase: 'shardUpdate', program: update, state });
    }
    const reducing = reducingGraph(layout, device, 'fp32');
    if (reducing) {
      const program = await compiled('sums', reducing);
      programs.push({ phase: 'reducing', program, state: await allocated(program) });
    }
    const seconds = { pooling: 0, reducing: 0, shardUpdate: 0 };
    const clock = timingPrograms(gpu, programs, timing);
    let next = await clock.next();
    for (; !next.done; next = await clock.next()) yield device;
    for (const [at, { phase }] of programs.entries()) seconds[phase] = usualSeconds(next.value[at]);
    return seconds;
  } finally {
    for (const each of owned) each.destroy();
  }
}

/** Puts the lookups of a device where its kernels look. */
function fill(gpu: Gpu, state: DeviceState, { messages, outboxes, offsets }: RoutedLookups, device: number) {
  for (const { from, shard, at, to, count } of messages) {
    if (shard.device !== device || !count) continue;
    const received: Spot = spotInState(state, groupNames(shard.group).indices);
    writeSpot(gpu, part(received, BYTES * to, BYTES * count), outboxes[from].subarray(at, at + count));
  }
  for (const [group, starts] of offsets[device].entries())
    writeSpot(gpu, spotInState(state, groupNames(group).offsets), starts);
}
