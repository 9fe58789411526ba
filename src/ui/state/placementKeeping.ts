// Keeps what is open in the placement panel, so that a reload or a crash loses none of it. Every tab keeps its own: a
// reload finds that of its tab; a new tab goes on with what was left last and is open nowhere else.

import { TesseraError } from '../../base/errors';
import { forgetPlacement, keptTabs, readKeptPlacement, savePlacement } from '../../lab/placementStorage';
import { aboutCost } from '../../sharding/editing/givenCost';
import { open, placementState, say, usePlacement } from './placement';
import { costOf, estimator, offerCost } from './placementCosts';
import { originOf, setOrigin } from './placementOrigin';
import { type KeptPlacement, placementText, readPlacement } from './placementRecord';
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
  const { text, copied } = await claim().catch(() => ({ text: null, copied: false }));
  const opened = text !== null && restore(text);
  if (opened && copied) writing = write();
  usePlacement.subscribe(({ open: now }, { open: before }) => {
    if (!now || (now.evaluation.document === before?.evaluation.document && now.cost === before.cost)) return;
    clearTimeout(timer);
    timer = setTimeout(keepNow, SETTLE_MILLISECONDS);
  });
  addEventListener('pagehide', keepNow);
  document.addEventListener('visibilitychange', keepNow);
  return opened;
}

/** Makes a record this tab's own, and resolves to its text; to null where there is none to go on with. */
async function claim(): Promise<{ text: string | null; copied: boolean }> {
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
  return { text: wanted ? await readKeptPlacement(wanted) : null, copied: !mine };
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

function restore(text: string): boolean {
  try {
    const kept = readPlacement(text);
    setOrigin(kept.document, kept.origin);
    const { cost, problem } = costFrom(kept);
    open(kept.document, 'As it was left', cost);
    if (problem) say(problem, true);
    return true;
  } catch (error) {
    dropped = `What was laid out here before is dropped: ${error instanceof TesseraError ? error.message : error}.`;
    return false;
  }
}

let dropped: string | null = null;
/** Why what was kept could not be opened; said once. */
export function takeDropped(): string | null {
  const reason = dropped;
  dropped = null;
  return reason;
}

/** A cost model that cannot be made again leaves TorchRec's estimator. */
function costFrom({ cost, document: { problem } }: KeptPlacement) {
  if (cost.kind === estimator.kind) return { cost: estimator };
  try {
    costOf(problem, cost);
    aboutCost(cost);
    offerCost(cost);
    return { cost };
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
  const { document } = state.evaluation;
  const kept = { document, origin: originOf(document), cost: state.cost, savedAt: Date.now() };
  try {
    await savePlacement(tab, placementText(kept));
  } catch (error) {
    if ((error as Error).name === 'QuotaExceededError')
      say(
        'This browser has no room to keep the plan: a reload would lose it. Delete runs, or save the plan.',
        true,
      );
  }
}
