// Networks that were trained to place tables or to say what placing them costs, as data: what a run leaves, what a file
// holds, what a page hands its workers; and the models that are made of them.

import { FrozenAutoShard } from '../autoshard/frozen';
import { FrozenPolicy } from '../dreamshard/frozenPolicy';
import { ComputeModel } from '../learned/computeModel';
import { communicationNetwork, computeNetwork } from '../learned/costNetwork';
import { type Direction, ExchangeModel } from '../learned/exchangeModel';
import { type FeatureSet, featureNames } from '../learned/features';
import { FrozenNetwork, type Tensors } from '../learned/frozen';
import type { MeasuredOn } from '../learned/measuredSets';
import type { Scaling } from '../learned/scaling';
import type { Scores } from '../learned/scores';

export const networkKinds = ['autoshard', 'dreamshard', 'neuroshard'] as const;
export type NetworkKind = (typeof networkKinds)[number];

export interface TrainedOn {
  /** For people: where costs and tables are from. */
  source: string;
  /** Whether somebody measured those costs. */
  measured: boolean;
  /** On what, where that is known; public files of costs do not say. */
  measuredOn?: MeasuredOn;
  /** Elements of a row, least and most. */
  dimensions: readonly [number, number];
  /** Of a task; 0 where nothing was placed in training. */
  devices: number;
  seed: number;
  /** The GPU that trained it. */
  adapter: string;
}

/** Costs of a device's set of tables; the mean over members. */
export interface ComputeParts {
  features: FeatureSet;
  inputs: Scaling;
  outputs: Scaling;
  members: readonly Tensors[];
  /** On sets that training did not see; null where there were none. */
  test: Scores | null;
}

export interface ExchangeParts {
  inputs: Scaling;
  outputs: Scaling;
  largestSkew: number;
  members: readonly Tensors[];
}

interface Parts {
  autoshard: { scaling: Scaling; unit: number; tensors: Tensors };
  dreamshard: { compute: ComputeParts; policy: Tensors };
  neuroshard: {
    compute: ComputeParts;
    /** Between so many devices. */
    exchange: (Record<Direction, ExchangeParts> & { devices: number }) | null;
  };
}

export type TrainedNetwork<Kind extends NetworkKind = NetworkKind> = {
  [K in Kind]: { kind: K; trainedOn: TrainedOn } & Parts[K];
}[Kind];

/** At most one of each kind. */
export type Networks = { readonly [Kind in NetworkKind]?: TrainedNetwork<Kind> };

export const computeParts = ({ scales, fit }: ComputeModel, test: Scores | null = null): ComputeParts => {
  const { features, inputs, outputs } = scales;
  return { features, inputs, outputs, members: fit.members.map(({ tensors }) => tensors), test };
};

/** Throws `TesseraError` where tensors are missing or of other shapes, as do all below. */
export function computeModelOf(
  { features, inputs, outputs, members }: ComputeParts,
  { measuredOn }: Pick<TrainedOn, 'measuredOn'> = {},
): ComputeModel {
  const network = computeNetwork(featureNames(features).length);
  return new ComputeModel(
    { features, inputs, outputs },
    { members: members.map((tensors) => new FrozenNetwork(network, tensors)) },
    measuredOn?.rows,
  );
}

export const exchangeParts = ({ scales, fit }: ExchangeModel): ExchangeParts => {
  const { inputs, outputs, largestSkew } = scales;
  return { inputs, outputs, largestSkew, members: fit.members.map(({ tensors }) => tensors) };
};

/** Forward is told of skews too. */
export const exchangeFeatureCount = (direction: Direction, devices: number): number =>
  direction === 'forward' ? 2 * devices : devices;

export function exchangeModelOf(
  { inputs, outputs, largestSkew, members }: ExchangeParts,
  direction: Direction,
  devices: number,
): ExchangeModel {
  const network = communicationNetwork(exchangeFeatureCount(direction, devices), devices);
  return new ExchangeModel(
    { direction, inputs, outputs, largestSkew },
    { members: members.map((tensors) => new FrozenNetwork(network, tensors)) },
  );
}

export const exchangeModelsOf = ({
  forward,
  backward,
  devices,
}: NonNullable<Parts['neuroshard']['exchange']>): Record<Direction, ExchangeModel> => ({
  forward: exchangeModelOf(forward, 'forward', devices),
  backward: exchangeModelOf(backward, 'backward', devices),
});

export const autoShardOf = ({ tensors, scaling, unit }: Parts['autoshard']): FrozenAutoShard =>
  new FrozenAutoShard(tensors, scaling, unit);

export const dreamShardOf = ({ compute, policy, trainedOn }: TrainedNetwork<'dreamshard'>) => ({
  model: computeModelOf(compute, trainedOn),
  policy: new FrozenPolicy(featureNames(compute.features).length, policy),
});
