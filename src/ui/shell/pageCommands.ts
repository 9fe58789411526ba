// What the page can be told to do whatever panel is open; see commands.ts. Ids are stable.

import { pickFiles } from '../controls/pickFiles';
import { linkOf } from '../state/address';
import { setForAll, useCharts } from '../state/chartSettings';
import { nextCommandLine } from '../state/commandLine';
import { undoDelete, useDeleted } from '../state/deleting';
import { exportBundle, openDropped } from '../state/files';
import { focusSearch } from '../state/focusSetting';
import { redo, undo, useHistory } from '../state/history';
import { exportCheckpoint } from '../state/keeping';
import { exceedsLimits } from '../state/preview';
import { stepOf } from '../state/run';
import { profile, start, step, stop, toggle, verify } from '../state/runActions';
import { compareRuns, useRunList } from '../state/runList';
import { changedKeys } from '../state/setup';
import { resetAll } from '../state/setupActions';
import { activeRun, canTrain, lab, shownRun } from '../state/store';
import { canTune, tune } from '../state/tuning';
import { panelList } from '../views/panelList';
import type { CommandEntry } from './commands';
import { copy, show } from './overlayState';
import { toggleTheme } from './theme';

const active = () => activeRun(lab.getState()) !== null;
const ready = () => canTrain(lab.getState()) && (active() || !exceedsLimits(lab.getState()));
const shown = () => shownRun(lab.getState());

export const pageCommands: readonly CommandEntry[] = [
  {
    id: 'run.toggle',
    title: 'Start, pause or continue',
    group: 'Run',
    key: ' ',
    words: 'train play',
    run: toggle,
    enabled: ready,
  },
  { id: 'run.step', title: 'One step', group: 'Run', key: 's', run: step, enabled: ready },
  {
    id: 'run.restart',
    title: 'Restart with the current settings',
    group: 'Run',
    key: 'r',
    words: 'train again',
    run: () => void start(),
    enabled: () => canTrain(lab.getState()) && !exceedsLimits(lab.getState()),
  },
  {
    id: 'run.stop',
    title: 'Stop and keep what was measured',
    group: 'Run',
    key: 'x',
    run: () => void stop(),
    enabled: active,
  },
  {
    id: 'run.profile',
    title: 'Time every kernel of a step',
    group: 'Run',
    key: 'k',
    words: 'profile',
    run: profile,
    enabled: () => active() && activeRun(lab.getState())?.state !== 'starting',
  },
  {
    id: 'run.verify',
    title: 'Compare every kernel of a step with float64',
    group: 'Run',
    words: 'verify check error',
    run: verify,
    enabled: () => active() && activeRun(lab.getState())?.state !== 'starting',
  },
  {
    id: 'kernels.tune',
    title: 'Find the fastest way of every product',
    group: 'Run',
    words: 'tune autotune kernels tiles matmul convolution',
    run: () => {
      lab.setState({ panel: 'kernels' });
      tune();
    },
    enabled: () => canTune(lab.getState()),
  },
  ...panelList.map(
    ({ id, title, key }): CommandEntry => ({
      id: `panel.${id}`,
      title: `Show ${title.toLowerCase()}`,
      group: 'Show',
      key,
      words: 'panel view',
      run: () => lab.setState({ panel: id }),
    }),
  ),
  {
    id: 'charts.logY',
    title: 'Logarithmic vertical axes',
    group: 'Show',
    key: 'l',
    words: 'log linear charts y',
    run: () => setForAll('logY', !useCharts.getState().logY),
  },
  {
    id: 'charts.logX',
    title: 'Logarithmic horizontal axes',
    group: 'Show',
    key: 'h',
    words: 'log linear charts x step',
    run: () => setForAll('logX', !useCharts.getState().logX),
  },
  {
    id: 'charts.reset',
    title: 'Show all of the charts',
    group: 'Show',
    key: '0',
    words: 'reset zoom',
    run: () => useCharts.setState({ zooms: {}, yZooms: {} }),
  },
  {
    id: 'runs.compare',
    title: 'Compare runs',
    group: 'Show',
    key: 'c',
    words: 'diff difference side by side',
    run: compareRuns,
    enabled: () => lab.getState().runs.length > 1,
  },
  {
    id: 'runs.sweep',
    title: 'Sweep over settings',
    group: 'Run',
    words: 'grid search queue hyperparameters',
    run: () => {
      useRunList.setState({ part: 'sweeps' });
      lab.setState({ panel: 'runs' });
    },
  },
  {
    id: 'runs.undoDelete',
    title: 'Undo deleting runs',
    group: 'Show',
    key: 'z',
    words: 'restore',
    run: () => void undoDelete(),
    enabled: () => useDeleted.getState().runs.length > 0,
  },
  {
    id: 'settings.search',
    title: 'Search the settings',
    group: 'Settings',
    key: '/',
    words: 'find filter',
    run: focusSearch,
  },
  {
    id: 'settings.undo',
    title: 'Undo a change of settings',
    group: 'Settings',
    key: 'mod+z',
    run: undo,
    // A change that has not settled yet is undone as well.
    enabled: () => useHistory.getState().past.length > 0 || changedKeys(lab.getState()).length > 0,
  },
  {
    id: 'settings.redo',
    title: 'Redo a change of settings',
    group: 'Settings',
    key: 'mod+shift+z',
    run: redo,
    enabled: () => useHistory.getState().future.length > 0,
  },
  {
    id: 'settings.reset',
    title: 'Reset all settings to their defaults',
    group: 'Settings',
    run: resetAll,
    enabled: () => changedKeys(lab.getState()).length > 0 || lab.getState().seed !== 0,
  },
  {
    id: 'share.open',
    title: 'Share: link and command line',
    group: 'Share',
    key: 'u',
    words: 'copy url',
    run: () => show('share'),
  },
  {
    id: 'share.link',
    title: 'Copy the link to these settings',
    group: 'Share',
    words: 'share url address',
    run: () => void copy(linkOf(lab.getState()), 'Link'),
  },
  {
    id: 'share.commandLine',
    title: 'Copy the command line of these settings',
    group: 'Share',
    words: 'share terminal headless cli',
    run: () => void copy(nextCommandLine(lab.getState()), 'Command line'),
  },
  {
    id: 'share.bundle',
    title: 'Save the run as a file',
    group: 'Share',
    words: 'export bundle arrow download',
    run: () => {
      const run = shown();
      if (run) void exportBundle(run);
    },
    enabled: () => shown()?.origin === 'live' && shown()?.claims !== null,
  },
  {
    id: 'share.checkpoint',
    title: 'Save a checkpoint',
    group: 'Share',
    words: 'export weights safetensors download',
    run: exportCheckpoint,
    enabled: () => {
      const run = shown();
      return run?.origin === 'live' && stepOf(run) > 0 && run.state !== 'failed';
    },
  },
  {
    id: 'file.open',
    title: 'Open data, a saved run or a checkpoint',
    group: 'Page',
    key: 'o',
    run: () => void pickFiles().then(openDropped),
  },
  {
    id: 'page.palette',
    title: 'All commands',
    group: 'Page',
    key: 'mod+k',
    words: 'palette search',
    run: () => show('palette'),
  },
  {
    id: 'page.theme',
    title: 'Dark or light',
    group: 'Page',
    key: 't',
    words: 'theme colour',
    run: toggleTheme,
  },
  {
    id: 'help.shortcuts',
    title: 'This list',
    group: 'Page',
    key: '?',
    words: 'help keys',
    run: () => show('shortcuts'),
  },
];
