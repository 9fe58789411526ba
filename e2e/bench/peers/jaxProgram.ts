// A function of arrays as jax-js runs it best: compiled once by `jit`, with its operands on the device.

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
