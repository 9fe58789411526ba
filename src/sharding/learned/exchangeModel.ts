// What an exchange between devices (all-to-all) costs each of them, as networks have learned it from exchanges that were
// measured: forward from the sums of dimensions and the skews with which devices start, backward from the sums alone.

import type { Fit, Samples } from './fit';
import { predictAll } from './frozen';
import type { CommunicationSample } from './readCosts';
import { type Scaling, scaled, scalingOf, unscaled } from './scaling';
import type { Split } from './split';

export const directions = ['forward', 'backward'] as const;
export type Direction = (typeof directions)[number];

export const exchangeFeatures = (
  { dimensions, skews }: Pick<CommunicationSample, 'dimensions' | 'skews'>,
  direction: Direction,
): Float64Array => Float64Array.from(direction === 'forward' ? [...dimensions, ...skews] : dimensions);

export interface ScaledExchanges {
  /** Each exchange as it is, then with its devices counted from the second on, and so on round. */
  samples: Samples;
  /** Of the samples: training sees every turn, validation and test the exchanges as they are. */
  turns: Split;
  direction: Direction;
  inputs: Scaling;
  outputs: Scaling;
  /** The largest skew of the training split: what lies beyond was never seen. */
  largestSkew: number;
}

/** Devices are alike: an exchange teaches as many samples as it has devices. */
export function scaledExchanges(
  exchanges: readonly CommunicationSample[],
  split: Split,
  direction: Direction,
): ScaledExchanges {
  const devices = exchanges[0].dimensions.length;
  const turned = exchanges.flatMap((exchange) =>
    Array.from({ length: devices }, (_, by) => turnedExchange(exchange, by)),
  );
  const rows = turned.map((exchange) => exchangeFeatures(exchange, direction));
  const targets = turned.map((exchange) => Float64Array.from(exchange[direction]));
  const unturned = (samples: Uint32Array) => samples.map((sample) => sample * devices);
  const turns = {
    train: Uint32Array.from([...split.train].flatMap((s) => rowsFrom(s * devices, devices))),
    validation: unturned(split.validation),
    test: unturned(split.test),
  };
  const training = <T>(values: readonly T[]) => [...turns.train].map((sample) => values[sample]);
  const inputs = scalingOf(training(rows), rows[0].length);
  const outputs = scalingOf(training(targets), devices);
  return {
    samples: {
      rows: rows.map((row) => [scaled(row, inputs)]),
      targets: targets.map((target) => scaled(target, outputs)),
    },
    ...{ turns, direction, inputs, outputs },
    largestSkew: training(turned).reduce((most, { skews }) => Math.max(most, ...skews), 0),
  };
}

const rowsFrom = (first: number, count: number) => Array.from({ length: count }, (_, k) => first + k);

function turnedExchange(exchange: CommunicationSample, by: number): CommunicationSample {
  const turn = (list: readonly number[]) => [...list.slice(by), ...list.slice(0, by)];
  const { dimensions, skews, forward, backward } = exchange;
  return {
    dimensions: turn(dimensions),
    skews: turn(skews),
    forward: turn(forward),
    backward: turn(backward),
  };
}

export class ExchangeModel {
  constructor(
    readonly scales: Omit<ScaledExchanges, 'samples' | 'turns'>,
    readonly fit: Pick<Fit, 'members'>,
  ) {}

  /** Milliseconds of each device. Skews beyond what was measured count as the largest measured: see `largestSkew`. */
  predict(dimensions: readonly number[], skews: readonly number[]): Float64Array {
    const { direction, inputs, outputs, largestSkew } = this.scales;
    const limited = skews.map((skew) => Math.min(skew, largestSkew));
    const row = scaled(exchangeFeatures({ dimensions, skews: limited }, direction), inputs);
    return unscaled(predictAll(this.fit.members, [row]), outputs);
  }
}

/** Milliseconds of each device's exchanges: backward first, then forward with the skews that compute and backward leave. */
export function exchangeTimes(
  { forward, backward }: Record<Direction, ExchangeModel>,
  dimensions: readonly number[],
  compute: readonly number[],
): Record<Direction, Float64Array> {
  const back = backward.predict(dimensions, []);
  const ends = compute.map((own, device) => own + back[device]);
  const first = Math.min(...ends);
  const ahead = forward.predict(
    dimensions,
    ends.map((end) => end - first),
  );
  return { forward: ahead, backward: back };
}

/** What a linear model of one device is told: 1, its own dimensions, the largest and all, its own skew, the largest. */
export function linearExchangeRow({ dimensions, skews }: CommunicationSample, device: number): number[] {
  const sum = dimensions.reduce((all, value) => all + value, 0);
  return [1, dimensions[device], Math.max(...dimensions), sum, skews[device], Math.max(...skews)];
}
