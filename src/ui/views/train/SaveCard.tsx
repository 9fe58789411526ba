// Keeping a run: everything as one file, the weights, the rows.

import { formatNumber } from '../../../base/format';
import { Icon } from '../../shell/Icon';
import { exportBundle, exportRows } from '../../state/files';
import { exportCheckpoint } from '../../state/keeping';
import { type Run, stepOf } from '../../state/run';
import { lab } from '../../state/store';
import { Card } from './Card';
import styles from './Inspector.module.css';
import { LeftFiles } from './LeftFiles';

export function SaveCard({ run }: { run: Run }) {
  const live = run.origin === 'live';
  const stepped = stepOf(run) > 0;
  const ended = run.claims !== null;
  const keptStep = lab((state) => state.keptStep);
  return (
    <Card title="Keep it">
      <div className={styles.save}>
        <Save
          title="Run bundle"
          hint={
            ended
              ? 'Everything about the run as one Arrow file; drop it on this page to open it again'
              : 'Once the run has ended'
          }
          enabled={live && ended}
          run={() => void exportBundle(run)}
        />
        <Save
          title="Checkpoint"
          hint="Weights and optimizer state (safetensors); drop it on this page to go on from it"
          enabled={live && stepped && run.state !== 'failed'}
          run={exportCheckpoint}
        />
        <Save
          title="Training rows"
          hint="Every step as CSV, nothing left out"
          enabled={stepped}
          run={() => void exportRows(run, 'training')}
        />
        <Save
          title="Evaluations"
          hint="Every evaluation as CSV"
          enabled={run.tables.evaluation.length > 0 || ended}
          run={() => void exportRows(run, 'evaluation')}
        />
      </div>
      {run.files.length > 0 && <LeftFiles run={run} />}
      {live && keptStep !== null && run.state !== 'finished' && (
        <p className={styles.note}>
          Step {formatNumber(keptStep)} is kept in this browser: a reload can resume.
        </p>
      )}
    </Card>
  );
}

function Save({ title, hint, enabled, run }: { title: string; hint: string; enabled: boolean; run(): void }) {
  return (
    <button type="button" title={hint} disabled={!enabled} onClick={run}>
      <Icon name="down" size={12} />
      {title}
    </button>
  );
}
