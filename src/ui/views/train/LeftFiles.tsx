// The files that a run has left beside its numbers, such as an exported network: each with what is in it, to download.

import { formatBytes } from '../../../base/format';
import { Icon } from '../../shell/Icon';
import { save } from '../../state/download';
import type { LeftFile } from '../../state/run';
import styles from './LeftFiles.module.css';

export function LeftFiles({ files }: { files: readonly LeftFile[] }) {
  return (
    <section className={styles.left} aria-label="Files of the run">
      <h3>Files it left</h3>
      <ul>
        {files.map(({ name, about, content }) => (
          <li key={name}>
            <button
              type="button"
              aria-label={`Save ${name}, ${formatBytes(content.size)}`}
              onClick={() => save(name, content)}
            >
              <Icon name="down" size={12} />
              <span>{name}</span>
              <small>{formatBytes(content.size)}</small>
            </button>
            <p>{about}</p>
          </li>
        ))}
      </ul>
      <p>They last as long as this page is open: the run bundle does not hold them.</p>
    </section>
  );
}
