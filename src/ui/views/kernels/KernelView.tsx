// Where the time of a step goes: by op, dispatch by dispatch, by kernel, and against what the adapter can do.

import { useState } from 'react';
import { formatMilliseconds } from '../../../base/format';
import { commandById } from '../../shell/commands';
import { isActive, type Run } from '../../state/run';
import { lab, shownRun } from '../../state/store';
import { DispatchFacts } from './DispatchFacts';
import styles from './KernelView.module.css';
import { StepDetail } from './StepDetail';
import { TimeBars } from './TimeBars';
import { Timeline } from './Timeline';

const methods = {
  timestamps: 'Measured by GPU timestamps around each dispatch of one step.',
  replay: 'Measured by replaying each dispatch alone between two fences: launch costs are included.',
};

export default function KernelView() {
  const run = lab(shownRun);
  return (
    <section className={styles.board} aria-label="Kernel times">
      <Measure run={run} />
      {/* Another run starts with nothing chosen. */}
      {run?.profile ? (
        <MeasuredStep key={run.id} run={run} profile={run.profile} />
      ) : (
        !isActive(run) && <p className={styles.empty}>Start a run, or step through one, then measure.</p>
      )}
    </section>
  );
}

function Measure({ run }: { run: Run | null }) {
  const profiling = lab((state) => state.profiling);
  const measure = commandById('run.profile');
  const profile = run?.profile;
  const ready = isActive(run) && run.state !== 'starting' && !profiling;
  const total = profile?.kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0) ?? 0;
  return (
    <header className={styles.header}>
      <p>
        {profile
          ? `${formatMilliseconds(total)} in ${profile.kernels.length} dispatches. ${methods[profile.method]}`
          : 'The time of every kernel in one training step, taken on a copy of the state while the run waits.'}
      </p>
      {run?.origin !== 'file' && run?.origin !== 'recorded' && (
        <button
          type="button"
          disabled={!ready}
          title={`${measure.title} (${measure.keyName})`}
          onClick={measure.run}
        >
          {profiling ? 'Measuring…' : profile ? 'Measure again' : 'Measure a step'}
        </button>
      )}
    </header>
  );
}

function MeasuredStep({ run, profile }: { run: Run; profile: NonNullable<Run['profile']> }) {
  const [chosen, setChosen] = useState(() => longest(profile.kernels));
  const [pointed, setPointed] = useState<number | null>(null);
  const { kernels } = profile;
  // A new measurement of the run is of the same step, unless it was made by another version.
  const selected = Math.min(chosen, kernels.length - 1);
  return (
    <>
      <TimeBars kernels={kernels} />
      <Timeline profile={profile} selected={selected} onSelect={setChosen} onPoint={setPointed} />
      <DispatchFacts profile={profile} index={pointed ?? selected} />
      <StepDetail run={run} profile={profile} selected={selected} onSelect={setChosen} />
    </>
  );
}

function longest(kernels: readonly { milliseconds: number }[]): number {
  return kernels.reduce(
    (best, { milliseconds }, index) => (milliseconds > kernels[best].milliseconds ? index : best),
    0,
  );
}
