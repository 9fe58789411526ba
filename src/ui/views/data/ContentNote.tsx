// Says when the reader's data is not what the chosen experiment trains on, and offers one that does.

import { experiments } from '../../../experiments';
import { defaultsOf } from '../../../experiments/schema';
import { contentOf, type Looked } from '../../state/data';
import { defaultSetup, findExperiment } from '../../state/setup';
import { chooseSetup } from '../../state/setupActions';
import { lab } from '../../state/store';
import styles from './DatasetsView.module.css';

const plural = { image: 'images', click: 'clicks' };

export function ContentNote({ looked }: { looked: Looked }) {
  const experiment = lab((state) => state.experiment);
  const config = lab((state) => state.config);
  const content = looked.look?.summary.kind;
  if (!content || content === contentOf(config)) return null;
  const other = experiments.find((candidate) => contentOf(defaultsOf(candidate.config)) === content);
  if (!other) return null;
  return (
    <p className={styles.note}>
      These are {plural[content]}; “{findExperiment(experiment).title}” trains on {plural[contentOf(config)]}.{' '}
      <button type="button" onClick={() => chooseSetup(defaultSetup(other))}>
        Switch to “{other.title}”
      </button>
    </p>
  );
}
