// Everything the page can be told to do, in one table: the shortcuts, their sheet, the palette and the hints of
// buttons all read it. Ids are stable: they may be written down elsewhere. What depends on the state (settings,
// presets, runs …) is listed by `choices.ts`.

import { lab } from '../state/store';
import type { PanelId } from '../views/panelList';
import { type KeyPress, keyName, keyOf } from './keys';
import { pageCommands } from './pageCommands';
import { placementCommands } from './placementCommands';

export const commandGroups = ['Run', 'Show', 'Settings', 'Placement', 'Share', 'Page'] as const;

export interface PageCommand {
  id: string;
  title: string;
  group: string;
  /** See `keys.ts`. */
  key?: string;
  /** As shown to the reader. */
  keyName?: string;
  /** Further words to find it by. */
  words?: string;
  /** The panel that must be open. Its keys come before the page's. */
  panel?: PanelId;
  run(): void;
  /** Whether it would do something now. */
  enabled(): boolean;
}

/** A command as it is listed: enabled unless it says otherwise. */
export type CommandEntry = Omit<PageCommand, 'keyName' | 'enabled'> & Partial<Pick<PageCommand, 'enabled'>>;

const inPlace = ({ panel }: Pick<PageCommand, 'panel'>): boolean =>
  panel === undefined || panel === lab.getState().panel;

export const commands: readonly PageCommand[] = [...pageCommands, ...placementCommands].map((entry) => ({
  ...entry,
  enabled: () => inPlace(entry) && (entry.enabled?.() ?? true),
  ...(entry.key && { keyName: keyName(entry.key) }),
}));

export function commandById(id: string): PageCommand {
  const found = commands.find((command) => command.id === id);
  if (!found) throw new Error(`No command "${id}"`);
  return found;
}

/** The command a key press asks for, or undefined where the key belongs to the browser or the focused control. */
export function commandOf(event: KeyPress): PageCommand | undefined {
  const key = keyOf(event);
  if (key === undefined) return undefined;
  const asked = commands.filter((command) => command.key === key && inPlace(command));
  return asked.find(({ panel }) => panel !== undefined) ?? asked[0];
}
