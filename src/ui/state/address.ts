// Keeps the page's address and the setup in step. A change of the setup is written when it has settled, as an
// entry of the browser's history: Back undoes it. The open panel, what is placed in it, and the address of the data are
// written into the entry there is.

import { type Place, setupFromQuery, setupToQuery } from './setup';
import { chooseSetup } from './setupActions';
import { type LabState, lab } from './store';

const SETTLED_MILLISECONDS = 300;

/** Call once, before the first render. */
export function connectAddress(): void {
  lab.setState({ placed: read().placed });
  addEventListener('popstate', () => {
    const { panel, placed } = read();
    // What is placed stays as it is, whatever it was when that entry was made.
    const state = lab.getState();
    if (panel === 'placement' && placed !== state.placed) history.replaceState(null, '', addressOf(state));
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  lab.subscribe((state, before) => {
    const moved = (['panel', 'dataUrl', 'placed'] as const).some((key) => state[key] !== before[key]);
    if (moved && queryOf(before) === canonical(location.search))
      history.replaceState(null, '', addressOf(state));
    const same = state.config === before.config && state.seed === before.seed;
    if (same && state.dataUrl === before.dataUrl) return;
    clearTimeout(timer);
    timer = setTimeout(write, SETTLED_MILLISECONDS);
  });
}

/** A query as this page would write it; as it is where not all of it can be used. */
function canonical(query: string): string {
  const { setup, place, problems } = setupFromQuery(query);
  return problems.length ? query : setupToQuery(setup, place);
}

const queryOf = (state: LabState): string => setupToQuery(state, state);
const addressOf = (state: LabState): string => `${location.pathname}${queryOf(state)}`;

/** The page's address with everything that differs from the defaults, for others. */
export const linkOf = (state: LabState): string => new URL(addressOf(state), location.href).href;

function read(): Place {
  const { setup, place, problems } = setupFromQuery(location.search);
  chooseSetup(setup);
  lab.setState({ panel: place.panel, dataUrl: place.dataUrl ?? null, addressProblems: problems });
  return place;
}

function write(): void {
  const state = lab.getState();
  if (queryOf(state) !== location.search) history.pushState(null, '', addressOf(state));
}
