// Runs kept in the browser: an index of what is known of each, and one bundle a run beside it. Every change of
// the index reads it again under a lock, so that tabs do not undo each other's.

import { DataError } from '../base/errors';
import { INDEX_FILE, type Index, indexText, parseIndex, type RunLook, type RunRecord } from './archiveRecord';
import { type ColumnBundle, decodeColumns, encodeColumns, rowsOf } from './bundle';
import type { Folder } from './opfs';
import { parseSweeps, type Sweep } from './sweep';

/** What is to change of one run. */
export type RunChange = Pick<RunRecord, 'id'> & Partial<RunLook & Pick<RunRecord, 'deletedAt'>>;

/** Runs a body while nobody else holds the archive. */
export type Exclusively = <T>(body: () => Promise<T>) => Promise<T>;

/** Deleted runs are kept this long, for a tab that may still undo it. */
const GRACE_MILLISECONDS = 60_000;
const SWEEPS_FILE = 'sweeps.json';
const BUNDLE_ENDING = '.arrow';

export class Archive {
  constructor(
    private readonly folder: Folder,
    private readonly exclusively: Exclusively,
  ) {}

  /** All runs, oldest first; what a damaged index no longer lists is found again by its bundle. */
  list(): Promise<RunRecord[]> {
    return this.exclusively(async () => {
      const index = await this.#index();
      const expired = index.records.filter(({ deletedAt }) => deletedAt && isOver(deletedAt));
      let records = index.records.filter((record) => !expired.includes(record));
      if (index.damaged) records = [...records, ...(await this.#recover(index.records))];
      if (index.damaged || expired.length) await this.#write(records);
      for (const { id } of expired) await this.folder.remove(bundleName(id));
      return records.filter(({ deletedAt }) => deletedAt === null).sort((a, b) => a.createdAt - b.createdAt);
    });
  }

  /** Keeps a run, in place of what was kept of it; answers with the length of its bundle. */
  async put(record: Omit<RunRecord, 'bytes' | 'deletedAt'>, bundle: ColumnBundle): Promise<number> {
    const encoded = encodeColumns(bundle);
    return this.exclusively(async () => {
      await this.folder.write(bundleName(record.id), encoded);
      const { records } = await this.#index();
      const entry: RunRecord = { ...record, bytes: encoded.length, deletedAt: null };
      await this.#write([...records.filter(({ id }) => id !== record.id), entry]);
      return encoded.length;
    });
  }

  /** Changes how kept runs look, or when they were deleted. */
  change(changes: readonly RunChange[]): Promise<void> {
    return this.exclusively(async () => {
      const { records } = await this.#index();
      const byId = new Map(changes.map((change) => [change.id, change]));
      await this.#write(records.map((record) => ({ ...record, ...byId.get(record.id) })));
    });
  }

  /** Removes runs for good. */
  remove(ids: readonly string[]): Promise<void> {
    return this.exclusively(async () => {
      const { records } = await this.#index();
      const gone = new Set(ids);
      await this.#write(records.filter(({ id }) => !gone.has(id)));
      for (const id of ids) await this.folder.remove(bundleName(id));
    });
  }

  /** Throws `DataError` where the bundle is missing or damaged. */
  async read(id: string): Promise<ColumnBundle> {
    const bytes = await this.folder.read(bundleName(id));
    if (!bytes) throw new DataError('its bundle', 'file', 'is missing from this browser’s storage.');
    return decodeColumns(bytes, 'its bundle');
  }

  async sweeps(): Promise<Sweep[]> {
    return parseSweeps(textOf(await this.folder.read(SWEEPS_FILE)));
  }

  /** Keeps a sweep in place of what was kept of it; without `sweep` nothing is left of it. */
  putSweep(id: string, sweep: Sweep | null): Promise<void> {
    return this.exclusively(async () => {
      const others = (await this.sweeps()).filter((other) => other.id !== id);
      await this.folder.write(SWEEPS_FILE, JSON.stringify(sweep ? [...others, sweep] : others));
    });
  }

  async #index(): Promise<Index> {
    return parseIndex(textOf(await this.folder.read(INDEX_FILE)));
  }

  #write(records: readonly RunRecord[]): Promise<void> {
    return this.folder.write(INDEX_FILE, indexText(records));
  }

  /** Records of the bundles that `known` does not list; how they looked is lost. */
  async #recover(known: readonly RunRecord[]): Promise<RunRecord[]> {
    const ids = (await this.folder.names())
      .filter((name) => name.endsWith(BUNDLE_ENDING))
      .map((name) => name.slice(0, -BUNDLE_ENDING.length))
      .filter((id) => !known.some((record) => record.id === id));
    const found: RunRecord[] = [];
    for (const [index, id] of ids.entries()) {
      const bytes = await this.folder.read(bundleName(id));
      try {
        if (bytes) found.push(recovered(id, index, bytes));
      } catch {
        // Neither listed nor legible: there is nothing to show of it, and it may be of a later version.
      }
    }
    return found;
  }
}

function recovered(id: string, index: number, bytes: Uint8Array): RunRecord {
  const { result, tables } = decodeColumns(bytes);
  const { experiment, config, seed, metrics, wallSeconds, weightHash } = result;
  const steps = tables.training.step;
  return {
    id,
    name: '',
    colour: index % 8,
    pinned: false,
    hidden: false,
    createdAt: 0,
    origin: 'live',
    experiment,
    config,
    seed,
    state: weightHash === null ? 'stopped' : 'finished',
    metrics,
    step: steps?.[rowsOf(tables.training) - 1] ?? 0,
    wallSeconds,
    bytes: bytes.length,
    sweep: null,
    deletedAt: null,
  };
}

const bundleName = (id: string): string => `${id}${BUNDLE_ENDING}`;
const isOver = (deletedAt: number): boolean => Date.now() - deletedAt > GRACE_MILLISECONDS;
const textOf = (bytes: Uint8Array | null): string | null => bytes && new TextDecoder().decode(bytes);
