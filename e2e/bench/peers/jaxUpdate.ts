// The optimizers as jax-js programs.

import { type Array as JaxArray, numpy as np } from '@jax-js/jax';
import type { StepProblem } from '../../../src/bench/problem';
import type { Parameters, Statistics } from './jaxModels';

/** Parameters with their moments: momentum, or the first and second of Adam. */
export type Trained = { parameters: Parameters; moments: Parameters[] };

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** Share of the newest batch in the running statistics. */
const NEWEST = 0.1;

export function startingMoments({ optimizer }: StepProblem, parameters: Parameters): Parameters[] {
  const zeros = () =>
    Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, np.zeros(shape)]));
  return optimizer.kind === 'adamw' ? [zeros(), zeros()] : [zeros()];
}

/** What Adam divides its moments by at step t = 1, 2, …; empty for others. */
export const correctionsOf = ({ optimizer }: StepProblem, t: number): JaxArray[] =>
  optimizer.kind === 'adamw'
    ? [ADAM.beta1, ADAM.beta2].map((beta) => np.array(new Float32Array([1 - beta ** t])))
    : [];

/** Consumes everything it is given. */
export function update(
  problem: StepProblem,
  { parameters, moments }: Trained,
  gradients: Parameters,
  corrections: JaxArray[],
): Trained {
  const next: Trained = { parameters: {}, moments: moments.map(() => ({})) };
  for (const [name, parameter] of Object.entries(parameters)) {
    const weightDecay = problem.parameters.get(name)!.decay ? (problem.optimizer.weightDecay ?? 0) : 0;
    const given = { parameter, gradient: gradients[name], moments: moments.map((group) => group[name]) };
    const rule = problem.optimizer.kind === 'adamw' ? adamw : sgd;
    const result = rule(given, { weightDecay, ...problem }, corrections);
    next.parameters[name] = result.parameter;
    for (const [index, moment] of result.moments.entries()) next.moments[index][name] = moment;
  }
  for (const correction of corrections) correction.dispose();
  return next;
}

interface Element {
  parameter: JaxArray;
  gradient: JaxArray;
  moments: JaxArray[];
}
type Rule = { weightDecay: number; learningRate: number; optimizer: StepProblem['optimizer'] };

function sgd(
  { parameter, gradient, moments: [momentum] }: Element,
  { weightDecay, learningRate, optimizer }: Rule,
) {
  const share = optimizer.kind === 'sgd' ? (optimizer.momentum ?? 0) : 0;
  const slope = weightDecay ? gradient.add(parameter.ref.mul(weightDecay)) : gradient;
  const moved = momentum.mul(share).add(slope);
  return { parameter: parameter.sub(moved.ref.mul(learningRate)), moments: [moved] };
}

function adamw(
  { parameter, gradient, moments: [first, second] }: Element,
  { weightDecay, learningRate }: Rule,
  [firstCorrection, secondCorrection]: JaxArray[],
) {
  const { beta1, beta2, epsilon } = ADAM;
  const m = first.mul(beta1).add(gradient.ref.mul(1 - beta1));
  const v = second.mul(beta2).add(np.square(gradient).mul(1 - beta2));
  const direction = m.ref
    .div(firstCorrection.ref)
    .div(np.sqrt(v.ref.div(secondCorrection.ref)).add(epsilon))
    .mul(learningRate);
  return { parameter: parameter.mul(1 - learningRate * weightDecay).sub(direction), moments: [m, v] };
}

/** Consumes both. */
export const runningOf = (running: Statistics, newest: Statistics): Statistics =>
  Object.fromEntries(
    Object.entries(running).map(([name, { mean, variance }]) => [
      name,
      {
        mean: mean.mul(1 - NEWEST).add(newest[name].mean.mul(NEWEST)),
        variance: variance.mul(1 - NEWEST).add(newest[name].variance.mul(NEWEST)),
      },
    ]),
  );
