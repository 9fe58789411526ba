// What placement panels have open, in the origin private file system: one text for each tab, so that none writes over
// another's. Every function but `save` resolves quietly where the browser has no such storage.

import { type Folder, openFolder } from './opfs';

const FOLDER = 'placement';
const ENDING = '.json';
const nameOf = (tab: string): string => `${tab}${ENDING}`;

/** Rejects with a `QuotaExceededError` where the browser grants no more; false where it keeps nothing at all. */
export async function savePlacement(tab: string, text: string): Promise<boolean> {
  const folder = await opened();
  await folder?.write(nameOf(tab), text);
  return folder !== undefined;
}

/** Tabs of which something is kept. */
export const keptTabs = async (): Promise<string[]> =>
  ((await opened().then((folder) => folder?.names(), nothing)) ?? [])
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length));

export async function readKeptPlacement(tab: string): Promise<string | null> {
  const bytes = await opened().then((folder) => folder?.read(nameOf(tab)), nothing);
  return bytes ? new TextDecoder().decode(bytes) : null;
}

export async function forgetPlacement(tab: string): Promise<void> {
  await opened().then((folder) => folder?.remove(nameOf(tab)), nothing);
}

const opened = (): Promise<Folder | undefined> => openFolder(FOLDER).catch(nothing);
const nothing = () => undefined;
