// Checkpoints that earlier visits left: the newest of a run that goes on nowhere is offered, and what nobody can
// want any more is removed.

import { forgetCheckpoint, readSavedCheckpoint, savedCheckpoints } from '../../lab/storage';
import { useArchive } from './archive';
import { openCheckpoint } from './keeping';
import { heldElsewhere } from './presence';
import { lab, type ResumePoint } from './store';

const NAME = 'the last visit';
/** Beyond, the oldest are removed. */
const MAXIMUM_BYTES = 2 ** 30;

/** Call once, when the runs of earlier visits are listed. */
export async function findSaved(): Promise<void> {
  const all = await savedCheckpoints();
  const elsewhere = await heldElsewhere(all.map(({ run }) => run));
  // Of a run that was deleted there is nothing to go on with.
  const listed = useArchive.getState().available === true;
  const known = new Set(lab.getState().runs.map(({ id }) => id));
  const [newest, ...older] = all.filter(({ run }) => !elsewhere.has(run) && (!listed || known.has(run)));
  if (newest && !lab.getState().resume) lab.setState({ saved: newest });
  let bytes = newest?.byteLength ?? 0;
  for (const { run, byteLength } of older) {
    bytes += byteLength;
    if (bytes > MAXIMUM_BYTES) await forgetCheckpoint(run);
  }
  for (const { run } of all)
    if (listed && !known.has(run) && !elsewhere.has(run)) await forgetCheckpoint(run);
}

export async function forgetSaved(): Promise<void> {
  const { saved } = lab.getState();
  lab.setState({ saved: null });
  if (saved) await forgetCheckpoint(saved.run);
}

/** Loads what an earlier visit left as the point to go on from; resolves to whether it could be. */
export async function openSaved(): Promise<boolean> {
  const { saved } = lab.getState();
  lab.setState({ saved: null });
  if (!saved) return false;
  // Another tab may have gone on with it since.
  const elsewhere = await heldElsewhere([saved.run]);
  const bytes = elsewhere.size === 0 ? await readSavedCheckpoint(saved.run) : null;
  if (bytes) await openCheckpoint(NAME, bytes, saved.run);
  return bytes !== null;
}

/** The kept checkpoint of a run as the point to go on from. */
export async function checkpointOfSaved(run: string): Promise<ResumePoint | null> {
  const about = (await savedCheckpoints()).find((saved) => saved.run === run);
  const bytes = about ? await readSavedCheckpoint(run) : null;
  if (!about || !bytes) return null;
  return { name: NAME, experiment: about.experiment, step: about.step, bytes, run };
}
