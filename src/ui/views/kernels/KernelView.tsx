// Where the time of a step goes: by op, dispatch by dispatch, by kernel, and against what the adapter can do; and
// which way of computing each product is fastest on it.

import { useState } from 'react';
import { formatMilliseconds } from '../../../base/format';
import choices from '../../controls/choice.module.css';
import { commandById } from '../../shell/commands';
import { isActive, type Run } from '../../state/run';
import { lab, shownRun } from '../../state/store';
import { DispatchFacts } from './DispatchFacts';
import styles from './KernelView.module.css';
import { StepDetail } from './StepDetail';
import { TimeBars } from './TimeBars';
import { Timeline } from './Timeline';
import { TuningView } from './TuningView';

const methods = {
  timestamps: 'Measured by GPU timestamps around each dispatch of one step.',
  replay: 'Measured by replaying each dispatch alone between two fences: launch costs are included.',
};

const parts = ['Times of a step', 'Tuning'] as const;

export default function KernelView() {
  const [asked, setPart] = useState<(typeof parts)[number] | null>(null);
  const isTuning = lab(({ tuningUpdate }) => tuningUpdate !== null);
  // What goes on is shown until the reader wants to see something else, and stays once it is over.
  const [wasTuning, setWasTuning] = useState(isTuning);
  if (isTuning && !wasTuning) setWasTuning(true);
  const part = asked ?? (wasTuning ? 'Tuning' : 'Times of a step');
  return (
    <section className={styles.board} aria-label="Kernel times">
      <fieldset className={choices.choice}>
        <legend className="visually-hidden">Show of the kernels</legend>
        {parts.map((name) => (
          <button key={name} type="button" aria-pressed={part === name} onClick={() => setPart(name)}>
            {name}
          </button>
        ))}
      </fieldset>
      {part === 'Tuning' ? <TuningView /> : <Times />}
    </section>
  );
}

function Times() {
  const run = lab(shownRun);
  return (
    <>
      <Measure run={run} />
      {/* Another run starts with nothing chosen. */}
      {run?.profile ? (
        <MeasuredStep key={run.id} run={run} profile={run.profile} />
      ) : (
        !isActive(run) && <p className={styles.empty}>Start a run, or step through one, then measure.</p>
      )}
    </>
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
