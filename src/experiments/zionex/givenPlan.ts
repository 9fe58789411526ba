// A plan of the reader's, held against the tables of the click log that it is to train on.

import { ConfigError, DataError } from '../../base/errors';
import type { EmbeddingTable, Plan, TablePlan } from '../../sharding/problem';
import { readPlan } from '../../sharding/torchrec/planFile';
import { copiesProblem, tilingProblem } from '../../sharding/torchrec/validate';
import type { PlanText } from './inputs';
import { MOST_DEVICES } from './schema';

type Table = Pick<EmbeddingTable, 'name' | 'rows' | 'dimension'>;

export interface GivenPlan {
  /** Named in what is found out. */
  file: string;
  /** In the order of the tables. */
  plan: Plan;
  devices: number;
}

export interface GivenFor {
  /** Of the click log. */
  tables: readonly Table[];
  /** 0: as many as the plan names. */
  devices: number;
  devicesPerHost: number;
}

const OTHER_LOG = 'Give the log that the plan is for, or plan for this one';

/** Throws `DataError` for what does not fit the tables, and `ConfigError` for what does not fit the settings. */
export function givenPlan({ file, text, json }: PlanText, wanted: GivenFor): GivenPlan {
  const { tables, devicesPerHost } = wanted;
  requireHosts(file, text, devicesPerHost);
  const device = text.includes('cuda:') ? ('cuda' as const) : ('cpu' as const);
  const topology = { device, ranksPerHost: devicesPerHost };
  const tablesOf = `the click log. ${OTHER_LOG}`;
  const { plan } = readPlan(json, { tables, topology, file, tablesOf });
  const devices = devicesOf(file, plan, wanted.devices);
  const planned = tables.map(({ name }, index) => {
    const [own, second] = plan.tables.filter(({ table }) => table === index);
    if (!own)
      throw new DataError(file, name, 'is a table of the click log and not in the plan. Plan all of them');
    if (second) throw new DataError(file, name, 'is in the plan twice. Leave one of them');
    return own;
  });
  for (const own of planned) {
    const { name, ...table } = tables[own.table];
    const problem = sizeProblem(own, table) ?? shapeProblem(own, table, devices);
    if (problem) throw new DataError(file, name, problem);
  }
  return { file, plan: { tables: planned }, devices };
}

/** A plan counts the devices of a host in where it places its shards. */
function requireHosts(file: string, text: string, devicesPerHost: number): void {
  const placed = [...text.matchAll(/"rank:(\d+)\/cuda:(\d+)"/g)].map(([, rank, device]) => [+rank, +device]);
  const fits = (perHost: number) => placed.every(([rank, device]) => rank % perHost === device);
  if (fits(devicesPerHost)) return;
  const counted = Array.from({ length: MOST_DEVICES }, (_, index) => index + 1).find(fits);
  // What no number of devices explains is for the reading of the plan to say.
  if (counted)
    throw new ConfigError(
      `${file} counts ${counted} devices a host; the settings say ${devicesPerHost}. Set devicesPerHost to ${counted}.`,
    );
}

function devicesOf(file: string, { tables }: Plan, wanted: number): number {
  const named = 1 + Math.max(0, ...tables.flatMap(({ shards }) => shards.map(({ device }) => device)));
  if (named > MOST_DEVICES)
    throw new ConfigError(
      `${file} names ${named} devices; at most ${MOST_DEVICES} run here, one after another. Plan for fewer.`,
    );
  if (wanted && named > wanted)
    throw new ConfigError(
      `${file} names ${named} devices; the settings say ${wanted}. Set devices to ${named}, or to 0 for as many as the plan names.`,
    );
  return wanted || named;
}

/** Of a table that is cut for other sizes than it has. */
function sizeProblem(
  { shardingType, shards }: TablePlan,
  { rows, dimension }: Omit<Table, 'name'>,
): string | undefined {
  if (shardingType === 'data_parallel') return undefined;
  const columns = Math.max(0, ...shards.map((shard) => shard.firstColumn + shard.columns));
  if (columns !== dimension)
    return `is planned with ${columns} columns; the model has ${dimension}. Set dimension to ${columns}, or plan for this model`;
  const planned = Math.max(0, ...shards.map((shard) => shard.firstRow + shard.rows));
  if (planned === rows) return undefined;
  return `is planned with ${planned} rows; in the click log it has ${rows}. ${OTHER_LOG}`;
}

function shapeProblem(
  { shardingType, shards }: TablePlan,
  { rows, dimension }: Omit<Table, 'name'>,
  devices: number,
): string | undefined {
  if (shardingType === 'data_parallel') return copiesProblem(shards, rows, dimension, devices);
  return tilingProblem(shards, rows, dimension);
}

/** Throws `DataError` where tables that were given beside a log are others than the log's. */
export function requireSameTables(
  file: string,
  given: readonly Table[],
  tables: readonly Table[],
  ofLog: string,
): void {
  const known = new Map(given.map((table) => [table.name, table]));
  for (const { name, rows, dimension } of tables) {
    const own = known.get(name);
    if (!own) throw new DataError(file, name, `is missing here and a table of ${ofLog}`);
    if (own.rows !== rows)
      throw new DataError(file, name, `has ${own.rows} rows here and ${rows} in ${ofLog}`);
    if (own.dimension !== dimension)
      throw new DataError(
        file,
        name,
        `has ${own.dimension} columns here and ${dimension} in the model. Set dimension to ${own.dimension}`,
      );
    known.delete(name);
  }
  const [other] = known.keys();
  if (other !== undefined) throw new DataError(file, other, `is no table of ${ofLog}`);
}
