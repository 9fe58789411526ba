// Below the timeline: the step by kernel, against the roofline, or the shader of the chosen dispatch.

import { useLayoutEffect, useRef, useState } from 'react';
import type { StepProfile } from '../../../lab/protocol';
import choices from '../../controls/choice.module.css';
import type { Run } from '../../state/run';
import { KernelTable } from './KernelTable';
import styles from './KernelView.module.css';
import { Roofline } from './Roofline';
import { ShaderText } from './ShaderText';

const views = ['By kernel', 'Roofline', 'Shader'] as const;
type View = (typeof views)[number];

interface StepDetailProps {
  run: Run;
  profile: StepProfile;
  selected: number;
  onSelect(index: number): void;
}

export function StepDetail({ run, profile, selected, onSelect }: StepDetailProps) {
  const [view, setView] = useState<View>('By kernel');
  const detail = useRef<HTMLDivElement>(null);
  const shown = useRef<View>(view);
  // What was asked for may lie below what is in sight.
  useLayoutEffect(() => {
    if (shown.current !== view) detail.current?.scrollIntoView({ block: 'nearest' });
    shown.current = view;
  }, [view]);
  return (
    <div ref={detail} className={styles.detail}>
      <fieldset className={choices.choice}>
        <legend className="visually-hidden">Show the step as</legend>
        {views.map((name) => (
          <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
            {name}
          </button>
        ))}
      </fieldset>
      {view === 'By kernel' && <KernelTable profile={profile} />}
      {view === 'Roofline' && <Roofline profile={profile} selected={selected} onSelect={onSelect} />}
      {view === 'Shader' && <ShaderText inspection={run.inspection} profile={profile} index={selected} />}
    </div>
  );
}
