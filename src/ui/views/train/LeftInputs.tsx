// Files that runs of this page have left, as what another experiment reads: chosen here, they need not be saved first.

import { LeftFileSelect } from '../../controls/LeftFileSelect';
import { takeableFiles, takeLeft } from '../../state/leftInputs';
import { lab } from '../../state/store';
import styles from './SettingsPanel.module.css';

export function LeftInputs({ several }: { several: boolean }) {
  const runs = lab((state) => state.runs);
  const taken = lab((state) => state.trainFiles);
  return (
    <LeftFileSelect
      className={styles.left}
      files={takeableFiles(runs, taken)}
      onChoose={({ file }) => takeLeft(file, several)}
    />
  );
}
