// The kernels of a plan's shards and copies, one virtual device after another: each is there alone while it is timed, so that a plan
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
import { copiedGroups, copiedNames, copiesGraph, copiesUpdateGraph } from '../execution/copiedGraphs';
import { allReduceGraph, denseElements } from '../execution/denseGraphs';
import { groupNames, poolingGraph, reducingGraph, shardUpdateGraph } from '../execution/embeddingGraphs';
import { copiedLookups } from '../execution/inputs';
import type { ExecutionLayout } from '../execution/layout';
import type { RoutedLookups, TableLookups } from '../execution/route';
import { usualSeconds } from '../execution/stepTime';
import { reduceChunk } from '../execution/transfers';
import { copyPhases, type DeviceKernelSeconds, kernelPhases } from './kernelPhases';

export interface KernelRun {
  layout: ExecutionLayout;
  routed: RoutedLookups;
  /** Lookups of each table in the batch. */
  lookups: readonly number[];
  /** All of them by sample, of which each device keeps those of copied tables; without them copies are not run. */
  drawn?: TableLookups;
  optimizer: OptimizerConfig;
  timing: TimingOptions;
}

const BYTES = 4;

/** Seconds of each device; yields before each, and between rounds. */
export async function* timeDevices(
  gpu: Gpu,
  run: KernelRun,
): AsyncGenerator<number, DeviceKernelSeconds[], void> {
  const found: DeviceKernelSeconds[] = [];
  for (let device = 0; device < run.layout.devices; device++) {
    yield device;
    found.push(yield* timeDevice(gpu, run, device));
  }
  return found;
}

async function* timeDevice(
  gpu: Gpu,
  { layout, routed, lookups, drawn, optimizer, timing }: KernelRun,
  device: number,
): AsyncGenerator<number, DeviceKernelSeconds, void> {
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
    const programs: (TimedProgram & { phase: keyof DeviceKernelSeconds })[] = [];
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
    const groups = drawn ? copiedGroups(layout) : [];
    if (drawn && groups.length) {
      const copies = copiesGraph(groups, layout.slices[device].count, lookups);
      const sums = allReduceGraph(layout.devices, reduceChunk(denseElements(copies), layout.devices));
      const update = await compiled('update of copies', copiesUpdateGraph(copies, layout, optimizer));
      const gradient = await compiled('copies', copies, update.plan.state);
      const added = await compiled('sums of copies', sums);
      const state = await allocated(update);
      for (const [group, { tables }] of groups.entries()) {
        const { starts, indices } = copiedLookups(tables, layout.tables, layout.slices[device], drawn);
        const names = copiedNames(group);
        writeSpot(gpu, spotInState(state, names.indices), indices);
        writeSpot(gpu, spotInState(state, names.offsets), starts);
      }
      programs.push({ phase: 'copyGradient', program: gradient, state });
      programs.push({ phase: 'copySums', program: added, state: await allocated(added) });
      programs.push({ phase: 'copyUpdate', program: update, state });
    }
    const none = [...kernelPhases, ...copyPhases].map((phase) => [phase, 0]);
    const seconds: Record<keyof DeviceKernelSeconds, number> = Object.fromEntries(none);
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
