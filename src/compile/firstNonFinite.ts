// Finds the kernel at which numbers of a step cease to be finite.

import type { Node } from '../graph/value';
import type { Program, TensorData } from './program';
import type { DeviceState } from './state';
import { StepObserver } from './stepObserver';
import { numbersOf } from './tensorData';

export interface NonFiniteOrigin {
  node: Node;
  /** What its kernels are called. */
  kernel: string;
  /** The tensor it wrote. */
  tensor: string;
  value: number;
}

const firstBad = (data: TensorData): number | undefined =>
  data instanceof Float32Array ? data.find((x) => !Number.isFinite(x)) : undefined;

/** Whether every number of a state is finite. Waits for the GPU. */
export async function allFinite(state: DeviceState): Promise<boolean> {
  const tensors = await state.save(({ dtype }) => dtype === 'f32' || dtype === 'f16');
  return [...tensors.values()].every(({ data }) => firstBad(data) === undefined);
}

/** The name of a fed tensor that holds a number that is not finite. */
export function nonFiniteFeed({ feeds }: Program): string | undefined {
  return [...feeds].find(([, data]) => firstBad(numbersOf(data)) !== undefined)?.[0];
}

/**
 * The first node of a step, in the order of the schedule, that writes a number that is not finite. Runs the step
 * on `after`, which holds what `before` does, with what the feeds hold.
 */
export async function firstNonFinite(
  program: Program,
  before: DeviceState,
  after: DeviceState,
): Promise<NonFiniteOrigin | undefined> {
  const observer = await StepObserver.run(program, before, after);
  try {
    for (const [position, node] of observer.nodes.entries()) {
      if (node.op === 'reshape') continue;
      const { outputs, updated } = await observer.valuesOf(position, 'written');
      const written = [
        ...outputs.map((data, index) => ({ data, name: node.outputs[index].name })),
        ...[...updated].map(([index, data]) => ({ data, name: node.inputs[index].name })),
      ];
      for (const { data, name } of written) {
        const value = data && firstBad(numbersOf(data));
        if (value !== undefined) return { node, kernel: kernelsOf(program, node), tensor: name, value };
      }
    }
    return undefined;
  } finally {
    observer.destroy();
  }
}

const kernelsOf = ({ plan }: Program, node: Node): string =>
  [...new Set(plan.dispatches.filter((dispatch) => dispatch.node === node).map(({ kernel }) => kernel))].join(
    ', ',
  );
