// Functions of arrays as jax-js runs them best: compiled once by `jit`, with what stays the same on the device.

import { type Array as JaxArray, jit, tree } from '@jax-js/jax';
import type { Rival } from '../../../src/bench/contender';

type Arrays = Record<string, JaxArray>;

/** `body` consumes its operands; the arrays it returns are the results by name. */
export function compiled(operands: Arrays, body: (operands: Arrays) => Arrays): Rival {
  const run = jit(body);
  let last: Arrays | undefined;
  const queue = (): void => {
    tree.dispose(last);
    last = run(tree.ref(operands));
  };
  return {
    queue,
    idle: async () => {
      // Commands are executed in order, so the end of one result is the end of all before it; each is asked for,
      // because those of one run are different commands.
      for (const array of Object.values(last ?? {})) await array.blockUntilReady();
    },
    results: async () => {
      queue();
      const read = Object.entries(last!).map(
        async ([name, array]) => [name, await array.ref.data()] as const,
      );
      return new Map(await Promise.all(read));
    },
    dispose: () => {
      tree.dispose(last);
      tree.dispose(operands);
      run.dispose();
    },
  };
}

/**
 * A training step: `body` consumes a state and a batch, and gives the next state and the loss. `batchOf` brings the
 * batch of step 0, 1, … from the host.
 */
export function trained<State, Batch>(
  start: State,
  body: (state: State, batch: Batch) => [State, JaxArray],
  batchOf: (step: number) => Batch,
): Rival {
  const run = jit(body);
  let state = start;
  let step = 0;
  let last: JaxArray | undefined;
  const losses: number[] = [];
  return {
    queue: () => {
      last?.dispose();
      [state, last] = run(state, batchOf(step++));
    },
    idle: async () => {
      const [loss] = await last!.ref.data();
      if (losses.length < 2) losses.push(loss);
    },
    recorded: true,
    results: async () => new Map([['losses', losses]]),
    dispose: () => {
      last?.dispose();
      tree.dispose(state);
      run.dispose();
    },
  };
}
