// The files that a run has left beside its numbers, such as an exported network: each with what is in it, to download,
// or to be opened by the placement panel where that can read it.

import { useMemo } from 'react';
import { formatBytes } from '../../../base/format';
import { useOpenable } from '../../controls/useOpenable';
import { Icon } from '../../shell/Icon';
import { save } from '../../state/download';
import { openLeft } from '../../state/leftFiles';
import type { Run } from '../../state/run';
import styles from './LeftFiles.module.css';

export function LeftFiles({ run }: { run: Run }) {
  const { files } = run;
  // Of the same files the same, whatever else of the run changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said.
  const openable = useOpenable(useMemo(() => [run], [files]));
  return (
    <section className={styles.left} aria-label="Files of the run">
      <h3>Files it left</h3>
      <ul>
        {files.map((file) => {
          const { name, about, content } = file;
          const placed = openable.find((one) => one.file === file);
          return (
            <li key={name}>
              <button
                type="button"
                className={styles.file}
                aria-label={`Save ${name}, ${formatBytes(content.size)}`}
                onClick={() => save(name, content)}
              >
                <Icon name="down" size={12} />
                <span>{name}</span>
                <small>{formatBytes(content.size)}</small>
              </button>
              <p>{about}</p>
              {placed && (
                <button
                  type="button"
                  className={styles.open}
                  aria-label={`Open ${name} in Placement`}
                  onClick={() => void openLeft(placed)}
                >
                  Open in Placement
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <p>They last as long as this page is open: the run bundle does not hold them.</p>
    </section>
  );
}
