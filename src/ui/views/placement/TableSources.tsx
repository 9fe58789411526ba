// Where tables come from: built in, made up, the DLRM that the lab trains, files of runs, files of the reader.

import { useState } from 'react';
import type { PlannerProblem } from '../../../sharding/torchrec/options';
import { LeftFileSelect } from '../../controls/LeftFileSelect';
import { useOpenable } from '../../controls/useOpenable';
import { openLeft, openTrained } from '../../state/leftFiles';
import { usePlaced } from '../../state/placement';
import { chooseTables } from '../../state/placementSource';
import { chooseExperiment } from '../../state/setupActions';
import { lab } from '../../state/store';
import { loadFiles } from './actions';
import styles from './sheets.module.css';
import tools from './tools.module.css';

export function TableSources() {
  const problem = usePlaced((state) => state.evaluation.document.problem);
  // Said until other tables are opened.
  const [missing, setMissing] = useState<PlannerProblem | null>(null);
  const askTrained = () =>
    openTrained(lab.getState().runs).then((found) => setMissing(found ? null : problem));
  return (
    <>
      <div className={tools.tools}>
        <button type="button" onClick={() => chooseTables({ tables: 'mlperf' })}>
          MLPerf
        </button>
        <button type="button" onClick={() => chooseTables({ tables: 'generated', count: 100, seed: 0 })}>
          100 made up
        </button>
        <button type="button" onClick={() => chooseTables({ tables: 'generated', count: 856, seed: 0 })}>
          856 made up
        </button>
        <button
          type="button"
          title="Its tables, and how often each row was looked up in what it has read"
          onClick={() => void askTrained()}
        >
          The DLRM in training
        </button>
        <button type="button" onClick={loadFiles}>
          File…
        </button>
      </div>
      {missing === problem && <NoneTrained />}
      <RunFiles />
    </>
  );
}

const NoneTrained = () => (
  <div className={tools.tools}>
    <p className={styles.hint} role="alert">
      No DLRM has left its tables since this page was opened; one does at its first evaluation.
    </p>
    <button
      type="button"
      onClick={() => {
        chooseExperiment('train-dlrm');
        lab.setState({ panel: 'charts' });
      }}
    >
      Set one up
    </button>
  </div>
);

/** What runs have left; choosing opens it. */
const RunFiles = () => (
  <LeftFileSelect
    selectClassName={tools.select}
    files={useOpenable(lab((state) => state.runs))}
    onChoose={(found) => void openLeft(found)}
  />
);
