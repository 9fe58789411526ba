// How the reader's files were understood, to be corrected where the guess is wrong: the format, and what each
// column of a table is used as.

import type { ColumnReading, ColumnRole, Guess, Reading } from '../../../lab/dataProtocol';
import { lab } from '../../state/store';
import styles from './DatasetsView.module.css';

const formats: Record<string, string> = {
  optdigits: 'UCI digits (CSV of 64 pixels and a digit)',
  pixels: 'rows of pixels and a label',
  table: 'text with column names',
  criteo: 'Criteo (TSV)',
  avazu: 'Avazu (CSV)',
  'movielens-100k': 'MovieLens 100K (u.data)',
  'movielens-1m': 'MovieLens 1M (ratings.dat)',
  'movielens-20m': 'MovieLens 20M (ratings.csv)',
  idxImages: 'IDX pair',
  idxLabels: 'IDX pair',
  'cifar-10': 'CIFAR-10 binary',
  'cifar-100': 'CIFAR-100 binary',
  parquet: 'Parquet',
  arrow: 'Arrow',
  folder: 'folder of images, one folder a class',
};

const roles: Record<ColumnRole, string> = {
  label: 'label (0 or 1)',
  table: 'category',
  dense: 'number',
  ignored: 'not used',
};

const read = (reading: Reading) => lab.setState({ reading });

export function GuessEditor({ guess }: { guess: Guess }) {
  const reading = lab((state) => state.reading);
  const format = reading.format ?? guess.format ?? '';
  const changed = reading.format !== undefined || reading.columns !== undefined;
  return (
    <div className={styles.guess}>
      <p>
        {guess.formats.length > 1 && guess.format !== 'folder' ? (
          <>
            <label htmlFor="read-as">Read as</label>
            <select id="read-as" value={format} onChange={(event) => read({ format: event.target.value })}>
              {format === '' && <option value="">unknown</option>}
              {guess.formats.map((name) => (
                <option key={name} value={name}>
                  {formats[name] ?? name}
                </option>
              ))}
            </select>
          </>
        ) : (
          <span>
            Read as <b>{formats[format] ?? format}</b>
          </span>
        )}
        {changed && (
          <button type="button" onClick={() => read({})}>
            Guess again
          </button>
        )}
      </p>
      {guess.columns.length > 0 && <Columns columns={guess.columns} reading={reading} />}
    </div>
  );
}

function Columns({ columns, reading }: { columns: readonly ColumnReading[]; reading: Reading }) {
  const set = (name: string, role: ColumnRole) => {
    const given: Record<string, ColumnRole> = { ...reading.columns, [name]: role };
    // There is one label; the one before is left out.
    const before = columns.find((column) => column.role === 'label' && column.name !== name);
    if (role === 'label' && before) given[before.name] = 'ignored';
    read({ ...reading, columns: given });
  };
  return (
    <details open={columns.length <= 12}>
      <summary>
        {columns.length} columns: {countOf(columns, 'table')} categories, {countOf(columns, 'dense')} numbers,
        label {columns.find(({ role }) => role === 'label')?.name ?? 'not found: choose one'}
      </summary>
      <ul className={styles.columns}>
        {columns.map(({ name, holds, role }) => (
          <li key={name}>
            <label htmlFor={`column-${name}`} title={name}>
              {name}
            </label>
            <small>{holds}</small>
            {role === 'probability' || role === 'period' ? (
              <b>{role}</b>
            ) : (
              <select
                id={`column-${name}`}
                value={role}
                onChange={(event) => set(name, event.target.value as ColumnRole)}
              >
                {Object.entries(roles).map(([value, title]) => (
                  <option key={value} value={value} disabled={value === 'dense' && holds === 'text'}>
                    {title}
                  </option>
                ))}
              </select>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

const countOf = (columns: readonly ColumnReading[], wanted: ColumnRole): number =>
  columns.filter(({ role }) => role === wanted).length;
