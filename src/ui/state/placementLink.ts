// What the page's commands ask of the placement panel, which is loaded when it is first opened: until then none of
// them can be done.

import type { RunFile } from '../../lab/protocol';
import { lab } from './store';

export interface PlacementAction {
  run(): void;
  enabled(): boolean;
}

export type PlacementActionName = 'undo' | 'redo' | 'plan' | 'stop' | 'keep' | 'save' | 'load' | 'run';
export type PlacementActions = Readonly<Record<PlacementActionName, PlacementAction>>;

/** `advice` is said beside a refusal. */
type Opening = (files: readonly RunFile[], advice?: string) => Promise<void>;

let actions: PlacementActions | null = null;
let opening: Opening | null = null;
/** What is to be opened once the panel is there. */
let awaited: Parameters<Opening> | null = null;

export function offerPlacement(own: PlacementActions, open: Opening): void {
  actions = own;
  opening = open;
  if (awaited) void open(...awaited);
  awaited = null;
}

/** Shows the panel, and opens files in it. */
export function openInPlacement(...files: Parameters<Opening>): void {
  if (opening) void opening(...files);
  else awaited = files;
  lab.setState({ panel: 'placement' });
}

/** Opens tables and plans; only while the panel is there to show them. */
export const placementOpening = (panel: string): Opening | null => (panel === 'placement' ? opening : null);

export const placementAction = (name: PlacementActionName): PlacementAction => ({
  run: () => actions?.[name].run(),
  enabled: () => actions?.[name].enabled() ?? false,
});
