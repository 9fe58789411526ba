// The reader's files with their roles, which can be changed.

import { formatBytes, formatNumber } from '../../../base/format';
import { inputBytes } from '../../../lab/dataProtocol';
import type { RunFile } from '../../../lab/protocol';
import { Icon } from '../../shell/Icon';
import type { Role } from '../../state/data';
import { setFiles } from '../../state/setupActions';
import { lab } from '../../state/store';
import styles from './DatasetsView.module.css';

export function FileTable() {
  const train = lab((state) => state.trainFiles);
  const test = lab((state) => state.testFiles);
  if (train.length + test.length === 0) return null;
  const rows = [
    ...train.map((file) => ({ file, role: 'train' as const })),
    ...test.map((file) => ({ file, role: 'test' as const })),
  ];
  return (
    <table className={styles.files}>
      <caption className="visually-hidden">Your files</caption>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">Size</th>
          <th scope="col">Used to</th>
          <th scope="col">
            <span className="visually-hidden">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ file, role }) => (
          <tr key={`${role} ${file.name}`}>
            <td title={file.url ?? file.name}>
              {file.name}
              {file.images && <small> {formatNumber(file.images.length)} images</small>}
              {file.url && <small> read in place by range requests</small>}
            </td>
            <td>{formatBytes(inputBytes(file))}</td>
            <td>
              <select
                aria-label={`Role of ${file.name}`}
                value={role}
                onChange={(event) => move(file, event.target.value as Role)}
              >
                <option value="train">train</option>
                <option value="test">test</option>
              </select>
            </td>
            <td>
              <button type="button" aria-label={`Take away ${file.name}`} onClick={() => remove(file)}>
                <Icon name="close" size={10} />
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function remove(file: RunFile): void {
  const { trainFiles, testFiles } = lab.getState();
  if (trainFiles.includes(file))
    setFiles(
      'train',
      trainFiles.filter((other) => other !== file),
    );
  if (testFiles.includes(file))
    setFiles(
      'test',
      testFiles.filter((other) => other !== file),
    );
}

function move(file: RunFile, role: Role): void {
  remove(file);
  const { trainFiles, testFiles } = lab.getState();
  setFiles(role, [...(role === 'train' ? trainFiles : testFiles), file]);
}
