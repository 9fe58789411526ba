// Where the open document is from: its tables, and every number of its cluster and model, which the reader may change.

import { ConfigError, TesseraError } from '../../base/errors';
import type { RunFile } from '../../lab/protocol';
import { clusterPresets } from '../../sharding/editing/clusters';
import type { PlanDocument } from '../../sharding/editing/document';
import {
  contentsOf,
  type DocumentSettings,
  documentOf,
  type FileContents,
  type GivenText,
  generatedDocument,
  mlperfDocument,
  planFileDocument,
  runFileDocument,
  type SourcedDocument,
  settingsFor,
  tablesFileDocument,
  taskFileDocument,
} from '../../sharding/editing/sources';
import type { EmbeddingTable } from '../../sharding/problem';
import type { PlannerProblem } from '../../sharding/torchrec/options';
import { open, openPlacement, placementState, replace, say } from './placement';
import { openNetwork } from './placementOpenNetwork';
import { startPlanning } from './placementPlanning';

interface Origin {
  source: string;
  settings: DocumentSettings;
  /** Of the cluster's numbers, while they are a preset's. */
  preset: string | null;
}

/** Undoing brings an older document back, and its origin with it. */
const origins = new WeakMap<PlannerProblem, Origin>();

const PARTS_OF_A_SECOND = 1000;

/** Of the open document; of one that came with a cluster of its own, read off it. */
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
  origins.set(problem, origin);
  return origin;
}

const firstPreset = () => clusterPresets[0];

/** Puts MLPerf's tables on the first cluster, and has the first planner lay them out. */
export function openFirst(): void {
  if (placementState()) return;
  const { cluster, device, id } = firstPreset();
  take(mlperfDocument(settingsFor(cluster, device)), settingsFor(cluster, device), id);
}

/** A document in place of the open one, spread by bytes at first and then by the first planner. */
function take(
  { document, source }: SourcedDocument,
  settings: DocumentSettings,
  preset: string | null,
  label = source,
): void {
  origins.set(document.problem, { source, settings, preset });
  if (placementState()) replace(document, label);
  else open(document, label);
  startPlanning();
}

const current = (): Origin => originOf(openPlacement().evaluation.document);

export type BuiltIn = 'mlperf' | 'generated';

export function chooseTables(tables: BuiltIn, { count = 100, seed = 0 } = {}): void {
  const { settings, preset } = current();
  const made = { seed, count, dimension: 128, bytesPerElement: 4 };
  attempt(() => {
    const own = tables === 'mlperf' ? mlperfDocument(settings) : generatedDocument(made, settings);
    take(own, settings, preset);
  });
}

/** What is refused is said, and changes nothing. */
function attempt(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    say(error.message, true);
  }
}

export function chooseCluster(id: string): void {
  const found = clusterPresets.find((one) => one.id === id);
  if (found) settle({ ...current().settings, cluster: found.cluster, device: found.device }, found.title, id);
}

/** The same tables under other numbers; the plan stays where the devices do. */
export const settle = (settings: DocumentSettings, label: string, preset: string | null = null): void =>
  attempt(() => settled(settings, label, preset));

function settled(settings: DocumentSettings, label: string, preset: string | null): void {
  const { document } = openPlacement().evaluation;
  const { source } = current();
  const next = documentOf(embeddingTables(document), settings);
  const { ranks, ranksPerHost, device } = document.problem.topology;
  const stays =
    ranks === next.problem.topology.ranks &&
    ranksPerHost === next.problem.topology.ranksPerHost &&
    device === next.problem.topology.device;
  if (!stays) {
    take({ document: next, source }, settings, preset, label);
    return;
  }
  origins.set(next.problem, { source, settings, preset });
  replace({ ...next, plan: document.plan, rules: document.rules }, label);
}

/** Lookups are means over all samples, so that nothing is left to know of coverage. */
const embeddingTables = ({ problem }: PlanDocument): EmbeddingTable[] =>
  problem.tables.map(({ name, rows, dimension, bytesPerElement, accesses, features }) => ({
    ...{ name, rows, dimension, bytesPerElement, ...(accesses && { accesses }) },
    poolingFactor: features.reduce((sum, { pooling, poolings }) => sum + pooling * poolings, 0),
    coverage: 1,
  }));

/** What a file of tables leaves open. */
const gaps = { dimension: 128, bytesPerElement: 4 };

/** Opens what files hold: tables, tasks with their tables, a plan, or a run of TorchRec’s planner. */
export async function openFiles(files: readonly RunFile[]): Promise<void> {
  if (!files.length) return;
  try {
    const texts = await Promise.all(
      files.map(async ({ name, blob }): Promise<GivenText> => ({ file: name, text: await blob.text() })),
    );
    attempt(() => openTexts(texts.map((given) => ({ given, contents: contentsOf(given) }))));
  } catch (error) {
    say(`The file cannot be read: ${(error as Error).message}`, true);
  }
}

interface Read {
  given: GivenText;
  contents: FileContents;
}

function openTexts(read: readonly Read[]): void {
  const of = (kind: FileContents['kind']) => read.find(({ contents }) => contents.kind === kind)?.given;
  for (const { contents } of read) if (contents.kind === 'network') openNetwork(contents.network);
  const { settings, preset } = current();
  const [tasks, tables, runs, plan] = [of('tasks'), of('tables'), of('runs'), of('plan')];
  if (tasks && !tables)
    throw new ConfigError(
      `${tasks.file} lists tables by number. Choose the file of those tables together with it.`,
    );
  if (tasks && tables)
    take(taskFileDocument(tasks, tables, { pool: 'test', index: 0 }, gaps, settings), settings, preset);
  else if (tables) take(tablesFileDocument(tables, gaps, settings), settings, preset);
  if (runs) {
    const { document, source } = runFileDocument(runs, 0, settings.reservation);
    origins.set(document.problem, { ...originOf(document), source });
    replace(document, source);
  }
  if (plan) {
    const { document, source } = planFileDocument(plan, openPlacement().evaluation.document);
    replace(document, source);
  }
}
