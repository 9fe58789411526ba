// What placement panels have open, in the origin private file system: one text for each tab, so that none writes over
// another's, and another of the costs and networks that it has loaded, which change less often. Every function but those
// that save resolves quietly where the browser has no such storage.

import { type Folder, openFolder } from './opfs';

const FOLDER = 'placement';
const ENDING = '.json';
const MODELS_ENDING = '.models';
const nameOf = (tab: string): string => `${tab}${ENDING}`;

/** Rejects with a `QuotaExceededError` where the browser grants no more; false where it keeps nothing at all. */
export const savePlacement = (tab: string, text: string): Promise<boolean> => save(nameOf(tab), text);

/** As `savePlacement`, of costs and networks. */
export const saveModels = (tab: string, text: string): Promise<boolean> =>
  save(`${tab}${MODELS_ENDING}`, text);

async function save(name: string, text: string): Promise<boolean> {
  const folder = await opened();
  await folder?.write(name, text);
  return folder !== undefined;
}

/** Tabs of which something is kept. */
export const keptTabs = async (): Promise<string[]> =>
  ((await opened().then((folder) => folder?.names(), nothing)) ?? [])
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length));

export const readKeptPlacement = (tab: string): Promise<string | null> => read(nameOf(tab));
export const readKeptModels = (tab: string): Promise<string | null> => read(`${tab}${MODELS_ENDING}`);

async function read(name: string): Promise<string | null> {
  const bytes = await opened().then((folder) => folder?.read(name), nothing);
  return bytes ? new TextDecoder().decode(bytes) : null;
}

export async function forgetPlacement(tab: string): Promise<void> {
  for (const name of [nameOf(tab), `${tab}${MODELS_ENDING}`])
    await opened().then((folder) => folder?.remove(name), nothing);
}

const opened = (): Promise<Folder | undefined> => openFolder(FOLDER).catch(nothing);
const nothing = () => undefined;
