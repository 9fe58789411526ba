// Files that come in (picked or dropped: data, run bundles, checkpoints) and runs that go out.

import { DataError, TesseraError } from '../../base/errors';
import { isLoadFailure, LOAD_ADVICE } from '../../base/loading';
import type { RunFile } from '../../lab/protocol';
import { archiveCall } from './archiveClient';
import { wholeRun } from './archiveLoading';
import { openBenchReport } from './bench';
import { csvOf } from './csv';
import { save } from './download';
import { removeRecordings } from './example';
import { type Found, foundIn, gathered } from './folders';
import { openCheckpoint } from './keeping';
import { placementOpening } from './placementLink';
import { type Run, runFromBundle, type TableName } from './run';
import { stop } from './runActions';
import { bundleOf } from './runBundle';
import { startLog } from './runLog';
import { addRun } from './runs';
import { findExperiment } from './setup';
import { setFiles } from './setupActions';
import { lab } from './store';

/** End of a file within which a run bundle says that it is one, beside its result as JSON. */
const PEEK_BYTES = 2 ** 21;
const ARROW_MAGIC = 'ARROW1';
const BUNDLE_MARK = 'tessera-run-';

export const openDropped = (files: readonly File[]): Promise<void> => openFound(foundIn(files));

/** Does with each file what its kind asks for; what cannot be opened is said in one banner. */
export async function openFound(found: readonly Found[]): Promise<void> {
  try {
    const data: RunFile[] = [];
    const openPlaced = placementOpening(lab.getState().panel);
    for (const file of gathered(found)) {
      if (file.name.endsWith('.safetensors')) await openCheckpoint(file.name, await bytesOf(file));
      else if (await isBenchReport(file)) openBenchReport(file.name, await file.blob.text());
      else if (await isBundle(file)) await openBundle(file);
      else data.push(file);
    }
    if (openPlaced && data.length) await openPlaced(data);
    else addData(data);
  } catch (error) {
    const message =
      error instanceof TesseraError
        ? error.message
        : isLoadFailure(error)
          ? `The file was not read: a part of the page could not be loaded. ${LOAD_ADVICE}`
          : `The file could not be read: ${error}`;
    lab.setState({ failure: { kind: 'file', message } });
  }
}

/** Adds data files; those named for testing become test data. */
export function addData(files: readonly RunFile[]): void {
  const { experiment, trainFiles, testFiles } = lab.getState();
  const { input, severalInputs } = findExperiment(experiment);
  // An experiment that has no data to train on reads files of its own, whatever they are called; most read one.
  if (input !== undefined) {
    if (files.length) setFiles('train', severalInputs ? [...trainFiles, ...files] : files);
    return;
  }
  const isTest = ({ name }: RunFile) => /(^|[^a-z])(test|t10k|tes$)/i.test(name);
  const test = files.filter(isTest);
  const train = files.filter((file) => !isTest(file));
  if (train.length) setFiles('train', [...trainFiles, ...train]);
  if (test.length) setFiles('test', [...testFiles, ...test]);
}

/** Throws `DataError` for an Arrow file that was cut off: its end says what it is. */
async function isBundle(file: RunFile): Promise<boolean> {
  if (!file.name.endsWith('.arrow')) return false;
  const start = await file.blob.slice(0, ARROW_MAGIC.length).text();
  const end = await file.blob.slice(-PEEK_BYTES).text();
  if (start === ARROW_MAGIC && !end.endsWith(ARROW_MAGIC))
    throw new DataError(file.name, 'end', 'is damaged: the file was cut off. Export or download it again.');
  return end.includes(BUNDLE_MARK);
}

/** A report of a benchmark, which says so near its beginning. */
const isBenchReport = async ({ name, blob }: RunFile): Promise<boolean> =>
  name.endsWith('.json') && (await blob.slice(0, PEEK_BYTES).text()).includes('"peakBytesPerSecond"');

async function openBundle(file: RunFile): Promise<void> {
  const { decodeBundle } = await import('../../lab/bundle');
  const bundle = decodeBundle(await bytesOf(file), file.name);
  await stop();
  const run = runFromBundle(bundle, 'file', file.name);
  const { config, seed } = run;
  const experiment = findExperiment(run.experiment).id;
  startLog(run.id, bundle.events, bundle.result.wallSeconds);
  addRun(run);
  // Never before it: the page would have nothing to show for a moment.
  removeRecordings();
  lab.setState({ failure: null, panel: 'charts', resume: null });
  if (experiment === run.experiment) lab.setState({ experiment, config, seed });
}

const bytesOf = async ({ blob }: RunFile): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await blob.arrayBuffer());

/** Everything about a run as one file, encoded apart from the page. */
export async function exportBundle({ id, experiment, seed }: Run): Promise<void> {
  const run = await wholeRun(id);
  if (!run?.adapter) return;
  save(`${experiment}-seed-${seed}.arrow`, await archiveCall('encode', bundleOf(run)));
}

/** Every row of a table at full resolution. */
export async function exportRows(run: Run, name: TableName): Promise<void> {
  const table = run.tables[name];
  const columns = table.names.map((column) => table.column(column));
  save(`${run.experiment}-${name}.csv`, await csvOf(table.names, [{ columns }]), 'text/csv');
}
