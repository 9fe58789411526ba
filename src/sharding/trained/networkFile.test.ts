// Files of trained networks: what is read says what was written to the last bit, and damage ends in one clear error.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksum } from '../../base/checksum';
import { DataError } from '../../base/errors';
import { playEpisode as playAutoShard } from '../autoshard/episode';
import { episodeTask, likeliest, playEpisode } from '../dreamshard/episode';
import { contentsOf } from '../editing/sources';
import { costOfSet } from '../learned/computeModel';
import { exchangeTimes } from '../learned/exchangeModel';
import { generateTables } from '../tables/generate';
import { networkText, readNetwork } from './networkFile';
import { randomNetworks } from './testing/networks';
import {
  autoShardOf,
  computeModelOf,
  dreamShardOf,
  exchangeModelsOf,
  networkKinds,
  type TrainedNetwork,
} from './trainedNetwork';

const tables = generateTables({ tables: 12, seed: 5, dimension: 32, bytesPerElement: 4 });

/** What a network says of some tables, all of it. */
function saidBy(network: TrainedNetwork): unknown {
  if (network.kind === 'autoshard') {
    const own = autoShardOf(network);
    const played = playAutoShard(tables, 4, own, likeliest);
    return [played.devices, played.steps, own.dummy];
  }
  if (network.kind === 'dreamshard') {
    const { model, policy } = dreamShardOf(network);
    return playEpisode(episodeTask(tables, model, { devices: 4, capacityBytes: 1e12 }), policy, likeliest);
  }
  const times = exchangeTimes(exchangeModelsOf(network.exchange!), [90, 10, 40, 70], [5, 6, 7, 8]);
  return [costOfSet(computeModelOf(network.compute), tables), times];
}

test('a checksum is CRC-32', () => {
  // The check value of the algorithm's catalogue.
  expect(checksum('123456789')).toBe('cbf43926');
});

describe.each(networkKinds)('%s', (kind) => {
  const network = randomNetworks(3)[kind];
  const text = networkText(network);

  test('read back it says the same to the last bit, and is written the same', () => {
    const read = readNetwork(JSON.parse(text), 'mine.json');
    expect(saidBy(read)).toEqual(saidBy(network));
    expect(read.trainedOn).toEqual(network.trainedOn);
    expect(networkText(read)).toBe(text);
  });

  test('it is recognised among files', () => {
    expect(contentsOf({ file: 'mine.json', text })).toMatchObject({ kind: 'network', network: { kind } });
  });

  test('damage is one error that names the file', () => {
    fc.assert(
      fc.property(
        fc.nat(text.length - 2),
        fc.constantFrom('cut', 'changed', 'doubled'),
        fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
        (at, how, letter) => {
          const damaged =
            how === 'cut'
              ? text.slice(0, at)
              : how === 'changed'
                ? text.slice(0, at) + letter + text.slice(at + 1)
                : text.slice(0, at) + text.slice(Math.max(0, at - 40));
          if (damaged === text) return;
          try {
            const contents = contentsOf({ file: 'mine.json', text: damaged });
            // A key that is there twice says nothing else.
            expect(contents.kind === 'network' && networkText(contents.network)).toBe(text);
          } catch (error) {
            expect(error).toBeInstanceOf(DataError);
            expect((error as Error).message).toMatch(/^mine\.json: /);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('on what costs were measured', () => {
  const { neuroshard } = randomNetworks(3);
  const measuredOn = { adapter: 'a card', batch: 512, rows: 1000, lookups: 12.5, tables: 15 };
  const text = networkText({ ...neuroshard, trainedOn: { ...neuroshard.trainedOn, measuredOn } });

  test('is read as it was written, by a version that tells it', () => {
    const record = JSON.parse(text);
    expect(record.version).toBe(2);
    expect(readNetwork(record, 'mine.json').trainedOn.measuredOn).toEqual(measuredOn);
  });

  test('is absent from files that say nothing of it, which earlier versions read', () => {
    const record = JSON.parse(networkText(neuroshard));
    expect(record.version).toBe(1);
    expect(readNetwork(record, 'mine.json').trainedOn).not.toHaveProperty('measuredOn');
  });

  test.each([
    ['batch', 0, /measuredOn: batch is no whole number of at least 1/],
    ['adapter', 7, /measuredOn: adapter is no text/],
    ['lookups', null, /measuredOn: lookups is no number/],
  ])('is refused with a damaged %s', (key, value, message) => {
    const record = JSON.parse(text);
    record.network.trainedOn.measuredOn[key] = value;
    record.checksum = checksum(JSON.stringify(record.network));
    expect(() => readNetwork(record, 'mine.json')).toThrow(message);
  });
});

interface AutoShardRecord {
  kind: string;
  trainedOn?: unknown;
  tensors: Record<string, { shape: number[]; data: string }>;
  scaling: { means: number[]; deviations: number[] };
}

describe('files that are whole and yet no networks', () => {
  const network = randomNetworks(3).autoshard;
  const file = (change: (network: AutoShardRecord) => void) => {
    const record = JSON.parse(networkText(network));
    change(record.network);
    record.checksum = checksum(JSON.stringify(record.network));
    return record;
  };

  test.each<[string, (own: AutoShardRecord) => void, RegExp]>([
    ['a kind that nobody knows', (own) => (own.kind = 'oracle'), /kind is "oracle"\. Known: autoshard/],
    ['a layer less', (own) => delete own.tensors['table1.bias'], /tensors: The network lacks "table1"/],
    ['a memory less', (own) => delete own.tensors['memory2.hidden.weight'], /lacks "memory2.hidden.weight"/],
    ['another shape', (own) => (own.tensors['cost1.weight'].shape = [64, 32]), /The network lacks "cost1"/],
    [
      'numbers less',
      (own) => (own.tensors['cost1.bias'].data = 'AAAA'),
      /cost1\.bias: does not hold the 64 numbers/,
    ],
    [
      'a scaling of other columns',
      (own) => own.scaling.means.pop(),
      /scaling: means is no list of 21 numbers/,
    ],
    ['a deviation of nothing', (own) => (own.scaling.deviations[0] = 0), /deviations are not all above 0/],
    ['nothing of its training', (own) => delete own.trainedOn, /trainedOn: is not an object/],
  ])('%s', (_, change, message) => {
    expect(() => readNetwork(file(change), 'mine.json')).toThrow(message);
  });

  test('a later version', () => {
    const record = { ...file(() => {}), version: 3 };
    expect(() => readNetwork(record, 'mine.json')).toThrow(/version is not 1 or 2; train again/);
  });
});
