// Functions of tensors in TensorFlow.js, run eagerly, with what stays the same on the device.

import * as tf from '@tensorflow/tfjs';
import type { Rival } from '../../../src/bench/contender';

type Tensors = Record<string, tf.Tensor>;

/** The tensors that `body` returns are the results by name; what it makes beside them is disposed of. */
export function computed(operands: Tensors, body: (operands: Tensors) => Tensors): Rival {
  let last: Tensors = {};
  const dispose = (tensors: Tensors): void => {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  };
  const queue = (): void => {
    dispose(last);
    last = tf.tidy(() => body(operands));
  };
  return {
    queue,
    idle: async () => {
      // Commands wait until something is read: one element of each result is enough.
      for (const tensor of Object.values(last)) {
        const corner = tf.slice(
          tensor,
          tensor.shape.map(() => 0),
          tensor.shape.map(() => 1),
        );
        await corner.data();
        corner.dispose();
      }
    },
    results: async () => {
      queue();
      const read = Object.entries(last).map(async ([name, tensor]) => [name, await tensor.data()] as const);
      return new Map(await Promise.all(read));
    },
    dispose: () => {
      dispose(last);
      dispose(operands);
    },
  };
}

/** A training step: `takeStep` moves its variables and gives the loss; `dispose` is for what it keeps. */
export function trained(takeStep: () => tf.Tensor, dispose: () => void): Rival {
  let last: tf.Tensor | undefined;
  const losses: number[] = [];
  return {
    queue: () => {
      last?.dispose();
      last = tf.tidy(takeStep);
    },
    idle: async () => {
      const [loss] = await last!.data();
      if (losses.length < 2) losses.push(loss);
    },
    recorded: true,
    results: async () => new Map([['losses', losses]]),
    dispose: () => {
      last?.dispose();
      dispose();
    },
  };
}
