// Keeps what is open in the placement panel, so that a reload or a crash loses none of it. Every tab keeps its own: a
// reload finds that of its tab; a new tab goes on with what was left last and is open nowhere else.

import { dataText } from '../../base/dataText';
import { TesseraError } from '../../base/errors';
import {
  forgetPlacement,
  keptTabs,
  readKeptModels,
  readKeptPlacement,
  saveModels,
  savePlacement,
} from '../../lab/placementStorage';
import { aboutCost, type GivenCost } from '../../sharding/editing/givenCost';
import { readRanPlanOf } from '../../sharding/editing/ranPlan';
import type { GivenText } from '../../sharding/editing/sources';
import { open, openAgain, openPlacement, placementState, say, usePlacement } from './placement';
import { costOf, estimator, offerCost, useCosts } from './placementCosts';
import { modelsText, readModels } from './placementModels';
import { takeNetwork, useNetworks } from './placementNetworks';
import { originOf, setOrigin } from './placementOrigin';
import { useRan } from './placementRan';
import { type KeptPlacement, placementText, readPlacement } from './placementRecord';
import { readSurroundings, surroundingsRecord } from './placementSteps';
import { heldElsewhere, holdUnlessElsewhere } from './presence';

const SETTLE_MILLISECONDS = 400;
/** Of tabs that are gone; older ones are removed. */
const MOST_KEPT = 8;
/** The name of this tab, which a reload finds again. */
const TAB_KEY = 'tessera-placement-tab';
const presenceOf = (tab: string): string => `placement-${tab}`;

let tab = '';
let timer: ReturnType<typeof setTimeout> | undefined;
let writing: Promise<void> = Promise.resolve();

/** Opens what was kept, if there is anything, and keeps what is open from then on; resolves to whether it opened. */
export async function openKept(): Promise<boolean> {
  // Where the browser keeps nothing, the panel works as it would anyway.
  const { text, models, copied } = await claim().catch(() => ({ text: null, models: null, copied: false }));
  const { lost, ran } = models === null ? { lost: [] } : restoreModels(models);
  const isOpen = text !== null && restore(text, lost);
  if (isOpen && ran) restoreRan(ran);
  if (isOpen && copied) writing = write().then(writeModels);
  usePlacement.subscribe(({ open: now }, { open: before }) => {
    const same = now?.history === before?.history && now?.kept === before?.kept && now?.cost === before?.cost;
    if (!now || same) return;
    clearTimeout(timer);
    timer = setTimeout(keepNow, SETTLE_MILLISECONDS);
  });
  const keepModels = () => {
    writing = writing.then(writeModels);
  };
  useCosts.subscribe(keepModels);
  useNetworks.subscribe(keepModels);
  useRan.subscribe(keepModels);
  addEventListener('pagehide', keepNow);
  document.addEventListener('visibilitychange', keepNow);
  return isOpen;
}

/** Makes a record this tab's own, and resolves to its text; to null where there is none to go on with. */
async function claim(): Promise<{ text: string | null; models: string | null; copied: boolean }> {
  const tabs = await keptTabs();
  const elsewhere = await heldElsewhere(tabs.map(presenceOf));
  const free = tabs.filter((one) => !elsewhere.has(presenceOf(one)));
  const before = sessionStorage.getItem(TAB_KEY);
  const wanted = before && tabs.includes(before) ? before : await newest(free);
  // A tab that was duplicated, or was faster, keeps what it has; this one goes on with a copy.
  const mine = wanted && (await holdUnlessElsewhere(presenceOf(wanted)));
  tab = mine ? wanted : crypto.randomUUID();
  if (!mine) await holdUnlessElsewhere(presenceOf(tab));
  sessionStorage.setItem(TAB_KEY, tab);
  return {
    text: wanted ? await readKeptPlacement(wanted) : null,
    models: wanted ? await readKeptModels(wanted) : null,
    copied: !mine,
  };
}

/** Removes what is kept beyond the newest. */
async function newest(tabs: readonly string[]): Promise<string | undefined> {
  const aged = await Promise.all(tabs.map(async (one) => ({ one, age: await savedAt(one) })));
  aged.sort((a, b) => b.age - a.age);
  for (const { one } of aged.slice(MOST_KEPT)) await forgetPlacement(one);
  return aged[0]?.one;
}

/** What cannot be read counts as the oldest. */
const savedAt = async (one: string): Promise<number> =>
  Number(/"savedAt":(\d+)/.exec((await readKeptPlacement(one)) ?? '')?.[1] ?? 0);

/** Costs and networks that were loaded; sentences about what could not be read, and what is to be read with tables. */
function restoreModels(text: string): { lost: string[]; ran?: GivenText } {
  try {
    const { costs, networks, ran, lost } = readModels(text);
    for (const cost of costs) offerCost(cost);
    for (const network of networks) takeNetwork(network);
    const again = `${lost} of the costs and networks that were loaded could not be kept: open them again.`;
    return { ran, lost: lost ? [again] : [] };
  } catch (error) {
    return { lost: [`Costs and networks that were loaded are dropped: ${sentence(error)}`] };
  }
}

/** Unless it ran with other tables than those that are open now. */
function restoreRan(given: GivenText): void {
  try {
    useRan.setState({ ran: readRanPlanOf(given, openPlacement().evaluation.document) });
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
  }
}

/** What is lost of it, and before, is said once. */
function restore(text: string, lost: string[]): boolean {
  try {
    const kept = readPlacement(text);
    setOrigin(kept.document, kept.origin);
    const { cost, problem } = costFrom(kept);
    const without = openAround(kept, cost);
    const problems = [...lost, problem, without].filter((each) => each !== undefined);
    if (problems.length) say(problems.join(' '), true);
    return true;
  } catch (error) {
    dropped = [`What was laid out here before is dropped: ${sentence(error)}`, ...lost].join(' ');
    return false;
  }
}

const sentence = (error: unknown): string =>
  `${(error instanceof TesseraError ? error.message : String(error)).replace(/\.$/, '')}.`;

/** With the steps and the plan that were kept with it, or a sentence about why without. */
function openAround({ document, surroundings }: KeptPlacement, cost: GivenCost): string | undefined {
  let problem: string | undefined;
  if (surroundings !== undefined)
    try {
      const { history, kept } = readSurroundings(surroundings, document);
      openAgain(history, kept, cost);
      return undefined;
    } catch (error) {
      problem = `Steps to undo and the plan to compare with are dropped: ${sentence(error)}`;
    }
  open(document, 'As it was left', cost);
  return problem;
}

let dropped: string | null = null;
/** Why what was kept could not be opened; said once. */
export function takeDropped(): string | null {
  const reason = dropped;
  dropped = null;
  return reason;
}

/** A cost model that cannot be made again leaves TorchRec's estimator. */
function costFrom({ cost, document: { problem } }: KeptPlacement): { cost: GivenCost; problem?: string } {
  if (cost.kind === estimator.kind) return { cost: estimator };
  try {
    costOf(problem, cost);
    aboutCost(cost);
    const text = dataText(cost);
    const offered = useCosts.getState().costs.find((one) => dataText(one) === text);
    if (!offered) offerCost(cost);
    return { cost: offered ?? cost };
  } catch {
    return {
      cost: estimator,
      problem:
        'The costs that judged this plan could not be kept: open them again. TorchRec’s estimator judges it now.',
    };
  }
}

function keepNow(): void {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  writing = writing.then(write);
}

async function write(): Promise<void> {
  const state = placementState();
  if (!state || !tab) return;
  const { history, kept, cost } = state;
  const { document } = state.evaluation;
  const alone = { document, origin: originOf(document), cost, savedAt: Date.now() };
  const around = { history, kept: kept && { label: kept.label, document: kept.evaluation.document } };
  const surroundings = surroundingsRecord(around);
  if (surroundings && (await fits(() => savePlacement(tab, placementText({ ...alone, surroundings })))))
    return;
  if (!(await fits(() => savePlacement(tab, placementText(alone)))))
    tellOnce(
      'This browser has no room to keep the plan: a reload would lose it. Delete runs, or save the plan.',
    );
  else if (surroundings)
    tellOnce(
      'This browser has no room to keep steps to undo and the plan to compare with: a reload would lose them. Delete runs.',
    );
}

async function writeModels(): Promise<void> {
  if (!tab) return;
  const { ran } = useRan.getState();
  const text = modelsText(useCosts.getState().costs, useNetworks.getState().networks, ran);
  if (!(await fits(() => saveModels(tab, text))))
    tellOnce(
      'This browser has no room to keep the costs and networks that were loaded: a reload would lose them. Delete runs.',
    );
}

/** False where the browser grants no more room; what else fails leaves the page as it would be without storage. */
async function fits(save: () => Promise<unknown>): Promise<boolean> {
  try {
    await save();
  } catch (error) {
    return (error as Error).name !== 'QuotaExceededError';
  }
  return true;
}

const told = new Set<string>();

function tellOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  say(text, true);
}
