// Files of trained networks: JSON, its tensors in base64 as 32-bit floats (little-endian), with a checksum over all that
// it says, so that damage is never taken for another network.

import { checksum } from '../../base/checksum';
import { DataError, TesseraError } from '../../base/errors';
import { AUTOSHARD_FEATURES } from '../autoshard/features';
import { type Direction, directions } from '../learned/exchangeModel';
import { featureNames, featureSets } from '../learned/features';
import type { Tensors } from '../learned/frozen';
import type { MeasuredOn } from '../learned/measuredSets';
import type { Scaling } from '../learned/scaling';
import type { Scores } from '../learned/scores';
import { NETWORK_FORMAT } from '../torchrec/fileKind';
import { JsonRecord } from '../torchrec/jsonRecord';
import { tensorsOf, textOfTensors } from './tensorText';
import {
  autoShardOf,
  type ComputeParts,
  computeModelOf,
  dreamShardOf,
  type ExchangeParts,
  exchangeFeatureCount,
  exchangeModelsOf,
  type NetworkKind,
  networkKinds,
  type TrainedNetwork,
  type TrainedOn,
} from './trainedNetwork';

/** The second says on what costs were measured. */
const VERSIONS: readonly unknown[] = [1, 2];

/** What `readNetwork` reads; of the version that says all and that most can read. */
export function networkText(network: TrainedNetwork): string {
  const record = recordOf(network);
  const version = network.trainedOn.measuredOn ? 2 : 1;
  return `${JSON.stringify({ format: NETWORK_FORMAT, version, checksum: checksum(JSON.stringify(record)), network: record })}\n`;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Tensors as text, all else as it is. */
function recordOf(value: unknown): Json {
  if (value instanceof Map) return textOfTensors(value as Tensors);
  if (Array.isArray(value)) return value.map(recordOf);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, recordOf(own)]));
}

/** Throws `DataError` naming file, place and reason. */
export function readNetwork(given: unknown, file: string): TrainedNetwork {
  const from = new JsonRecord(given, file, 'the network');
  if (from.value('format') !== NETWORK_FORMAT) from.refuse('format', `is not ${NETWORK_FORMAT}`);
  if (!VERSIONS.includes(from.value('version')))
    from.refuse('version', `is not ${VERSIONS.join(' or ')}; train again with this version of the page`);
  const own = from.value('network');
  if (from.value('checksum') !== checksum(JSON.stringify(own) ?? ''))
    throw new DataError(file, 'checksum', 'does not fit the network: the file is damaged. Get it again');
  const reader = new NetworkReader(file);
  try {
    const network = reader.network(own);
    requireWhole(network);
    return network;
  } catch (error) {
    // Tensors that lack or have another shape are found where they are used.
    if (error instanceof TesseraError && !(error instanceof DataError))
      throw new DataError(file, 'tensors', error.message);
    throw error;
  }
}

/** Whether its models can be made of it. */
function requireWhole(network: TrainedNetwork): void {
  if (network.kind === 'autoshard') autoShardOf(network);
  else if (network.kind === 'dreamshard') dreamShardOf(network);
  else {
    computeModelOf(network.compute);
    if (network.exchange) exchangeModelsOf(network.exchange);
  }
}

class NetworkReader {
  constructor(private readonly file: string) {}

  network(given: unknown): TrainedNetwork {
    const from = this.#record(given, 'network');
    const kind = from.oneOf<NetworkKind>('kind', networkKinds);
    const trainedOn = this.#trainedOn(from.value('trainedOn'));
    if (kind === 'autoshard')
      return {
        ...{ kind, trainedOn, unit: from.number('unit') },
        scaling: this.#scaling(from.value('scaling'), 'scaling', AUTOSHARD_FEATURES),
        tensors: this.#tensors(from.value('tensors'), 'tensors'),
      };
    const compute = this.#compute(from.value('compute'));
    if (kind === 'dreamshard')
      return { kind, trainedOn, compute, policy: this.#tensors(from.value('policy'), 'policy') };
    const exchange = from.absent('exchange') ? null : this.#exchange(from.value('exchange'));
    return { kind, trainedOn, compute, exchange };
  }

  #record(given: unknown, place: string): JsonRecord {
    return new JsonRecord(given, this.file, place);
  }

  #trainedOn(given: unknown): TrainedOn {
    const from = this.#record(given, 'trainedOn');
    const [least, most] = from.numbers('dimensions', 2);
    return {
      ...{ source: from.text('source'), measured: from.flag('measured'), dimensions: [least, most] },
      devices: from.whole('devices', 0),
      seed: this.#finite(from.value('seed'), 'seed'),
      adapter: from.text('adapter'),
      ...(!from.absent('measuredOn') && { measuredOn: this.#measuredOn(from.value('measuredOn')) }),
    };
  }

  #measuredOn(given: unknown): MeasuredOn {
    const from = this.#record(given, 'measuredOn');
    return {
      ...{ adapter: from.text('adapter'), batch: from.whole('batch', 1) },
      ...{ rows: from.whole('rows', 1), lookups: from.number('lookups'), tables: from.whole('tables', 1) },
    };
  }

  #compute(given: unknown): ComputeParts {
    const from = this.#record(given, 'compute');
    const features = from.oneOf('features', featureSets);
    return {
      features,
      inputs: this.#scaling(from.value('inputs'), 'compute, inputs', featureNames(features).length),
      outputs: this.#scaling(from.value('outputs'), 'compute, outputs', 1),
      members: this.#members(from),
      test: from.absent('test') ? null : this.#scores(from.value('test')),
    };
  }

  #scores(given: unknown): Scores {
    const from = this.#record(given, 'compute, test');
    return {
      meanSquaredError: from.number('meanSquaredError'),
      // Worse than the mean is below 0.
      determination: this.#finite(from.value('determination'), 'determination'),
      medianRelativeError: from.number('medianRelativeError'),
    };
  }

  #exchange(given: unknown) {
    const from = this.#record(given, 'exchange');
    const devices = from.whole('devices', 1);
    const [forward, backward] = directions.map((direction: Direction): ExchangeParts => {
      const own = this.#record(from.value(direction), `exchange, ${direction}`);
      const columns = exchangeFeatureCount(direction, devices);
      return {
        inputs: this.#scaling(own.value('inputs'), `exchange, ${direction}, inputs`, columns),
        outputs: this.#scaling(own.value('outputs'), `exchange, ${direction}, outputs`, devices),
        largestSkew: own.number('largestSkew'),
        members: this.#members(own),
      };
    });
    return { devices, forward, backward };
  }

  #members(from: JsonRecord): Tensors[] {
    return from.list('members').map((member, index) => this.#tensors(member, `member ${index}`));
  }

  #tensors(given: unknown, place: string): Tensors {
    return tensorsOf(given, this.file, place);
  }

  #scaling(given: unknown, place: string, columns: number): Scaling {
    const from = this.#record(given, place);
    const numbers = (key: string) => {
      const list = from.value(key);
      if (!Array.isArray(list) || list.length !== columns)
        return from.refuse(key, `is no list of ${columns} numbers`);
      return list.map((each) => this.#finite(each, `${place}, ${key}`));
    };
    const [means, deviations] = [numbers('means'), numbers('deviations')];
    if (deviations.some((deviation) => deviation <= 0)) from.refuse('deviations', 'are not all above 0');
    return { means, deviations };
  }

  #finite(value: unknown, place: string): number {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new DataError(this.file, place, 'is no number');
    return value;
  }
}
