// Hands the page's commands what they do here.

import { canRedo, canUndo } from '../../../sharding/editing/history';
import { pickFiles } from '../../controls/pickFiles';
import { keep, placementState, redo, undo } from '../../state/placement';
import { offerPlacement } from '../../state/placementLink';
import { useMeasuring } from '../../state/placementMeasuring';
import { isPlanning, startPlanning, stopPlanning } from '../../state/placementPlanning';
import { runPlanHere } from '../../state/placementRunning';
import { savePlan } from '../../state/placementSaving';
import { openFiles } from '../../state/placementSource';

export const loadFiles = (): void =>
  void pickFiles('.json,.csv,.txt').then((files) =>
    openFiles(files.map((file) => ({ name: file.name, blob: file }))),
  );

const isOpen = () => placementState() !== null;
const history = () => placementState()?.history;

export const connectActions = (): void =>
  offerPlacement(
    {
      undo: { run: undo, enabled: () => canUndo(history() ?? { steps: [], at: 0 }) },
      redo: { run: redo, enabled: () => canRedo(history() ?? { steps: [], at: 0 }) },
      plan: { run: () => startPlanning(), enabled: () => isOpen() && !isPlanning() },
      stop: { run: stopPlanning, enabled: isPlanning },
      keep: { run: () => keep(), enabled: isOpen },
      save: { run: savePlan, enabled: isOpen },
      run: { run: () => void runPlanHere(), enabled: () => isOpen() && !useMeasuring.getState().asked },
      load: { run: loadFiles, enabled: isOpen },
    },
    openFiles,
  );
