// What to say of a loss that is not finite: the steps since the last snapshot are taken again, and the first
// kernel whose result is not finite is named with its layer.

import { NumericsError } from '../../base/errors';
import { allFinite, firstNonFinite, type NonFiniteOrigin, nonFiniteFeed } from '../../compile/firstNonFinite';
import type { Program } from '../../compile/program';
import type { Snapshots } from '../../compile/snapshots';
import type { DeviceState } from '../../compile/state';
import { phaseOf } from '../../graph/count';

export interface Divergence {
  loss: number;
  /** The step whose loss it is, from 0. */
  step: number;
}

/** What taking steps again needs. */
export interface Replay {
  program: Program;
  /** Overwritten: the run is over. */
  state: DeviceState;
  snapshots: Snapshots | undefined;
  /** Writes the batch, the learning rate and the number of a step into the feeds, as they were. */
  fill(step: number): void;
  status(text: string, done?: number, total?: number): void;
}

const ADVICE = 'Lower the learning rate, or clip the gradient norm.';

/** The error to end the run with. */
export async function explainDivergence(divergence: Divergence, replay: Replay): Promise<NumericsError> {
  const { loss, step } = divergence;
  const what = `The loss is ${nameOf(loss)} at step ${step + 1}.`;
  // An explanation that fails takes nothing away from what is known.
  const why = await findOrigin(step, replay).catch(() => undefined);
  return new NumericsError([what, why, ADVICE].filter(Boolean).join(' '));
}

/** Goes on from the newest snapshot that is still finite. */
async function findOrigin(failed: number, replay: Replay): Promise<string | undefined> {
  for (const { step, copy } of replay.snapshots?.upTo(failed) ?? [])
    if (await allFinite(copy)) return replayFrom(step, copy, failed, replay);
  return undefined;
}

/** `before` trails one step behind `state`, until a step leaves something behind that is not finite. */
async function replayFrom(
  first: number,
  before: DeviceState,
  failed: number,
  { program, state, fill, status }: Replay,
): Promise<string | undefined> {
  state.copyFrom(before);
  for (let step = first; step <= failed; step++) {
    status('Looking for the first number that is not finite', step - first, failed - first + 1);
    await program.ready();
    fill(step);
    if (step < failed) {
      await program.run(state);
      if (await allFinite(state)) {
        before.copyFrom(state);
        continue;
      }
      state.copyFrom(before);
    }
    const feed = nonFiniteFeed(program);
    if (feed) return `The batch of step ${step + 1} is not finite: see "${feed}" of the data.`;
    const origin = await firstNonFinite(program, before, state);
    return origin && describe(origin, step, failed);
  }
  return undefined;
}

function describe({ node, kernel, tensor, value }: NonFiniteOrigin, step: number, failed: number): string {
  const phase = phaseOf(node);
  const layer = node.scope.replace(/^(gradient|optimizer)\.?/, '');
  const where = [phase === 'forward' ? 'forward' : phase === 'backward' ? 'backward' : 'update', layer];
  const when = step === failed ? 'in that step' : `at step ${step + 1}`;
  return `The first kernel to give such a number was ${node.op} (${where.filter(Boolean).join(', ')}; ${kernel}), ${when}: ${nameOf(value)} in "${tensor}".`;
}

/** As people write it. */
const nameOf = (value: number): string =>
  Number.isNaN(value) ? 'not a number (NaN)' : value > 0 ? 'infinite' : 'minus infinity';
