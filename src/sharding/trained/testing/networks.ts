// Networks of every kind with random weights, as a GPU would have trained them: 32-bit floats.

import { RandomStream } from '../../../base/randomStream';
import { AUTOSHARD_FEATURES } from '../../autoshard/features';
import { isHead, LSTM_LAYERS, type Part, STATE, VECTOR, widths } from '../../autoshard/widths';
import { COST, TABLE } from '../../dreamshard/frozenPolicy';
import { featureNames } from '../../learned/features';
import type { Tensors } from '../../learned/frozen';
import type { Scaling } from '../../learned/scaling';
import {
  type ComputeParts,
  type ExchangeParts,
  exchangeFeatureCount,
  type Networks,
  type TrainedOn,
} from '../trainedNetwork';

const trainedOn: TrainedOn = {
  ...{ source: 'a test', measured: false, dimensions: [4, 128], devices: 4, seed: 1, adapter: 'none' },
};

class Weights {
  readonly #stream: RandomStream;

  constructor(seed: number) {
    this.#stream = new RandomStream(seed, 77);
  }

  tensor(shape: readonly number[], positive = false) {
    const size = shape.reduce((product, length) => product * length, 1);
    const scale = 1 / Math.sqrt(shape[0]);
    return {
      shape,
      data: Float32Array.from(
        { length: size },
        () => scale * (this.#stream.nextUniform() - (positive ? 0.2 : 0.5)),
      ),
    };
  }

  layers(
    name: string,
    [first, ...others]: readonly number[],
    positive = false,
  ): [string, ReturnType<Weights['tensor']>][] {
    let inputs = first;
    return others.flatMap((outputs, index) => {
      const layer = `${name}${index + 1}`;
      const weight = this.tensor([inputs, outputs], positive);
      inputs = outputs;
      return [
        [`${layer}.weight`, weight] as [string, typeof weight],
        [`${layer}.bias`, this.tensor([outputs], positive)] as [string, typeof weight],
      ];
    });
  }

  scaling(columns: number, mean = 10): Scaling {
    const numbers = (of: () => number) => Array.from({ length: columns }, of);
    return {
      means: numbers(() => mean * this.#stream.nextUniform()),
      deviations: numbers(() => 1 + 100 * this.#stream.nextUniform()),
    };
  }
}

function computeOf(weights: Weights): ComputeParts {
  const features = featureNames('extended').length;
  return {
    ...{
      features: 'extended',
      inputs: weights.scaling(features),
      outputs: { means: [50], deviations: [10] },
    },
    members: [0, 1].map(
      () =>
        new Map([
          ...weights.layers('table', [features, 128, 32], true),
          ...weights.layers('head', [32, 64, 1], true),
        ]),
    ),
    test: { meanSquaredError: 4, determination: 0.9, medianRelativeError: 0.05 },
  };
}

function autoShardTensors(weights: Weights): Tensors {
  const inputs: Record<Part, number> = {
    ...{ table: AUTOSHARD_FEATURES, cost: VECTOR, progress: 1, load: 2, logit: 3 * STATE, value: STATE },
  };
  const parts = (Object.keys(widths) as Part[]).flatMap((part) =>
    weights.layers(part, [inputs[part], ...widths[part]], !isHead(part) || part === 'cost'),
  );
  const memories = Array.from({ length: LSTM_LAYERS }, (_, layer) => `memory${layer + 1}`).flatMap((name) => [
    [`${name}.input.weight`, weights.tensor([STATE, 4 * STATE])] as const,
    [`${name}.input.bias`, weights.tensor([4 * STATE])] as const,
    [`${name}.hidden.weight`, weights.tensor([STATE, 4 * STATE])] as const,
  ]);
  return new Map([...parts, ...memories]);
}

/** `devices`: between which exchanges are known. */
export function randomNetworks(seed: number, devices = 4): Required<Networks> {
  const weights = new Weights(seed);
  const features = featureNames('extended').length;
  const exchange = (direction: 'forward' | 'backward'): ExchangeParts => {
    const inputs = exchangeFeatureCount(direction, devices);
    return {
      ...{ inputs: weights.scaling(inputs, 500), outputs: weights.scaling(devices), largestSkew: 20 },
      members: [new Map(weights.layers('head', [inputs, 128, 64, 32, 16, devices]))],
    };
  };
  return {
    autoshard: {
      ...{ kind: 'autoshard', trainedOn, unit: 12.5, scaling: weights.scaling(AUTOSHARD_FEATURES) },
      tensors: autoShardTensors(weights),
    },
    dreamshard: {
      ...{ kind: 'dreamshard', trainedOn, compute: computeOf(weights) },
      policy: new Map([
        ...weights.layers('table', [features, ...TABLE]),
        ...weights.layers('cost', [1, ...COST]),
        ...weights.layers('logit', [TABLE[1] + COST[1], 1]),
      ]),
    },
    neuroshard: {
      ...{ kind: 'neuroshard', trainedOn, compute: computeOf(weights) },
      exchange: { devices, forward: exchange('forward'), backward: exchange('backward') },
    },
  };
}
