// What is trained on: data made here, or the reader's files; the data panel shows what is in it.

import { formatBytes, formatNumber } from '../../../base/format';
import { inputBytes } from '../../../lab/dataProtocol';
import type { RunFile } from '../../../lab/protocol';
import { pickFiles } from '../../controls/pickFiles';
import { Icon } from '../../shell/Icon';
import { contentOf, data, type Looked } from '../../state/data';
import { setFiles } from '../../state/setupActions';
import { lab } from '../../state/store';
import { LeftInputs } from './LeftInputs';
import styles from './SettingsPanel.module.css';

const formats = {
  image:
    'Images made here, or your own: drop files anywhere. Reads UCI digits CSV, MNIST-style IDX pairs, CIFAR binaries, folders of PNG or JPEG, Parquet or Arrow with image and label.',
  click:
    'A click log made here, or your own: drop files anywhere. Reads Criteo TSV, Avazu CSV, MovieLens ratings, CSV with a header, Parquet or Arrow with a label.',
};

export function DataFiles() {
  const config = lab((state) => state.config);
  const train = lab((state) => state.trainFiles);
  const test = lab((state) => state.testFiles);
  const dataUrl = lab((state) => state.dataUrl);
  const looked = data((state) => state.train);
  const own = train.length > 0;
  return (
    <section className={styles.files} aria-label="Data">
      <h3>Data</h3>
      <ul>
        <FileList purpose="train" files={train} />
        <FileList purpose="test" files={test} />
      </ul>
      {looked && <p>{stateOf(looked)}</p>}
      <div className={styles.pick}>
        <Pick purpose="train" files={train} title={own ? 'Add files' : 'Your files…'} />
        {own && <Pick purpose="test" files={test} title="Test files…" />}
        <button type="button" onClick={() => lab.setState({ panel: 'data' })}>
          {own ? 'Look at it' : 'Preview'}
        </button>
      </div>
      <p>
        {own
          ? test.length === 0 && 'Without test files a tenth of the data is held out.'
          : dataUrl !== null
            ? `This page’s address names data at ${new URL(dataUrl).host}. Open the preview to fetch it; until then training uses what is made here.`
            : formats[contentOf(config)]}
      </p>
    </section>
  );
}

/** What an experiment reads that has no data to train on: one file, or several of different kinds. */
export function InputFiles({ about, several }: { about: string; several: boolean }) {
  const files = lab((state) => state.trainFiles);
  return (
    <section className={styles.files} aria-label="Data">
      <h2>Data</h2>
      <ul>
        <FileList purpose="train" files={files} named="read" />
      </ul>
      <div className={styles.pick}>
        {several ? (
          <Pick purpose="train" files={files} title={files.length > 0 ? 'Add files' : 'Your files…'} />
        ) : (
          <Pick purpose="train" files={[]} title="Your file…" />
        )}
      </div>
      <LeftInputs several={several} />
      {files.length === 0 && <p>{about}</p>}
    </section>
  );
}

/** What is known of the files, in a line. */
function stateOf({ look, busy, message }: Looked): string {
  if (message) return 'Cannot be used as it is.';
  if (!look || busy) return 'Reading…';
  const { summary, looked, whole } = look;
  const count = `${whole ? '' : 'More than '}${formatNumber(looked)}`;
  if (summary.kind === 'click')
    return `${count} impressions: numbers ${summary.numbers.length}, tables ${summary.tables.length}.`;
  return `${count} images of ${summary.height}×${summary.width} in ${summary.classNames.length} classes.`;
}

interface PurposeProps {
  purpose: 'train' | 'test';
  files: readonly RunFile[];
}

function FileList({ purpose, files, named = purpose }: PurposeProps & { named?: string }) {
  return files.map((file) => (
    <li key={`${purpose} ${file.name}`}>
      <span title={file.url ?? file.name}>{file.name}</span>
      <span className={styles.role}>{named}</span>
      <small>{formatBytes(inputBytes(file))}</small>
      <button
        type="button"
        aria-label={`Remove ${file.name}`}
        onClick={() =>
          setFiles(
            purpose,
            files.filter((other) => other !== file),
          )
        }
      >
        <Icon name="close" size={10} />
      </button>
    </li>
  ));
}

function Pick({ purpose, files, title }: PurposeProps & { title: string }) {
  const add = async () => {
    const picked = await pickFiles();
    if (picked.length)
      setFiles(purpose, [...files, ...picked.map((file) => ({ name: file.name, blob: file }))]);
  };
  return (
    <button type="button" onClick={() => void add()}>
      {title}
    </button>
  );
}
