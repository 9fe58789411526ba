// Where the open document is from: its tables, and every number of its cluster and model, which the reader may change.

import { ConfigError, TesseraError } from '../../base/errors';
import type { RunFile } from '../../lab/protocol';
import { clusterPresets } from '../../sharding/editing/clusters';
import type { PlanDocument } from '../../sharding/editing/document';
import { aboutCost } from '../../sharding/editing/givenCost';
import { readRanPlanOf } from '../../sharding/editing/ranPlan';
import {
  contentsOf,
  costsFileCost,
  type DocumentSettings,
  documentOf,
  type FileChoice,
  type FileContents,
  firstChoice,
  type GivenText,
  generatedDocument,
  mlperfDocument,
  planFileDocument,
  runFileDocument,
  type SourcedDocument,
  settingsFor,
  settingsFrom,
  tablesFileDocument,
  taskFileDocument,
} from '../../sharding/editing/sources';
import type { EmbeddingTable } from '../../sharding/problem';
import { judgeBy, open, openPlacement, placementState, replace, say, usePlacement } from './placement';
import { type BuiltIn, builtInName, fromWord, wordOf } from './placementAddress';
import { offerCost } from './placementCosts';
import { openKept, takeDropped } from './placementKeeping';
import { openNetwork } from './placementOpenNetwork';
import { type Origin, originOf, type ReadFile, setOrigin } from './placementOrigin';
import { startPlanning, stopPlanning } from './placementPlanning';
import { useRan } from './placementRan';
import { showBeside } from './placementSide';
import { lab } from './store';

let opening: Promise<void> | null = null;

/**
 * Opens what was open here before, and over it what the page's address names; else puts MLPerf's tables on the first
 * cluster and has the first planner lay them out.
 */
export function openFirst(): Promise<void> {
  opening ??= begin();
  return opening;
}

async function begin(): Promise<void> {
  const word = lab.getState().placed;
  // Whatever is taken from here on is named by the address.
  usePlacement.subscribe(({ open: now }) => {
    const placed = now && wordOf(originOf(now.evaluation.document));
    if (placed !== lab.getState().placed) lab.setState({ placed });
  });
  const kept = await openKept();
  const linked = word ? fromWord(word) : undefined;
  const same = kept && wordOf(current()) === word;
  if (linked && !same) {
    const { cluster, device, id } = linked.preset;
    takeBuiltIn(linked.builtIn, settingsFor(cluster, device), id);
  } else if (!kept) {
    const { cluster, device, id } = clusterPresets[0];
    takeBuiltIn({ tables: 'mlperf' }, settingsFor(cluster, device), id);
  }
  const problem =
    word && !linked ? `The address names ${JSON.stringify(word)}, which is not known here.` : takeDropped();
  if (problem) say(problem, true);
}

function takeBuiltIn(given: BuiltIn, settings: DocumentSettings, preset: string | null): void {
  const own =
    given.tables === 'mlperf'
      ? mlperfDocument(settings)
      : generatedDocument({ ...given, dimension: 128, bytesPerElement: 4 }, settings);
  take(own, { settings, preset, builtIn: builtInName(given) });
}

/** A document in place of the open one; where it has no plan of its own, the first planner makes one. */
function take(
  { document, source }: SourcedDocument,
  {
    label = source,
    planned = false,
    ...origin
  }: Omit<Origin, 'source'> & { label?: string; planned?: boolean },
): void {
  setOrigin(document, { source, ...origin });
  if (placementState()) replace(document, label);
  else open(document, label);
  // One at work on other tables is left by either.
  if (planned) stopPlanning();
  else startPlanning();
}

const current = (): Origin => originOf(openPlacement().evaluation.document);

export function chooseTables(given: BuiltIn): void {
  const { settings, preset } = current();
  attempt(() => takeBuiltIn(given, settings, preset));
}

/** What is refused is said, and changes nothing. */
function attempt(change: () => void, advice = ''): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    say(advice ? `${error.message.replace(/\.?$/, '.')} ${advice}` : error.message, true);
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
  const { source, files, builtIn, run } = current();
  const next = documentOf(embeddingTables(document), settings);
  const { ranks, ranksPerHost, device } = document.problem.topology;
  const stays =
    ranks === next.problem.topology.ranks &&
    ranksPerHost === next.problem.topology.ranksPerHost &&
    device === next.problem.topology.device;
  if (!stays) {
    take({ document: next, source }, { settings, preset, files, builtIn, run, label });
    return;
  }
  setOrigin(next, { source, settings, preset, files, builtIn, run });
  replace({ ...next, plan: document.plan, rules: document.rules }, label);
}

/** Lookups are means over all samples, so that nothing is left to know of coverage. */
export const embeddingTables = ({ problem }: PlanDocument): EmbeddingTable[] =>
  problem.tables.map(({ name, rows, dimension, bytesPerElement, accesses, features }) => ({
    ...{ name, rows, dimension, bytesPerElement, ...(accesses && { accesses }) },
    poolingFactor: features.reduce((sum, { pooling, poolings }) => sum + pooling * poolings, 0),
    coverage: 1,
  }));

const sameRanks = ({ cluster: a }: DocumentSettings, { cluster: b }: DocumentSettings): boolean =>
  a.devices === b.devices && a.devicesPerHost === b.devicesPerHost;

/** What a file of tables leaves open. */
const gaps = { dimension: 128, bytesPerElement: 4 };

/**
 * Opens what files hold: tables, tasks with their tables, a plan, or a run of TorchRec’s planner. `advice` is said
 * beside a refusal.
 */
export async function openFiles(files: readonly RunFile[], advice = ''): Promise<void> {
  if (!files.length) return;
  try {
    const texts = await Promise.all(
      files.map(async ({ name, blob }): Promise<GivenText> => ({ file: name, text: await blob.text() })),
    );
    attempt(() => openTexts(texts.map((given) => ({ given, contents: contentsOf(given) }))), advice);
  } catch (error) {
    say(`The file cannot be read: ${(error as Error).message}`, true);
  }
}

/** Opens something else of the same files. */
export function chooseInFiles(choice: Partial<FileChoice>): void {
  const { files } = current();
  if (files) attempt(() => openTexts(files.read, { ...files.choice, ...choice }));
}

const ofKind = (read: readonly ReadFile[], kind: FileContents['kind']): ReadFile | undefined =>
  read.find(({ contents }) => contents.kind === kind);

function openTexts(read: readonly ReadFile[], choice = firstChoice): void {
  const of = (kind: FileContents['kind']) => ofKind(read, kind)?.given;
  for (const { contents } of read) if (contents.kind === 'network') openNetwork(contents.network);
  const [tasks, tables, plan] = [of('tasks'), of('tables'), of('plan')];
  if (tasks && !tables)
    throw new ConfigError(
      `${tasks.file} lists tables by number. Choose the file of those tables together with it.`,
    );
  if (tables) openTables(read, choice);
  const runs = ofKind(read, 'runs');
  if (runs) openRun(runs, choice);
  const [costs, ran] = [of('costs'), of('ran')];
  if (costs) openCosts(costs);
  if (ran) openRan(ran);
  if (plan && !tables) {
    const { document, source } = planFileDocument(plan, openPlacement().evaluation.document);
    replace(document, source);
  }
}

function openCosts(file: GivenText): void {
  const given = costsFileCost(file);
  offerCost(given);
  judgeBy(given);
  say(`Plans are judged by ${aboutCost(given).title.replace(/^K/, 'k')}`);
}

function openRan(file: GivenText): void {
  const ran = readRanPlanOf(file, openPlacement().evaluation.document);
  useRan.setState({ ran });
  showBeside('costs');
  say(`What the devices of a plan took on ${ran.adapter}`);
}

/** Tables, or a task of them, with the plan that came with them. */
function openTables(read: readonly ReadFile[], choice: FileChoice): void {
  const { settings: before, preset } = current();
  const tables = ofKind(read, 'tables')!;
  const [tasks, plan] = [ofKind(read, 'tasks'), ofKind(read, 'plan')];
  const settings = settingsFrom(tables.contents, before);
  const { document, source } = tasks
    ? taskFileDocument(tasks.given, tables.given, choice, gaps, settings)
    : tablesFileDocument(tables.given, gaps, settings);
  const planned = plan && planFileDocument(plan.given, document);
  take(planned ?? { document, source }, {
    ...{ settings, preset: sameRanks(settings, before) ? preset : null },
    ...(tasks ? { files: { read: [tasks, tables], choice } } : runOf(tables)),
    planned: planned !== undefined,
  });
}

/** Of what a DLRM of the lab trained on. */
const runOf = ({ contents }: ReadFile): Pick<Origin, 'run'> =>
  contents.kind === 'tables' && contents.run ? { run: contents.run } : {};

function openRun(runs: ReadFile, choice: FileChoice): void {
  const { document, source } = runFileDocument(runs.given, choice.run, current().settings.reservation);
  const several = runs.contents.kind === 'runs' && runs.contents.runs.length > 1;
  setOrigin(document, {
    ...originOf(document),
    ...{ source, ...(several && { files: { read: [runs], choice } }) },
  });
  replace(document, source);
}
