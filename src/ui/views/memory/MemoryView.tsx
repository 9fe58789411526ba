// Where the memory of a run goes: predicted from the plan, tensor by tensor, beside what was measured.

import { useState } from 'react';
import type { Forecast, StepInspection } from '../../../lab/protocol';
import choices from '../../controls/choice.module.css';
import { isActive } from '../../state/run';
import { lab, shownRun } from '../../state/store';
import { MemoryTable } from './MemoryTable';
import styles from './MemoryView.module.css';
import { SharingPicture } from './SharingPicture';
import { TotalBars } from './TotalBars';
import { TreemapPicture } from './TreemapPicture';

const views = ['Map', 'Sharing', 'Table'] as const;

export default function MemoryView() {
  const run = lab(shownRun);
  const inspection = run?.inspection;
  const forecast = run?.forecast;
  return (
    <section className={styles.board} aria-label="Memory">
      {inspection && forecast ? (
        <>
          <TotalBars predicted={forecast.predictedPeakBytes} measured={run.metrics.peakBytes} />
          <MemoryPictures key={run.id} inspection={inspection} forecast={forecast} />
        </>
      ) : (
        <p className={styles.empty}>
          {isActive(run)
            ? 'The memory plan appears as soon as the model is traced.'
            : run
              ? 'This run was saved without its memory plan.'
              : 'Start a run: its memory is planned before anything is allocated.'}
        </p>
      )}
    </section>
  );
}

function MemoryPictures({ inspection, forecast }: { inspection: StepInspection; forecast: Forecast }) {
  const [view, setView] = useState<(typeof views)[number]>('Map');
  return (
    <>
      <fieldset className={choices.choice}>
        <legend className="visually-hidden">Show memory as</legend>
        {views.map((name) => (
          <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
            {name}
          </button>
        ))}
      </fieldset>
      {view === 'Map' && <TreemapPicture inspection={inspection} forecast={forecast} />}
      {view === 'Sharing' && <SharingPicture inspection={inspection} />}
      {view === 'Table' && <MemoryTable inspection={inspection} forecast={forecast} />}
    </>
  );
}
