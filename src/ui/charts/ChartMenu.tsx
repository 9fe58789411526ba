// The menu of one chart: its own axes and smoothing, and what it saves as files.

import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import type { ChartView } from '../../experiments/experiment';
import { Icon } from '../shell/Icon';
import { MAXIMUM_SMOOTHING, setForOne } from '../state/chartSettings';
import type { Run } from '../state/run';
import { runsOf } from './chartData';
import styles from './charts.module.css';
import { useChartOptions } from './curves';
import { reportFailure, saveData, saveFigure } from './exports';
import type { PlotContent } from './linePlot';
import type { PlotHandle } from './usePlot';

interface ChartMenuProps {
  view: ChartView;
  content: PlotContent;
  axis: string;
  plot: PlotHandle;
}

export function ChartMenu({ view, content, axis, plot }: ChartMenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (!open || !button.current || !menu.current) return;
    const { right, bottom, top } = button.current.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = menu.current;
    const below = bottom + 4 + offsetHeight <= innerHeight ? bottom + 4 : Math.max(8, top - 4 - offsetHeight);
    style.left = `${Math.max(8, right - offsetWidth)}px`;
    style.top = `${Math.min(below, Math.max(8, innerHeight - offsetHeight - 8))}px`;
  }, [open]);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.tool}
        popoverTarget={id}
        aria-label={`Options and files of ${view.title}`}
        title={`Options and files of ${view.title}`}
        aria-expanded={open}
      >
        <Icon name="more" size={12} />
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a popover of controls, not a form */}
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="group"
        className={styles.menu}
        aria-label={`Options and files of ${view.title}`}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && <Content view={view} content={content} axis={axis} plot={plot} />}
      </div>
    </>
  );
}

function Content({ view, content, axis, plot }: ChartMenuProps) {
  const { logX, logY, smoothing } = useChartOptions(view);
  const runs = runsOf(content.curves);
  const shown = content.curves.findLast((curve) => curve.shown)?.members[0].run;
  const own = shown && runs.includes(shown) ? shown : runs[0];
  const figure = () => {
    const { current } = plot;
    if (!current) return null;
    return { title: view.title, content, x: current.x, y: current.y, colourOf: current.colourOf };
  };
  const draw = (kind: 'svg' | 'png') => {
    const options = figure();
    if (options) saveFigure(kind, view.id, options).catch(reportFailure);
  };
  const data = (kind: 'csv' | 'arrow', of: readonly Run[]) =>
    void saveData(kind, view, of, axis).catch(reportFailure);
  return (
    <>
      <h4>This chart</h4>
      <Check checked={logX} onChange={(on) => setForOne(view.id, { logX: on })}>
        Logarithmic horizontal axis
      </Check>
      <Check checked={logY} onChange={(on) => setForOne(view.id, { logY: on })}>
        Logarithmic vertical axis
      </Check>
      <SmoothingSlider value={smoothing} onChange={(value) => setForOne(view.id, { smoothing: value })} />
      <h4>Picture</h4>
      <p className={styles.files}>
        <File onSave={() => draw('png')} disabled={!plot.current || !own}>
          PNG
        </File>
        <File onSave={() => draw('svg')} disabled={!plot.current || !own}>
          SVG
        </File>
      </p>
      <h4>Every row of {own?.name ?? 'the run'}</h4>
      <p className={styles.files}>
        <File onSave={() => data('csv', own ? [own] : [])} disabled={!own}>
          CSV
        </File>
        <File onSave={() => data('arrow', own ? [own] : [])} disabled={!own}>
          Arrow
        </File>
      </p>
      {runs.length > 1 && (
        <>
          <h4>Every row of all {runs.length} runs drawn</h4>
          <p className={styles.files}>
            <File onSave={() => data('csv', runs)}>CSV of all runs</File>
            <File onSave={() => data('arrow', runs)}>Arrow of all runs</File>
          </p>
        </>
      )}
    </>
  );
}

/** Smoothing moves in hundredths; most of what one wants lies near the upper end. */
export function SmoothingSlider({ value, onChange }: { value: number; onChange(value: number): void }) {
  const id = useId();
  return (
    <span
      className={styles.smoothing}
      title="Means over past steps; the vertical axis fits them, and a triangle at its edge marks a spike beyond it"
    >
      <label htmlFor={id}>Smoothing</label>
      <input
        id={id}
        type="range"
        min={0}
        max={MAXIMUM_SMOOTHING}
        step={0.01}
        value={value}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
      <output htmlFor={id}>{value === 0 ? 'off' : value.toFixed(2)}</output>
    </span>
  );
}

interface CheckProps {
  checked: boolean;
  onChange(checked: boolean): void;
  children: ReactNode;
}

const Check = ({ checked, onChange, children }: CheckProps) => (
  <label className={styles.check}>
    <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
    {children}
  </label>
);

const File = (props: { onSave(): void; disabled?: boolean; children: ReactNode }) => (
  <button type="button" disabled={props.disabled} onClick={props.onSave}>
    <Icon name="down" size={11} />
    {props.children}
  </button>
);
