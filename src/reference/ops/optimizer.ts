// Dense optimizer steps and the global gradient norm in float64.

import { elementwiseFunctions } from '../../graph/ops/elementwiseFunctions';
import {
  type DenseRule,
  type DenseUpdateAttributes,
  denseUpdateOperands,
  type Wave,
} from '../../graph/ops/optimizer';
import { defineReference } from '../interpreter';
import { tensor } from '../tensor';

/** What one element's update knows; `moments` is changed in place and the new parameter returned. */
interface Element {
  parameter: number;
  gradient: number;
  moments: number[];
  learningRate: number;
  /** t, counted from one. */
  time: number;
  /** weightDecay, or 0 where it does not apply. */
  decay: number;
}

type Rule = (element: Element, attributes: DenseUpdateAttributes) => number;

const rules: Record<DenseRule, Rule> = {
  sgd: ({ parameter, gradient, moments, learningRate, decay }, { momentum, nesterov }) => {
    const g = gradient + decay * parameter;
    moments[0] = momentum * (moments[0] ?? 0) + g;
    return parameter - learningRate * (nesterov ? g + momentum * moments[0] : moments[0]);
  },
  adamw: ({ parameter, gradient, moments, learningRate, time, decay }, { beta1, beta2, epsilon }) => {
    moments[0] = beta1 * moments[0] + (1 - beta1) * gradient;
    moments[1] = beta2 * moments[1] + (1 - beta2) * gradient ** 2;
    const mean = moments[0] / (1 - beta1 ** time);
    const deviation = Math.sqrt(moments[1] / (1 - beta2 ** time));
    return parameter - learningRate * decay * parameter - (learningRate * mean) / (deviation + epsilon);
  },
  adagrad: ({ parameter, gradient, moments, learningRate, decay }, { epsilon }) => {
    const g = gradient + decay * parameter;
    moments[0] += g ** 2;
    return parameter - (learningRate * g) / (Math.sqrt(moments[0]) + epsilon);
  },
};

defineReference('denseUpdate', (inputs, node) => {
  const attributes = node.attributes as unknown as DenseUpdateAttributes;
  const values = denseUpdateOperands(node);
  const find = (value: (typeof node.inputs)[number]) => inputs[node.inputs.indexOf(value)].data;
  const scale = values.gradientScale ? find(values.gradientScale)[0] : 1;
  for (const [index, value] of values.parameters.entries()) {
    const parameter = find(value);
    const gradient = find(values.gradients[index]);
    const moments = values.moments.map((group) => find(group[index]));
    for (let i = 0; i < parameter.length; i++) {
      const element: Element = {
        parameter: parameter[i],
        gradient: gradient[i] * scale,
        moments: moments.map((moment) => moment[i]),
        learningRate: find(values.learningRate)[0],
        time: find(values.step)[0] + 1,
        decay: value.decay === false ? 0 : attributes.weightDecay,
      };
      parameter[i] = rules[attributes.rule](element, attributes);
      for (const [which, moment] of moments.entries()) moment[i] = element.moments[which];
    }
  }
  return [];
});

defineReference('clipByGlobalNorm', (inputs, node) => {
  const maximum = node.attributes.maximum as number;
  let squares = 0;
  for (const { data } of inputs) for (const x of data) squares += x * x;
  const norm = Math.sqrt(squares);
  return [tensor([1], [norm]), tensor([1], [norm > maximum ? maximum / norm : 1])];
});

defineReference('periodicPull', ([parameter, ...scalars], node) => {
  const [period, amplitude, schedule, frequency, learningRate] = scalars.map(({ data }) => data[0]);
  const gradient = elementwiseFunctions[`${node.attributes.wave as Wave}WaveGradient`];
  const turns = frequency / period;
  for (const [i, value] of parameter.data.entries())
    parameter.data[i] = value - learningRate * schedule * amplitude * gradient.evaluate(turns, value * turns);
  return [];
});
