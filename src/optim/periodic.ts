// Periodic regularisers: a term that is least where every weight is a multiple of its tensor's period Δ, so that weights
// gather on the grid they will be rounded to.
//   L(w) + λ(t)·Σ_i a_i·Σ φ(f(t)·w_i/Δ_i)
// Period Δ_i and amplitude a_i are states `<weight>.period` and `<weight>.amplitude` [1], λ and f the inputs
// `periodicAmplitude` and `periodicFrequency` [1]: all of them change during training without another program.
// Source: Naumov et al. 2018, "On Periodic Functions as Regularizers for Quantization of Neural Networks" (1811.09862).

import type { Graph } from '../graph/graph';
import { add, elementwise, multiply } from '../graph/ops/elementwise';
import type { Wave } from '../graph/ops/optimizer';
import { reduceSum } from '../graph/ops/reduction';
import { reshape } from '../graph/ops/shape';
import type { Value } from '../graph/value';

export interface PeriodicRegulariser {
  wave: Wave;
  /**
   * Pulls the weights apart from the loss's gradient, as AdamW decays them: Adam would divide the pull by its own size,
   * and clipping by the norm would count it. Default: part of the loss, and of its gradient.
   */
  decoupled?: boolean;
}

/** What multiplies activations: second operands of matrix products and convolutions, which biases and norms are not. */
export function productWeights(graph: Graph): Value[] {
  const multiplied = new Set<Value>();
  for (const { op, inputs } of graph.nodes)
    if (op === 'matmul' || op === 'convolution') multiplied.add(inputs[1]);
  return graph.parameters.filter((parameter) => multiplied.has(parameter));
}

interface Pull {
  weight: Value;
  period: Value;
  amplitude: Value;
}

export class PeriodicTerm {
  readonly #pulls: Pull[];
  readonly #amplitude: Value;
  readonly #frequency: Value;

  constructor(
    private readonly graph: Graph,
    private readonly regulariser: PeriodicRegulariser,
  ) {
    const one = { kind: 'constant', value: 1 } as const;
    this.#amplitude = graph.input('periodicAmplitude', [1]);
    this.#frequency = graph.input('periodicFrequency', [1]);
    this.#pulls = productWeights(graph).map((weight) => ({
      weight,
      period: graph.state(`${weight.name}.period`, [1], one),
      amplitude: graph.state(`${weight.name}.amplitude`, [1], one),
    }));
  }

  /** The loss to differentiate: with the term unless it is decoupled. */
  added(loss: Value): Value {
    if (this.regulariser.decoupled) return loss;
    const terms = this.#pulls.map(({ weight, period, amplitude }) => {
      const turns = elementwise('divide', this.#frequency, period);
      const heights = elementwise(`${this.regulariser.wave}Wave`, multiply(weight, turns));
      return multiply(reshape(reduceSum(heights), [1]), amplitude);
    });
    return this.graph.scope('periodic', () => add(loss, multiply(terms.reduce(add), this.#amplitude)));
  }

  /** Behind the optimizer's own update. */
  appendPull(learningRate: Value): void {
    if (!this.regulariser.decoupled) return;
    const { wave } = this.regulariser;
    for (const { weight, period, amplitude } of this.#pulls)
      this.graph.apply(
        'periodicPull',
        [weight, period, amplitude, this.#amplitude, this.#frequency, learningRate],
        { wave },
      );
  }
}
