// How far the planner is, what it has found, and its better and better plans to be looked at again.

import { useEffect, useState } from 'react';
import { formatMilliseconds } from '../../../base/format';
import type { PlannerProgress } from '../../../sharding/editing/planners';
import { Icon } from '../../shell/Icon';
import { usePlaced } from '../../state/placement';
import { type Planning, replay, stopPlanning, usePlanning } from '../../state/placementPlanning';
import styles from './placement.module.css';
import { signedPercent } from './readings';
import tools from './tools.module.css';

const FRAME_MILLISECONDS = 90;

export function PlannerBar() {
  const planning = usePlanning((state) => state.planning);
  const problem = usePlaced((state) => state.evaluation.document.problem);
  const basis = usePlaced((state) => state.evaluation.cost.basis);
  if (!planning || planning.document.problem !== problem) return null;
  const { planner, state, progress } = planning;
  const share = progress?.total ? Math.min(1, progress.done / progress.total) : null;
  return (
    <section className={styles.planning} aria-label="Planner" data-state={state}>
      {state === 'running' && (
        <progress aria-label={`${planner.title}, progress`} max={1} value={share ?? undefined} />
      )}
      <p>
        <b>{planner.title}</b> {told(planning)}
        {state !== 'failed' && progress?.note && ` ${progress.note}`}
      </p>
      {state !== 'failed' && <Figures planning={planning} basis={basis} />}
      <div className={tools.tools}>
        {state === 'running' ? (
          <button type="button" onClick={stopPlanning}>
            <Icon name="stop" size={10} /> Stop planner
          </button>
        ) : (
          <>
            {planning.frames.length > 1 && <Replay planning={planning} />}
            <button
              type="button"
              className={tools.icon}
              aria-label="Close the planner’s report"
              onClick={() => usePlanning.setState({ planning: null, replayed: null })}
            >
              <Icon name="close" size={10} />
            </button>
          </>
        )}
      </div>
    </section>
  );
}

function told({ planner, state, progress, problem }: Planning): string {
  // Refusals begin with the planner’s name, which stands before them here.
  if (state === 'failed') return problem?.replace(`${planner.title}: `, '') ?? 'failed';
  const tried = progress ? `${progress.done.toLocaleString('en')} tried` : '';
  if (state === 'running')
    return progress?.total ? `${tried} of ${progress.total.toLocaleString('en')}` : tried || 'starts';
  return state === 'stopped' ? `was stopped, ${tried}` : tried;
}

function Figures({ planning: { before, progress, frames }, basis }: { planning: Planning; basis: string }) {
  const best = frames.at(-1)?.milliseconds ?? progress?.best;
  if (best === undefined || !Number.isFinite(best)) return null;
  return (
    <dl className={styles.found}>
      <div>
        <dt>best</dt>
        <dd>
          {formatMilliseconds(best)} {basis}
          {before > 0 && ` (${signedPercent(best / before)})`}
        </dd>
      </div>
      {progress?.bound !== undefined && (
        <div>
          <dt>bound</dt>
          <dd>{formatMilliseconds(progress.bound)}</dd>
        </div>
      )}
      {progress?.bound !== undefined && (
        <div>
          <dt>gap</dt>
          <dd>{(100 * (best / progress.bound - 1)).toFixed(1)} %</dd>
        </div>
      )}
      {progress?.objective && <Objective {...progress.objective} />}
    </dl>
  );
}

/** What a planner minimises in place of the cost model's time: its best, its bound, its gap. */
const Objective = ({ title, best, bound }: NonNullable<PlannerProgress['objective']>) => (
  <div>
    <dt>{title}</dt>
    <dd>
      {formatMilliseconds(best)}, bound {formatMilliseconds(bound)}
      {bound > 0 && `, gap ${(100 * (best / bound - 1)).toFixed(1)} %`}
    </dd>
  </div>
);

function Replay({ planning: { frames } }: { planning: Planning }) {
  const replayed = usePlanning((state) => state.replayed);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(
      () => {
        const next = (replayed ?? -1) + 1;
        if (next < frames.length - 1) return replay(next);
        replay(null);
        setPlaying(false);
      },
      Math.max(FRAME_MILLISECONDS, 4000 / frames.length),
    );
    return () => clearTimeout(timer);
  }, [playing, replayed, frames.length]);
  const at = replayed ?? frames.length - 1;
  return (
    <div className={styles.replay}>
      <button
        type="button"
        className={tools.icon}
        aria-label={playing ? 'Pause the replay' : 'Replay the search'}
        title={playing ? 'Pause the replay' : 'Replay the search'}
        onClick={() => setPlaying(!playing)}
      >
        <Icon name={playing ? 'pause' : 'play'} size={11} />
      </button>
      <input
        type="range"
        aria-label="Plan of the search"
        aria-valuetext={`plan ${at + 1} of ${frames.length}, ${formatMilliseconds(frames[at].milliseconds)}`}
        min={0}
        max={frames.length - 1}
        value={at}
        onChange={(event) => {
          setPlaying(false);
          const wanted = Number(event.target.value);
          replay(wanted === frames.length - 1 ? null : wanted);
        }}
      />
      <span>{replayed === null ? `${frames.length} plans` : `${at + 1} of ${frames.length}`}</span>
    </div>
  );
}
