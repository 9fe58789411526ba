// Laying embedding tables out over devices: by hand on the board, by a planner, and what every layout costs at once.

import { useEffect, useMemo, useState } from 'react';
import choices from '../../controls/choice.module.css';
import { usePlaced, usePlacement, withPlan } from '../../state/placement';
import { usePlanning } from '../../state/placementPlanning';
import { openFirst } from '../../state/placementSource';
import { connectActions } from './actions';
import { Board } from './Board';
import type { TileScale } from './boardLayout';
import { Headline } from './Headline';
import { Legend } from './Legend';
import { PlannerBar } from './PlannerBar';
import styles from './placement.module.css';
import { Side } from './Side';
import { TableList } from './TableList';
import { Toolbar } from './Toolbar';
import { Violations } from './Violations';

const shapes = ['Board', 'Table'] as const;
const scales: readonly { id: TileScale; title: string }[] = [
  { id: 'linear', title: 'Bytes' },
  { id: 'logarithmic', title: 'Log of bytes' },
];

export default function PlacementView() {
  const isOpen = usePlacement(({ open }) => open !== null);
  useEffect(() => {
    void openFirst().then(connectActions);
  }, []);
  return (
    <section className={styles.view} aria-label="Placement">
      {isOpen && <Opened />}
    </section>
  );
}

function Opened() {
  const [shape, setShape] = useState<(typeof shapes)[number]>('Board');
  const [scale, setScale] = useState<TileScale>('linear');
  const evaluation = useShownEvaluation();
  const chosen = usePlaced((state) => state.chosen);
  return (
    <>
      <Toolbar />
      <PlannerBar />
      <Headline evaluation={evaluation} />
      <Violations evaluation={evaluation} />
      <div className={styles.body}>
        <div className={styles.centre}>
          <div className={styles.looks}>
            <fieldset className={choices.choice}>
              <legend className="visually-hidden">Show the plan as</legend>
              {shapes.map((name) => (
                <button key={name} type="button" aria-pressed={shape === name} onClick={() => setShape(name)}>
                  {name}
                </button>
              ))}
            </fieldset>
            {shape === 'Board' && (
              <fieldset className={choices.choice}>
                <legend className="visually-hidden">Shards are sized by</legend>
                {scales.map(({ id, title }) => (
                  <button key={id} type="button" aria-pressed={scale === id} onClick={() => setScale(id)}>
                    {title}
                  </button>
                ))}
              </fieldset>
            )}
            {shape === 'Board' && <Legend evaluation={evaluation} />}
          </div>
          {shape === 'Board' ? (
            <Board evaluation={evaluation} chosen={chosen} scale={scale} />
          ) : (
            <TableList evaluation={evaluation} chosen={chosen} />
          )}
        </div>
        <Side evaluation={evaluation} />
      </div>
      <News />
    </>
  );
}

/** Of the plan that stands; while a planner is at work, of its best so far; or of the one that is replayed. */
function useShownEvaluation() {
  const evaluation = usePlaced((state) => state.evaluation);
  const planning = usePlanning((state) => state.planning);
  const replayed = usePlanning((state) => state.replayed);
  const frames = planning?.frames ?? [];
  const frame = planning?.state === 'running' ? frames.at(-1) : frames[replayed ?? -1];
  const same = planning?.document.problem === evaluation.document.problem;
  return useMemo(() => (frame && same ? withPlan(frame.plan) : evaluation), [frame, same, evaluation]);
}

/** What was done or refused last. */
function News() {
  const { text, refused } = usePlaced((state) => state.news);
  return (
    <p className={styles.news} data-refused={refused || undefined} role="status" aria-live="polite">
      {text}
    </p>
  );
}
