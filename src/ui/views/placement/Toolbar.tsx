// What is placed where, and what can be done to the plan as a whole.

import { canRedo, canUndo } from '../../../sharding/editing/history';
import { planners } from '../../../sharding/editing/planners';
import type { NetworkKind } from '../../../sharding/trained/trainedNetwork';
import { Icon } from '../../shell/Icon';
import { keyName } from '../../shell/keys';
import { keep, redo, undo, usePlaced } from '../../state/placement';
import { networkTitles, useNetworks } from '../../state/placementNetworks';
import { originOf } from '../../state/placementOrigin';
import { startPlanning, usePlanning } from '../../state/placementPlanning';
import { savePlan } from '../../state/placementSaving';
import { chooseExperiment } from '../../state/setupActions';
import { loadFiles } from './actions';
import styles from './placement.module.css';
import tools from './tools.module.css';

export function Toolbar() {
  const history = usePlaced((state) => state.history);
  const document = usePlaced((state) => state.evaluation.document);
  const { source } = originOf(document);
  const { ranks, ranksPerHost, device } = document.problem.topology;
  const hosts = Math.ceil(ranks / ranksPerHost);
  const last = history.steps[history.at];
  const next = history.steps[history.at + 1];
  return (
    <header className={styles.toolbar}>
      <h2 className={styles.source}>
        {source}
        <small>
          {document.problem.tables.length} tables on {ranks} {device === 'cuda' ? 'GPUs' : 'CPU ranks'}
          {hosts > 1 && `, ${hosts} hosts`}
        </small>
      </h2>
      <div className={tools.tools}>
        <button
          type="button"
          className={tools.icon}
          disabled={!canUndo(history)}
          aria-label={canUndo(history) ? `Undo: ${last.label}` : 'Undo'}
          title={`Undo ${canUndo(history) ? last.label : ''} (${keyName('mod+z')})`}
          onClick={undo}
        >
          <Icon name="undo" />
        </button>
        <button
          type="button"
          className={tools.icon}
          disabled={!canRedo(history)}
          aria-label={next ? `Redo: ${next.label}` : 'Redo'}
          title={`Redo ${next?.label ?? ''} (${keyName('mod+shift+z')})`}
          onClick={redo}
        >
          <Icon name="redo" />
        </button>
      </div>
      <PlannerChoice />
      <div className={tools.tools}>
        <button type="button" onClick={() => keep()} title="Keep the plan as it is now beside what comes">
          <Icon name="pin" size={12} /> Keep to compare
        </button>
        <button
          type="button"
          onClick={loadFiles}
          title="Tables, tasks, a plan as TorchRec writes it, or a trained network"
        >
          <Icon name="open" size={12} /> Load…
        </button>
        <button type="button" onClick={savePlan} title="The plan as TorchRec’s JSON">
          <Icon name="down" size={12} /> Save plan
        </button>
      </div>
      <Lacked />
    </header>
  );
}

/** The kind of network that the chosen planner needs and does not have. */
function useLacked(): NetworkKind | null {
  const chosen = usePlanning((state) => state.chosen);
  const networks = useNetworks((state) => state.networks);
  const needs = planners.find(({ id }) => id === chosen)?.needs;
  return needs && !networks[needs] ? needs : null;
}

/** How to get it. */
function Lacked() {
  const lacks = useLacked();
  if (!lacks) return null;
  return (
    <p className={styles.lacked}>
      {networkTitles[lacks]} plans by a trained network: train one here, then load the file that the run
      leaves.
    </p>
  );
}

function PlannerChoice() {
  const chosen = usePlanning((state) => state.chosen);
  const running = usePlanning((state) => state.planning?.state === 'running');
  const planner = planners.find(({ id }) => id === chosen) ?? planners[0];
  const lacks = useLacked();
  return (
    <div className={tools.tools}>
      <select
        className={`${tools.select} ${styles.planner}`}
        aria-label="Planner"
        title={planner?.about}
        value={planner?.id}
        onChange={(event) => usePlanning.setState({ chosen: event.target.value })}
      >
        {planners.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {lacks ? (
        <button
          type="button"
          className={tools.primary}
          title={planner.about}
          onClick={() => chooseExperiment(lacks)}
        >
          Train {networkTitles[lacks]}…
        </button>
      ) : (
        <button
          type="button"
          className={tools.primary}
          disabled={running}
          title={`${planner?.about ?? ''} (${keyName('g')})`}
          onClick={() => startPlanning()}
        >
          <Icon name="play" size={11} /> Run planner
        </button>
      )}
    </div>
  );
}
