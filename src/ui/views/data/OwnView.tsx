// The reader's own data: where it comes from, how it was understood, and what it holds.

import { pickFiles, pickFolder } from '../../controls/pickFiles';
import { data, type Looked, type Role } from '../../state/data';
import { addData } from '../../state/files';
import { foundIn, gathered } from '../../state/folders';
import { formatStatus } from '../../state/format';
import { lab } from '../../state/store';
import { ContentNote } from './ContentNote';
import styles from './DatasetsView.module.css';
import { FileTable } from './FileTable';
import { GuessEditor } from './GuessEditor';
import { LookView } from './LookView';
import { UrlForm } from './UrlForm';

const titles: Record<Role, string> = { train: 'To train on', test: 'To test on' };

export function OwnView() {
  const train = data((state) => state.train);
  const test = data((state) => state.test);
  const testing = lab((state) => state.testFiles.length > 0);
  const add = (files: readonly File[]) => addData(gathered(foundIn(files)));
  return (
    <>
      <p className={styles.about}>
        Drop files anywhere on the page: CSV or TSV with column names, UCI digits, IDX pairs, CIFAR binaries,
        Criteo, Avazu, MovieLens, Parquet, Arrow, gzipped or not; or a folder of images, one folder a class.
        They are read on this machine and sent nowhere.
      </p>
      <div className={styles.sources}>
        <div className={styles.chips}>
          <button type="button" onClick={() => void pickFiles().then(add)}>
            Choose files…
          </button>
          <button type="button" onClick={() => void pickFolder().then(add)}>
            Choose a folder of images…
          </button>
        </div>
        <UrlForm />
      </div>
      <FileTable />
      {train && <ContentNote looked={train} />}
      {train && <RoleView purpose="train" looked={train} titled={testing} />}
      {test && <RoleView purpose="test" looked={test} titled />}
    </>
  );
}

function RoleView({ purpose, looked, titled }: { purpose: Role; looked: Looked; titled: boolean }) {
  const { look, guess, progress, busy, message } = looked;
  return (
    <section className={styles.role} aria-label={titles[purpose]}>
      {titled && <h3>{titles[purpose]}</h3>}
      {/* The message itself is in the banner above. */}
      {message && (
        <p className={styles.problem}>Not usable as it is. {guess && 'Is it read the right way?'}</p>
      )}
      {guess && purpose === 'train' && <GuessEditor guess={guess} />}
      {busy && (
        <p className={styles.note}>
          {progress ? progressText(progress) : 'Reading…'}
          <progress
            {...(progress?.total ? { value: progress.done, max: progress.total } : {})}
            aria-label="Reading"
          />
        </p>
      )}
      {look && <LookView look={look} />}
    </section>
  );
}

function progressText({ text, done, total }: { text: string; done: number; total: number }): string {
  if (text.endsWith('images')) return formatStatus({ text, done, total });
  return `${text} ${total ? `${Math.min(100, Math.round((100 * done) / total))} %` : ''}`;
}
