// Where a document is from, and the settings that made its problem of its tables. Undoing brings an older document back,
// and its origin with it.

import type { PlanDocument } from '../../sharding/editing/document';
import type { DocumentSettings, FileChoice, FileContents, GivenText } from '../../sharding/editing/sources';
import type { CountingRun } from '../../sharding/tables/countedBy';
import type { PlannerProblem } from '../../sharding/torchrec/options';

export interface ReadFile {
  given: GivenText;
  contents: FileContents;
}

/** Files that hold more than what is open. */
export interface ChosenFrom {
  read: readonly ReadFile[];
  choice: FileChoice;
}

export interface Origin {
  source: string;
  settings: DocumentSettings;
  /** Of the cluster's numbers, while they are a preset's. */
  preset: string | null;
  /** Names tables that are built in: see `placementAddress.ts`. */
  builtIn?: string;
  files?: ChosenFrom;
  /** Of the lab, whose DLRM these are the tables of. */
  run?: CountingRun;
}

const origins = new WeakMap<PlannerProblem, Origin>();

export const setOrigin = ({ problem }: Pick<PlanDocument, 'problem'>, origin: Origin): void =>
  void origins.set(problem, origin);

const PARTS_OF_A_SECOND = 1000;

/** Of a document that came with a cluster of its own, read off it. */
export function originOf({ problem, reservation }: PlanDocument): Origin {
  const known = origins.get(problem);
  if (known) return known;
  const { topology: t, tables, settings } = problem;
  const origin: Origin = {
    source: `${tables.length} tables`,
    preset: null,
    settings: {
      cluster: {
        ...{ devices: t.ranks, devicesPerHost: t.ranksPerHost },
        ...{ hbmBytes: t.memory[0].hbm, ddrBytes: t.memory[0].ddr },
        hbmBytesPerSecond: t.hbmBandwidth * PARTS_OF_A_SECOND,
        ddrBytesPerSecond: t.ddrBandwidth * PARTS_OF_A_SECOND,
        hostLinkBytesPerSecond: t.hostLinkBandwidth * PARTS_OF_A_SECOND,
        intraHostBytesPerSecond: t.intraHostBandwidth * PARTS_OF_A_SECOND,
        interHostBytesPerSecond: t.interHostBandwidth * PARTS_OF_A_SECOND,
      },
      device: t.device,
      batch: tables[0].features[0]?.batch ?? 1,
      ...{ weighted: tables[0].weighted, pooled: tables[0].pooled },
      reservation: reservation ?? { share: 0, denseBytes: 0 },
      ...{ storage: settings.storage, wire: settings.wire, prefetched: settings.prefetched },
      cacheLoadFactor: tables[0].cacheLoadFactor ?? 0.2,
      minPartition: tables[0].minPartition ?? 128,
      ...{ shardingTypes: tables[0].shardingTypes, computeKernels: tables[0].computeKernels },
    },
  };
  setOrigin({ problem }, origin);
  return origin;
}
