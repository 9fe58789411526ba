// What a network costs in each form, measured on this adapter: time of a batch, and bytes.

import { forecastMemory } from '../../compile/memory';
import { deviceProfile } from '../../compile/program';
import { nodeCost } from '../../graph/op';
import { type Finding, findingOf } from '../findings';
import type { NetworkRunner } from './runner';

export interface Contender {
  form: string;
  runner: NetworkRunner;
}

export interface CostRow {
  form: string;
  batchMs: number;
  samplesPerSecond: number;
  weightBytes: number;
  movedBytes: number;
  workingBytes: number;
  dispatches: number;
}

/** Milliseconds of a batch: medians of runs that take turns, so that a busy machine is busy for all. */
export async function timed(
  contenders: readonly Contender[],
  rounds: number,
  report: (done: number) => void,
): Promise<number[]> {
  const times: number[][] = contenders.map(() => []);
  const once = async ({ program, state }: NetworkRunner) => {
    await program.ready();
    const started = performance.now();
    await program.run(state);
    return performance.now() - started;
  };
  for (const { runner } of contenders) await once(runner);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { runner }] of contenders.entries()) times[index].push(await once(runner));
    report(round + 1);
  }
  return times.map((all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)]);
}

export function costRows(contenders: readonly Contender[], milliseconds: readonly number[]): CostRow[] {
  return contenders.map(({ form, runner }, index) => {
    const { program, batch } = runner;
    const { plan, gpu } = program;
    const { programBytes, stateBytes } = forecastMemory(plan, deviceProfile(gpu));
    return {
      form,
      batchMs: milliseconds[index],
      samplesPerSecond: (1000 * batch) / milliseconds[index],
      weightBytes: [...plan.state.entries.values()].reduce((sum, { bytes }) => sum + bytes, 0),
      movedBytes: plan.nodes.reduce((sum, node) => sum + nodeCost(node).bytes, 0),
      workingBytes: programBytes + stateBytes,
      dispatches: plan.dispatches.length,
    };
  });
}

export const costFinding = (rows: readonly CostRow[], batch: number): Finding =>
  findingOf(
    {
      id: 'cost',
      title: 'Time and memory',
      about: `Measured on this adapter: the median time of a batch of ${batch} images, the forms taking turns, with reading the logits back. Weights, working memory and dispatches are those of the compiled program; bytes moved are counted from its nodes.`,
      columns: [
        { key: 'form', title: 'Form', kind: 'text' },
        { key: 'batchMs', title: 'Batch', kind: 'number', unit: 'ms' },
        { key: 'samplesPerSecond', title: 'Images a second', kind: 'number', unit: '1/s' },
        { key: 'weightBytes', title: 'Weights', kind: 'bytes' },
        { key: 'movedBytes', title: 'Moved in a batch', kind: 'bytes' },
        { key: 'workingBytes', title: 'Memory', kind: 'bytes' },
        { key: 'dispatches', title: 'Dispatches', kind: 'count' },
      ],
    },
    rows.map((row) => ({ ...row })),
  );
