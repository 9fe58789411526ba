// From settings to a split problem, and to the problem as a plan sees it that does not know everything.

import { ConfigError } from '../../base/errors';
import { formatBytes } from '../../base/format';
import { type Cluster, type EmbeddingTable, tableBytes } from '../../sharding/problem';
import { type SplitProblem, splitProblem } from '../../sharding/recshard/splitProblem';
import { generateTables } from '../../sharding/tables/generate';
import type { Lab } from '../experiment';
import type { ConfigOf } from '../schema';
import { tablesOfInput } from '../tableInput';
import type { schema } from './schema';

export type RecshardSettings = ConfigOf<typeof schema>;

export const knowledges = ['cdf', 'coverage', 'pooling', 'full'] as const;
export type Knowledge = (typeof knowledges)[number];

export const knowledgeNames: Record<Knowledge, string> = {
  cdf: 'skew',
  coverage: 'skew and coverage',
  pooling: 'skew and pooling',
  full: 'all three',
};

export interface Tables {
  /** Where they come from, for people. */
  source: string;
  tables: EmbeddingTable[];
}

export async function tablesFor(
  lab: Lab,
  { tables, dimension, bytesPerElement }: RecshardSettings,
): Promise<Tables> {
  const defaults = { dimension, bytesPerElement: Number(bytesPerElement) };
  const given = await tablesOfInput(lab.files.train, defaults);
  if (given) return { source: given.file, tables: given.tables };
  return {
    source: `made up, seed ${lab.seed}`,
    tables: generateTables({ tables, seed: lab.seed, ...defaults }),
  };
}

function clusterOf(settings: RecshardSettings): Cluster {
  const link = 1e9 * settings.linkBandwidth;
  return {
    devices: settings.devices,
    devicesPerHost: settings.devices,
    hbmBytes: settings.memory * 2 ** 30,
    ddrBytes: settings.hostMemory * 2 ** 30,
    hbmBytesPerSecond: 1e9 * settings.bandwidth,
    // Nothing but the link to the host is modelled.
    ddrBytesPerSecond: link,
    hostLinkBytesPerSecond: link,
    intraHostBytesPerSecond: link,
    interHostBytesPerSecond: link,
  };
}

/** Throws `ConfigError` where the machine cannot hold the tables, or its link is faster than its memory. */
export function problemOf(tables: readonly EmbeddingTable[], settings: RecshardSettings): SplitProblem {
  const { devices, memory, hostMemory, bandwidth, linkBandwidth, batch, accounting } = settings;
  if (linkBandwidth > bandwidth)
    throw new ConfigError(
      `linkBandwidth = ${linkBandwidth} is above bandwidth = ${bandwidth}: host memory must be the slower one.`,
    );
  const needed = tables.reduce((sum, table) => sum + tableBytes(table), 0);
  const there = devices * (memory + hostMemory) * 2 ** 30;
  if (needed > there)
    throw new ConfigError(
      `The tables take ${formatBytes(needed)}; ${devices} devices and their hosts have ${formatBytes(there)}. Raise devices, memory or hostMemory.`,
    );
  return splitProblem(tables, clusterOf(settings), { batch, accounting });
}

/** Tables as a plan sees them that takes what it does not know to be 1. */
export function seenTables(tables: readonly EmbeddingTable[], knowledge: Knowledge): EmbeddingTable[] {
  const knows = (what: Knowledge) => knowledge === 'full' || knowledge === what;
  return tables.map((table) => ({
    ...table,
    poolingFactor: knows('pooling') ? table.poolingFactor : 1,
    coverage: knows('coverage') ? table.coverage : 1,
  }));
}
