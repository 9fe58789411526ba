// An address to fetch data from. Nothing is fetched before the reader asks for it.

import { useId, useState } from 'react';
import { formatBytes } from '../../../base/format';
import { data, fetchData, stopFetching } from '../../state/data';
import { lab } from '../../state/store';
import styles from './DatasetsView.module.css';

export function UrlForm() {
  const named = lab((state) => state.dataUrl);
  const fetching = data((state) => state.fetching);
  const problem = data((state) => state.fetchProblem);
  const fetched = data((state) => state.fetched);
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const url = typed ?? named ?? '';
  const waiting = named !== null && named !== fetched && !fetching && typed === null;
  return (
    <form
      className={styles.url}
      onSubmit={(event) => {
        event.preventDefault();
        fetchData(url.trim());
      }}
    >
      <label htmlFor={id}>Or an address</label>
      <input
        id={id}
        type="url"
        placeholder="https://…/log.parquet"
        aria-describedby={`${id}-state`}
        aria-invalid={problem !== null}
        value={url}
        onChange={(event) => setTyped(event.target.value)}
      />
      {fetching ? (
        <button type="button" onClick={stopFetching}>
          Stop
        </button>
      ) : (
        <button type="submit" disabled={url.trim() === ''}>
          Fetch
        </button>
      )}
      <p
        id={`${id}-state`}
        role={problem ? 'alert' : undefined}
        aria-live="polite"
        data-tone={problem ? 'bad' : undefined}
      >
        {problem ??
          (fetching
            ? progressOf(fetching.progress)
            : waiting && 'This page’s address names it. It is fetched when you say so.')}
      </p>
    </form>
  );
}

const progressOf = (progress: { done: number; total: number } | null): string => {
  if (!progress) return 'Asking the server…';
  return `${formatBytes(progress.done)}${progress.total ? ` of ${formatBytes(progress.total)}` : ''}`;
};
