// What the placement panel can be told to do. Their keys hold while it is open.

import { type PlacementActionName, placementAction } from '../state/placementLink';
import type { PageCommand } from './commands';

const entry = (name: PlacementActionName, title: string, key: string, words?: string) =>
  ({
    ...{ id: `placement.${name}`, title, key, words },
    group: 'Placement',
    panel: 'placement',
    ...placementAction(name),
  }) satisfies Omit<PageCommand, 'keyName'>;

export const placementCommands = [
  entry('undo', 'Undo a change of the plan', 'mod+z'),
  entry('redo', 'Redo a change of the plan', 'mod+shift+z'),
  entry('plan', 'Run the chosen planner', 'g', 'solve optimise search shard'),
  entry('stop', 'Stop the planner and take its best plan', 'escape', 'abort'),
  entry('keep', 'Keep the plan to compare with', 'm', 'snapshot diff'),
  entry('save', 'Save the plan as TorchRec’s JSON', 'mod+s', 'export download'),
  entry('run', 'Run the kernels of the plan on this GPU', 'shift+g', 'measure predicted time devices'),
  entry('load', 'Load tables or a plan', 'mod+o', 'import open file'),
] as const;
