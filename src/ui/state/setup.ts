// What is to be run: experiment, settings and seed; and its form in the address of the page, which holds
// only what differs from the defaults.

import { experiments } from '../../experiments';
import type { Experiment } from '../../experiments/experiment';
import { type Config, defaultsOf, fieldsOf, fromText, parseConfig } from '../../experiments/schema';
import { panelList } from '../views/panelList';

export interface Setup {
  experiment: string;
  config: Config;
  seed: number;
}

/** Names in an address that no setting may have. */
export const reserved: ReadonlySet<string> = new Set([
  'experiment',
  'seed',
  'panel',
  'placed',
  'dataUrl',
  'v',
]);
/** Raised when an old address would be read wrongly. */
const ADDRESS_VERSION = 1;

export const MAXIMUM_SEED = 2 ** 32 - 1;

export const findExperiment = (id: string): Experiment =>
  experiments.find((candidate) => candidate.id === id) ?? experiments[0];

export const defaultSetup = (experiment: Experiment = experiments[0]): Setup => ({
  experiment: experiment.id,
  config: defaultsOf(experiment.config),
  seed: 0,
});

/** Keys of the settings that differ from the experiment's defaults. */
export function changedKeys({ experiment, config }: Pick<Setup, 'experiment' | 'config'>): string[] {
  const defaults = defaultsOf(findExperiment(experiment).config);
  return Object.keys(defaults).filter((key) => config[key] !== defaults[key]);
}

/** What an address says beside the settings. */
export interface Place {
  /** Id of the panel that is open. */
  panel: string;
  /** Address of the data to train on. */
  dataUrl: string | null;
  /** What the placement panel has open; judged there. */
  placed: string | null;
}

/** The query of the page's address: empty when everything has its default. */
export function setupToQuery(setup: Setup, place: Partial<Place> = {}): string {
  const { panel = panelList[0].id, dataUrl = null, placed = null } = place;
  const query = new URLSearchParams();
  if (setup.experiment !== experiments[0].id) query.set('experiment', setup.experiment);
  for (const key of changedKeys(setup)) query.set(key, String(setup.config[key]));
  if (setup.seed !== 0) query.set('seed', String(setup.seed));
  if (panel !== panelList[0].id) query.set('panel', panel);
  if (panel === 'placement' && placed) query.set('placed', placed);
  if (dataUrl) query.set('dataUrl', dataUrl);
  if (query.size > 0) query.set('v', String(ADDRESS_VERSION));
  const text = query.toString();
  return text && `?${text}`;
}

/** Reads a query; what it cannot use is listed for the reader and replaced by its default. */
export function setupFromQuery(query: string): { setup: Setup; place: Place; problems: string[] } {
  const given = new URLSearchParams(query);
  const problems: string[] = [];
  const place = placeFrom(given, problems);
  const id = given.get('experiment');
  const known = experiments.find((candidate) => candidate.id === id);
  if (id !== null && !known)
    problems.push(`experiment = ${JSON.stringify(id)} is not known. Experiments: ${listed(experiments)}.`);
  const experiment = known ?? experiments[0];
  const seed = seedFrom(given.get('seed'), problems);
  const fields = new Map(fieldsOf(experiment.config));
  const values: Record<string, unknown> = {};
  for (const [key, text] of given) {
    if (reserved.has(key)) continue;
    const field = fields.get(key);
    values[key] = field ? fromText(field, text) : text;
  }
  // Settings of an experiment that is not known cannot be judged.
  if (id !== null && !known) return { setup: { ...defaultSetup(experiment), seed }, place, problems };
  const parsed = parseConfig(experiment.config, values);
  const setup = { experiment: experiment.id, config: parsed.config, seed };
  return { setup, place, problems: [...problems, ...parsed.problems] };
}

function placeFrom(given: URLSearchParams, problems: string[]): Place {
  const version = given.get('v');
  if (version !== null && version !== String(ADDRESS_VERSION))
    problems.push(
      `v = ${JSON.stringify(version)} is a form of address this page does not know; it was read as version ${ADDRESS_VERSION}.`,
    );
  const panel = given.get('panel') ?? panelList[0].id;
  const known = panelList.some(({ id }) => id === panel);
  if (!known)
    problems.push(
      `panel = ${JSON.stringify(panel)} is not known. Panels: ${panelList.map(({ id }) => id).join(', ')}.`,
    );
  const dataUrl = given.get('dataUrl');
  const usable = dataUrl === null || /^https?:$/.test(URL.parse(dataUrl)?.protocol ?? '');
  if (!usable)
    problems.push(
      `dataUrl = ${JSON.stringify(dataUrl)} is not an address that starts with https:// or http://.`,
    );
  const placed = given.get('placed');
  return { panel: known ? panel : panelList[0].id, dataUrl: usable ? dataUrl : null, placed };
}

function seedFrom(text: string | null, problems: string[]): number {
  if (text === null) return 0;
  if (/^\d{1,10}$/.test(text) && Number(text) <= MAXIMUM_SEED) return Number(text);
  problems.push(`seed = ${JSON.stringify(text)} is not a whole number from 0 to ${MAXIMUM_SEED}.`);
  return 0;
}

const listed = (all: readonly Experiment[]): string => all.map(({ id }) => id).join(', ');
