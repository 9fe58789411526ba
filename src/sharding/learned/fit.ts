// Trains a network on measured costs on the GPU: Adam on the mean squared error of scaled targets, the learning rate
// falling along half a cosine, and of all epochs the weights that are best on the validation split.

import { RandomStream } from '../../base/randomStream';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { appendOptimizer } from '../../optim/optimizer';
import { cosine } from '../../optim/schedules';
import { type CostNetwork, isSetNetwork } from './costNetwork';
import { FrozenNetwork, predictAll, type Tensors } from './frozen';
import { predictions, squaredLoss } from './networks';
import type { Split } from './split';

/** What a network learns from, scaled. Of a network of rows each sample has one row. */
export interface Samples {
  rows: readonly (readonly Float64Array[])[];
  targets: readonly Float64Array[];
}

export interface FitOptions {
  /** Draws the starting weights and the order of samples. */
  seed: number;
  epochs: number;
  batch: number;
  learningRate: number;
  /** Networks that start from weights of their own; their predictions are averaged. */
  members: number;
}

export interface FitProgress {
  /** Epochs done, from 1. */
  epoch: number;
  /** Mean squared errors of scaled targets: over the epoch's steps, mean of all members, and of their average. */
  trainingError: number;
  validationError: number;
}

/** Trained networks and what they reach. */
export interface Fit {
  members: readonly FrozenNetwork[];
  tensors: readonly Tensors[];
  validationError: number;
  /** The epoch whose weights were kept. */
  epoch: number;
}

/** One step: predictions, loss, gradients, Adam. Inputs as `predictions`, `squaredLoss` and the optimizer declare them. */
export function costStep(network: CostNetwork, batch: number, slots: number): Graph {
  const graph = new Graph();
  const loss = squaredLoss(graph, predictions(graph, network, batch, slots));
  appendOptimizer(graph, loss, { dense: { kind: 'adamw' } });
  return graph;
}

/** Writes samples into the feeds of a program over `predictions`; slots beyond a sample's tables are empty. */
export function feedRows(
  feeds: Program['feeds'],
  network: CostNetwork,
  slots: number,
  samples: readonly (readonly Float64Array[])[],
): void {
  const features = feeds.get('features')!;
  features.fill(0);
  const present = feeds.get('present');
  present?.fill(0);
  const each = isSetNetwork(network) ? slots : 1;
  samples.forEach((rows, place) => {
    rows.forEach((row, slot) => {
      features.set(row, (place * each + slot) * network.features);
      if (present) present[place * slots + slot] = 1;
    });
  });
}

export const slotsOf = ({ rows }: Samples): number =>
  rows.reduce((most, { length }) => Math.max(most, length), 1);

const ORDER_STREAM = 32;

export async function* fitCosts(
  gpu: Gpu,
  network: CostNetwork,
  samples: Samples,
  split: Split,
  options: FitOptions,
): AsyncGenerator<FitProgress, Fit, void> {
  const slots = slotsOf(samples);
  const batch = Math.min(options.batch, split.train.length);
  const plan = planProgram('cost network', costStep(network, batch, slots), deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const states: DeviceState[] = [];
  try {
    for (let member = 0; member < options.members; member++)
      states.push(await DeviceState.initialised(gpu, plan.state, options.seed + 1000 * member));
    let best: Fit | undefined;
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      const trainingError = await takeEpoch(
        { program, states, network, slots, batch, epoch },
        samples,
        split,
        options,
      );
      const tensors = await Promise.all(states.map(weightsOf));
      const members = tensors.map((own) => new FrozenNetwork(network, own));
      const validationError = errorOf(members, samples, split.validation);
      if (!best || validationError < best.validationError)
        best = { members, tensors, validationError, epoch: epoch + 1 };
      yield { epoch: epoch + 1, trainingError, validationError };
    }
    return best!;
  } finally {
    program.destroy();
    for (const state of states) state.destroy();
  }
}

interface Course {
  program: Program;
  states: readonly DeviceState[];
  network: CostNetwork;
  slots: number;
  batch: number;
  epoch: number;
}

/** Each full batch of the epoch's order once; the mean loss. */
async function takeEpoch(
  { program, states, network, slots, batch, epoch }: Course,
  samples: Samples,
  { train }: Split,
  { seed, epochs, learningRate }: FitOptions,
): Promise<number> {
  const order = new RandomStream(seed, ORDER_STREAM, epoch).permutation(train.length);
  const steps = Math.floor(train.length / batch);
  const rate = cosine(learningRate, epochs * steps);
  const losses: Promise<number>[] = [];
  for (let step = 0; step < steps; step++) {
    const chosen = [...order.subarray(step * batch, (step + 1) * batch)].map((place) => train[place]);
    for (const state of states) {
      await program.ready();
      const { feeds } = program;
      feedRows(
        feeds,
        network,
        slots,
        chosen.map((sample) => samples.rows[sample]),
      );
      const targets = feeds.get('targets')!;
      chosen.forEach((sample, place) => {
        targets.set(samples.targets[sample], place * network.outputs);
      });
      feeds.get('learningRate')![0] = rate(epoch * steps + step);
      feeds.get('step')![0] = epoch * steps + step;
      losses.push(program.run(state).then((outputs) => outputs.get('loss')![0]));
    }
  }
  const all = await Promise.all(losses);
  return all.reduce((sum, loss) => sum + loss, 0) / all.length;
}

const weightsOf = (state: DeviceState): Promise<Tensors> => state.save(({ role }) => role === 'parameter');

/** Mean squared error of scaled targets. */
function errorOf(members: readonly FrozenNetwork[], { rows, targets }: Samples, chosen: Uint32Array): number {
  let sum = 0;
  for (const sample of chosen) {
    const predicted = predictAll(members, rows[sample]);
    for (let k = 0; k < predicted.length; k++) sum += (predicted[k] - targets[sample][k]) ** 2;
  }
  return sum / (chosen.length * members[0].network.outputs);
}
