// The tables, the DLRM and the batches of this experiment: one batch from which work is predicted, another that runs.

import { ConfigError } from '../../base/errors';
import { RandomStream } from '../../base/randomStream';
import { deviceProfile } from '../../compile/program';
import type { DlrmConfig } from '../../nn/models/dlrm';
import type { OptimizerConfig } from '../../optim/config';
import type { ShardedBatch } from '../../sharding/execution/inputs';
import type { ShardedOptions } from '../../sharding/execution/shardedDlrm';
import { drawLookups } from '../../sharding/measured/drawLookups';
import type { GridRange } from '../../sharding/measured/shardGrid';
import { TableUse } from '../../sharding/measured/tableUse';
import type { BatchProfile } from '../../sharding/measured/work';
import type { Network } from '../../sharding/network';
import type { EmbeddingTable, Plan } from '../../sharding/problem';
import type { Lab } from '../experiment';
import { tablesOfInput } from '../tableInput';
import { networkOf } from '../zionex/network';
import type { CostSettings } from './schema';
import { type LookedUpTable, type MeasuredSizes, roomOn, sizesOfSettings, sizesOfTables } from './sizes';

export interface CostProblem {
  /** With the sizes that are measured. */
  settings: CostSettings;
  seed: number;
  /** Where the tables come from. */
  description: string;
  tables: readonly LookedUpTable[];
  /** Of the sets of shards. */
  range: GridRange;
  model: DlrmConfig;
  optimizer: OptimizerConfig;
  /** The batch that is known beforehand, and the one that is run to hold predictions against. */
  known: ShardedBatch;
  unseen: ShardedBatch;
  profile: BatchProfile;
  /** Room for the lookups of all tables. */
  lookups: number;
  network: Network;
}

const DENSE_FEATURES = 13;
const STREAM = 43;
const widthsOf = (text: string): number[] => text.split('-').map(Number);

export async function costProblem(lab: Lab, asked: CostSettings): Promise<CostProblem> {
  const { devices, devicesPerHost } = asked;
  const { seed } = lab;
  if (devices % devicesPerHost)
    throw new ConfigError(`${devices} devices are no multiple of ${devicesPerHost} a host.`);
  if (asked.batch < devices)
    throw new ConfigError(`A batch of ${asked.batch} leaves some of ${devices} devices idle.`);
  const given = await tablesOfInput(lab.files.train, { dimension: asked.dimension, bytesPerElement: 4 });
  const { settings, tables, range } = await sizesOf(lab, asked, given?.tables);
  const { batch, dimension } = settings;
  const [known, unseen] = [0, 1].map((step) => batchOf(tables, batch, seed, step));
  const lookupsIn = ({ lookups }: ShardedBatch, table: number) => lookups.rows[table].length;
  const room = tables.map((_, table) => Math.max(1, lookupsIn(known, table), lookupsIn(unseen, table)));
  const lookups = room.reduce((sum, each) => sum + each, 0);
  return {
    ...{ settings, seed, tables, range, known, unseen, lookups },
    description: `${tables.length} tables ${given ? `of ${given.file}` : 'made up from the seed'}`,
    model: {
      ...{ dense: DENSE_FEATURES, tables: tables.map(({ rows }) => rows), interaction: 'dot' },
      ...{ bottom: [...widthsOf(settings.bottom), dimension], top: [...widthsOf(settings.top), 1] },
      lookupsPerSample: lookups / batch,
    },
    optimizer: {
      dense: { kind: 'adagrad', epsilon: 1e-8 },
      sparse: { kind: 'rowWiseAdagrad', epsilon: 1e-8 },
    },
    profile: {
      uses: known.lookups.rows.map((rows) => new TableUse(rows)),
      room,
      adapterClass: deviceProfile(lab.gpu).adapterClass,
    },
    network: networkOf(settings, devices, devicesPerHost, false),
  };
}

async function sizesOf(
  { gpu, seed }: Lab,
  settings: CostSettings,
  given: readonly EmbeddingTable[] | undefined,
): Promise<MeasuredSizes> {
  if (settings.sizes === 'settings') return sizesOfSettings(settings, given, seed);
  if (!given)
    throw new ConfigError(
      'Sizes of tables can be measured where a file of tables is given; without one, measure sizes of the settings.',
    );
  return sizesOfTables(settings, given, seed, await roomOn(gpu, settings));
}

function batchOf(tables: readonly EmbeddingTable[], batch: number, seed: number, step: number): ShardedBatch {
  const random = new RandomStream(seed, STREAM, step);
  const dense = random.fillNormal(new Float32Array(batch * DENSE_FEATURES)) as Float32Array<ArrayBuffer>;
  const drawn = tables.map((table, index) => drawLookups(table, { index, batch, seed, step }));
  return {
    dense,
    labels: Float32Array.from({ length: batch }, (_, sample) => Math.round(random.uniform(sample))),
    lookups: { offsets: drawn.map(({ offsets }) => offsets), rows: drawn.map(({ rows }) => rows) },
  };
}

/** How a plan of the problem is run. */
export const optionsOf = (problem: CostProblem, plan: Plan): ShardedOptions => {
  const { settings, model, optimizer, profile, lookups, seed } = problem;
  const { devices, devicesPerHost, batch } = settings;
  return {
    ...{ model, optimizer, plan, devices, devicesPerHost, batch, lookups, seed },
    lookupsOfTable: profile.room,
  };
};
