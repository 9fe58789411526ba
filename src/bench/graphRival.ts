// A graph on our engine as it competes: its plan recorded once, repeats queued in a few submits.

import { assert } from '../base/errors';
import { type ProgramPlan, planProgram } from '../compile/plan';
import { deviceProfile, Program, type TensorData } from '../compile/program';
import { DeviceState } from '../compile/state';
import type { Gpu } from '../gpu/device';
import type { Recording } from '../gpu/recording';
import type { Graph } from '../graph/graph';
import { elementCount } from '../graph/value';
import type { KernelSource } from '../kernels/kernel';
import { shaderCode } from '../kernels/shaders';
import type { Results, Rival } from './contender';

/** Runs in one submit, as libraries that record ahead have it. */
const MOST_IN_A_SUBMIT = 16;
const SEED = 1;

export interface GraphData {
  /** Parameters and states by name; those not given are initialised. */
  states?: ReadonlyMap<string, TensorData>;
  /** Inputs by name, which stay on the device from run to run. */
  feeds?: ReadonlyMap<string, TensorData>;
  /** Parameters and states to read after a run, beside the graph's outputs. */
  read?: readonly string[];
  /** What becomes of the plan before it is recorded. */
  alter?(plan: ProgramPlan): ProgramPlan;
}

export async function openGraph(gpu: Gpu, graph: Graph, data: GraphData = {}): Promise<Rival> {
  const plan = planProgram('bench', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, data.alter?.(plan) ?? plan);
  for (const [name, content] of data.feeds ?? []) program.feeds.get(name)!.set(content);
  const start = () => startingState(program, graph, data);
  const state = await start();
  // Carries the feeds to the device, where they stay.
  await program.run(state);
  const groups = program.groupsFor(state);
  return {
    ...queueOf(gpu, program.recording, groups),
    results: async () => {
      const fresh = await start();
      try {
        return await resultsOf(program, fresh, data.read ?? []);
      } finally {
        program.release(fresh);
        fresh.destroy();
      }
    },
    dispose: () => {
      program.destroy();
      state.destroy();
    },
  };
}

/** Repeats of a recording, in few submits. */
export function queueOf(
  gpu: Gpu,
  recording: Recording,
  groups: readonly GPUBindGroup[],
): Pick<Rival, 'queue' | 'idle'> {
  let queued = 0;
  const flush = (): void => {
    if (!queued) return;
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (; queued > 0; queued--) recording.encode(pass, groups);
    pass.end();
    gpu.submit(encoder.finish());
  };
  return {
    queue: () => {
      if (++queued === MOST_IN_A_SUBMIT) flush();
    },
    idle: () => {
      flush();
      return gpu.idle();
    },
  };
}

/** A plan whose kernels are replaced where `part` has another of them, for what a part of one costs. */
export function inPart(plan: ProgramPlan, part: (kernel: string) => KernelSource | null): ProgramPlan {
  let replaced = 0;
  const dispatches = plan.dispatches.map((dispatch) => {
    const kernel = part(dispatch.kernel);
    if (!kernel) return dispatch;
    replaced++;
    return { ...dispatch, kernel: `${dispatch.kernel} in part`, code: shaderCode(kernel) };
  });
  assert(replaced, 'This adapter’s kernels of this case cannot be measured in parts.');
  return { ...plan, dispatches };
}

async function startingState(program: Program, graph: Graph, { states }: GraphData): Promise<DeviceState> {
  const state = await DeviceState.initialised(program.gpu, program.plan.state, SEED);
  if (states) {
    const shapes = new Map([...graph.parameters, ...graph.states].map(({ name, shape }) => [name, shape]));
    state.load(new Map([...states].map(([name, data]) => [name, { shape: shapes.get(name)!, data }])));
  }
  return state;
}

async function resultsOf(program: Program, state: DeviceState, read: readonly string[]): Promise<Results> {
  const outputs = await program.run(state);
  if (!read.length) return outputs;
  const saved = await state.save(({ name }) => read.includes(name));
  return new Map([...outputs, ...[...saved].map(([name, { data }]) => [name, data] as const)]);
}

/** Bytes of a tensor of f32. */
export const floatBytes = (...shapes: readonly (readonly number[])[]): number =>
  4 * shapes.reduce((sum, shape) => sum + elementCount(shape), 0);
