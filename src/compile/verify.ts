// Judges every kernel of a step by float64: one step on a copy of the state with every tensor kept, then each
// node again on the CPU, on the very float32 inputs its kernels had, so that each kernel is judged alone.

import { formatBytes, formatNumber } from '../base/format';
import { OutOfMemoryError } from '../gpu/errors';
import { nodeCost, updatedInputs } from '../graph/op';
import { tableAttributes } from '../graph/ops/tableCoding';
import type { Node } from '../graph/value';
import { tensor } from '../reference/tensor';
import { codedDistance, type Distance, distanceOf } from './distance';
import { keepEverything } from './keepEverything';
import { forecastMemory } from './memory';
import { deviceProfile, type Program } from './program';
import type { DeviceState } from './state';
import { StepObserver } from './stepObserver';
import { numbersOf, type TensorData } from './tensorData';

export interface NodeVerification extends Distance {
  /** Index into the nodes of the step. */
  node: number;
}

/** What is known so far of how far each kernel of a step is from float64. */
export interface StepVerification {
  state: 'running' | 'done' | 'refused' | 'ended';
  done: number;
  total: number;
  nodes: NodeVerification[];
  /** Why nothing was verified, when it was refused. */
  refusal?: string;
}

export interface VerificationHost {
  /** Called now and then, and at the end. */
  report(verification: StepVerification): void;
  /** Whether nobody waits for the rest. */
  ended(): boolean;
}

/** Float64 on the CPU does some hundred million operations a second. */
const MOST_FLOPS = 5e9;
const MOST_BYTES = 2 ** 30;
const REPORT_MILLISECONDS = 200;

/** Verifies one step of `program` on copies of `state`, with what the feeds held last. */
export async function verifyStep(
  program: Program,
  state: DeviceState,
  host: VerificationHost,
): Promise<void> {
  const { gpu, plan } = program;
  // What verifying allocates is its own and no part of what training needs.
  const { peakBytes } = gpu.counters;
  const positions = [...plan.nodes.keys()].filter((position) => hasWork(plan.nodes[position]));
  const verification: StepVerification = { state: 'running', done: 0, total: positions.length, nodes: [] };
  const refuse = (refusal: string) => host.report({ ...verification, state: 'refused', refusal });
  const reason = tooLarge(program);
  if (reason) return refuse(reason);
  const opened: { destroy(): void }[] = [];
  const keep = <T extends { destroy(): void }>(item: T): T => {
    opened.push(item);
    return item;
  };
  try {
    host.report(verification);
    const before = keep(await state.clone());
    const after = keep(await before.clone());
    const observer = keep(await StepObserver.run(program, before, after));
    let reported = performance.now();
    for (const position of positions) {
      // Commands, among them the one to stop, are heard between two nodes.
      await new Promise((resolve) => setTimeout(resolve));
      if (host.ended()) return host.report({ ...verification, state: 'ended' });
      const distance = await nodeDistance(observer, position);
      verification.done++;
      if (distance) verification.nodes.push({ node: position, ...distance });
      if (performance.now() - reported < REPORT_MILLISECONDS) continue;
      host.report({ ...verification, nodes: [...verification.nodes] });
      reported = performance.now();
    }
    host.report({ ...verification, state: 'done' });
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
    refuse(`${error.message} Verifying keeps every tensor of a step.`);
  } finally {
    for (const item of opened.reverse()) item.destroy();
    gpu.counters.peakBytes = Math.max(peakBytes, gpu.counters.allocatedBytes);
  }
}

const hasWork = ({ op }: Node): boolean => op !== 'reshape';

function tooLarge({ gpu, plan }: Program): string | undefined {
  const flops = plan.nodes.reduce((sum, node) => sum + nodeCost(node).flops, 0);
  if (flops > MOST_FLOPS)
    return `This step is ${formatNumber(Number((flops / 1e9).toPrecision(3)))} GFLOP, which would take the CPU minutes in float64. The limit is ${MOST_FLOPS / 1e9} GFLOP: verify with a smaller batch, whose kernels are the same.`;
  const profile = deviceProfile(gpu);
  const memory = forecastMemory(keepEverything(plan, profile), profile);
  const bytes = memory.programBytes + 2 * memory.stateBytes;
  if (bytes > MOST_BYTES)
    return `Keeping every tensor of this step takes ${formatBytes(bytes)} of GPU memory. The limit is ${formatBytes(MOST_BYTES)}: verify with a smaller batch, whose kernels are the same.`;
  return undefined;
}

/** The largest distance among what a node wrote; undefined where its inputs are no longer known. */
async function nodeDistance(observer: StepObserver, position: number): Promise<Distance | undefined> {
  const [{ referenceOf }, { toleranceOf }] = await Promise.all([
    import('../reference/interpreter'),
    import('../reference/tolerances'),
    import('../reference/ops'),
  ]);
  const node = observer.nodes[position];
  const { inputs, outputs, updated } = await observer.valuesOf(position);
  if (!inputs.every((data): data is TensorData => data !== undefined)) return undefined;
  const operands = node.inputs.map(({ shape }, index) =>
    tensor(shape, numbersOf(inputs[index] as TensorData)),
  );
  const results = referenceOf(node.op)(operands, node);
  const tolerance = toleranceOf(node.op);
  const written = [
    ...outputs.map((data, index) => ({ data, expected: results[index].data })),
    ...updatedInputs(node).map((index) => ({ data: updated.get(index), expected: operands[index].data })),
  ];
  const { coding } = tableAttributes(node);
  const distances = written.flatMap(({ data, expected }) => {
    if (!data) return [];
    return [
      coding && data instanceof Uint32Array
        ? codedDistance(data, expected, coding, tolerance)
        : distanceOf(numbersOf(data), expected, tolerance),
    ];
  });
  if (distances.length === 0) return undefined;
  return {
    error: Math.max(...distances.map(({ error }) => error)),
    ratio: Math.max(...distances.map(({ ratio }) => ratio)),
  };
}
