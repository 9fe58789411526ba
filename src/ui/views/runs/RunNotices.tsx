// What the reader has to know of kept runs: those there was no room for, and sweeps that a reload interrupted.

import { formatBytes, formatNumber } from '../../../base/format';
import { dismissUnkept, useArchive } from '../../state/archive';
import { select, useRunList } from '../../state/runList';
import { lab } from '../../state/store';
import { isDone } from '../../state/sweepItems';
import { continueSweep, removeSweep, useSweeps } from '../../state/sweeps';
import { Notice } from '../train/Notice';

export function RunNotices() {
  return (
    <>
      <UnkeptNotice />
      <SweepNotice />
    </>
  );
}

function UnkeptNotice() {
  const unkept = useArchive((state) => state.unkept);
  const storage = useArchive((state) => state.storage);
  const runs = lab((state) => state.runs);
  if (unkept.length === 0) return null;
  const named = unkept.map(({ id, bytes }) => {
    const name = runs.find((run) => run.id === id)?.name ?? 'a run';
    return `“${name}” (about ${formatBytes(bytes)})`;
  });
  const needed = unkept.reduce((sum, { bytes }) => sum + bytes, 0);
  const old = oldest(needed, new Set(unkept.map(({ id }) => id)));
  return (
    <Notice
      tone="bad"
      title={`This browser’s storage is full: ${named.join(', ')} ${named.length === 1 ? 'is' : 'are'} not kept.`}
      action={
        old.length > 0
          ? {
              title: 'Choose old runs to delete…',
              run: () => {
                select(old);
                useRunList.setState({
                  part: 'list',
                  filter: '',
                  sort: { key: 'created', descending: false },
                });
                lab.setState({ panel: 'runs' });
              },
            }
          : undefined
      }
      dismiss={dismissUnkept}
    >
      <p>
        {storage && `${formatBytes(storage.used)} of ${formatBytes(storage.granted)} are in use. `}
        Until this page is closed everything is still here: save bundles, or delete runs to make room.
      </p>
    </Notice>
  );
}

/** Ids of the oldest kept runs, none of them pinned, that make room for this many bytes. */
function oldest(bytes: number, except: ReadonlySet<string>): string[] {
  const ids: string[] = [];
  let freed = 0;
  for (const run of [...lab.getState().runs].sort((a, b) => a.createdAt - b.createdAt)) {
    if (freed >= bytes) break;
    if (run.keptBytes === null || run.pinned || except.has(run.id)) continue;
    ids.push(run.id);
    freed += run.keptBytes;
  }
  return ids;
}

/** Sweeps of an earlier visit; those of this one are steered where they are listed. */
function SweepNotice() {
  const sweep = useSweeps(({ sweeps, offered }) =>
    sweeps.find((one) => offered.includes(one.id) && !isDone(one)),
  );
  const files = lab((state) => state.trainFiles.length + state.testFiles.length);
  if (!sweep?.paused) return null;
  const left = sweep.items.filter(({ state }) => state === 'queued' || state === 'running').length;
  const missing = sweep.files.length > 0 && files === 0;
  return (
    <Notice
      tone="plain"
      title={`The sweep “${sweep.name}” was interrupted: ${formatNumber(left)} of ${formatNumber(sweep.items.length)} runs are left.`}
      action={missing ? undefined : { title: 'Go on', run: () => continueSweep(sweep.id) }}
      dismiss={() => removeSweep(sweep.id)}
      dismissTitle="Forget it"
    >
      <p>
        {missing
          ? `It is run on ${sweep.files.join(', ')}: add the same files first.`
          : 'What has finished is kept; a run that was cut short goes on from its last checkpoint or begins anew.'}
      </p>
    </Notice>
  );
}
