// Files that runs of this page have left, as what another experiment reads: chosen here, they need not be saved first.

import { takeableFiles, takeLeft } from '../../state/leftInputs';
import { lab } from '../../state/store';
import styles from './SettingsPanel.module.css';

export function LeftInputs({ several }: { several: boolean }) {
  const runs = lab((state) => state.runs);
  const taken = lab((state) => state.trainFiles);
  const files = takeableFiles(runs, taken);
  if (!files.length) return null;
  return (
    <label className={styles.left}>
      <span className="visually-hidden">A file that a run left</span>
      <select value="" onChange={({ target }) => takeLeft(files[Number(target.value)].file, several)}>
        <option value="">A file that a run left…</option>
        {files.map(({ run, file }, index) => (
          <option key={`${run.id} ${file.name}`} value={index}>
            {run.name}, {run.experiment}: {file.name}
          </option>
        ))}
      </select>
    </label>
  );
}
