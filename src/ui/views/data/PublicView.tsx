// Well-known public sets: what each is, how large, under which terms, where its home is and what to drop here.
// Nothing is downloaded by this page.

import { formatBytes, formatNumber } from '../../../base/format';
import { catalogue, type FileEntry } from '../../../lab/dataProtocol';
import { Provenance } from '../train/Card';
import styles from './DatasetsView.module.css';

const sets = catalogue.filter((entry): entry is FileEntry => entry.kind === 'files');

export function PublicView() {
  return (
    <>
      <p className={styles.about}>
        Get a set from its home, then drop its files anywhere on this page: they are read on this machine and
        sent nowhere. A part of a large file is enough to start with. Sizes and counts are{' '}
        <Provenance kind="published" />.
      </p>
      <ul className={styles.cards}>
        {sets.map((set) => (
          <li key={set.id}>
            <h3>{set.title}</h3>
            <p>{set.about}</p>
            <dl>
              <div>
                <dt>Holds</dt>
                <dd>
                  {formatNumber(set.rows)} {set.content === 'image' ? 'images' : 'rows'},{' '}
                  {formatBytes(set.megabytes * 1e6)}
                </dd>
              </div>
              <div>
                <dt>Terms</dt>
                <dd>{set.licence}</dd>
              </div>
              <div>
                <dt>Drop</dt>
                <dd>{set.files}</dd>
              </div>
            </dl>
            <a href={set.home} target="_blank" rel="noreferrer">
              {new URL(set.home).host}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
