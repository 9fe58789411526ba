// One chart an experiment declares: title, value, curves, a sentence, and the same as a table.

import { type ReactNode, Suspense, useCallback, useId, useMemo, useRef, useState } from 'react';
import type { ChartView } from '../../experiments/experiment';
import { Icon } from '../shell/Icon';
import { loadable } from '../shell/loadable';
import { enlarge, setForOne, setZoom, useCharts } from '../state/chartSettings';
import { formatMetric, metricName } from '../state/format';
import { lab } from '../state/store';
import { ChartMenu } from './ChartMenu';
import styles from './charts.module.css';
import { Latest } from './Latest';
import type { Range } from './linePlot';
import { Readout } from './Readout';
import { curveUnder, readingsAt } from './readout';
import { Summary } from './Summary';
import { TableTrouble } from './TableTrouble';
import { useContent } from './useContent';
import { useCursorKeys } from './useCursorKeys';
import { usePlot } from './usePlot';
import { axisName, axisOf } from './xAxes';

const DataTable = loadable(() => import('./DataTable'), TableTrouble);

export function ChartFigure({ view }: { view: ChartView }) {
  const [asTable, setAsTable] = useState(false);
  const [cursor, setCursor] = useState<{ x: number; left: number; top: number } | null>(null);
  const [active, setActive] = useState(false);
  const [announcement, setAnnouncement] = useState('');
  const host = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const content = useContent(view);
  const { curves, band, xRange, yRange } = content;
  const axis = useCharts((state) => axisOf(view, state.xAxis));
  const enlarged = useCharts((state) => state.enlarged === view.id);

  const onSelect = useCallback(
    (x: Range | null, y: Range | null) => {
      if (x) setZoom('zooms', axis, x);
      if (y) setZoom('yZooms', view.id, y);
    },
    [axis, view],
  );
  const onReset = useCallback(() => {
    setZoom('zooms', axis, null);
    setZoom('yZooms', view.id, null);
  }, [axis, view]);
  const plot = usePlot(host, content, {
    drawn: !asTable,
    wheelZooms: enlarged,
    onCursor: setCursor,
    onSelect,
    onReset,
  });
  const readings = useMemo(() => (cursor ? readingsAt(curves, cursor.x, band) : []), [cursor, curves, band]);
  const onKey = useCursorKeys({
    plot,
    curves,
    band,
    onReset,
    onMove: ({ curve, value, band: reach }, x) => {
      setActive(true);
      // The row's own x, not that of the pixel it is at.
      setCursor((at) => at && { ...at, x });
      const { one, format } = axisName(axis);
      const name = curves.length > 1 ? `${curve.owner}, ` : '';
      const show = (number: number) => formatMetric(curve.metric, number);
      const around = reach && reach[0] < reach[1] ? `, ${show(reach[0])} to ${show(reach[1])}` : '';
      setAnnouncement(`${name}${one} ${format(x)}: ${metricName(curve.metric)} ${show(value)}${around}`);
    },
    onLeave: () => setActive(false),
  });
  const point = (event: React.PointerEvent) => {
    const { current } = plot;
    if (event.pointerType === 'touch' || !current) return;
    const { left, top } = current.plot.over.getBoundingClientRect();
    const curve = curveUnder(curves, event.clientX - left, event.clientY - top, current.x, current.y);
    hover(curves.length > 1 ? (curve?.members[0].run.id ?? null) : null);
  };
  const leave = () => {
    setActive(false);
    hover(null);
  };

  const width = host.current?.clientWidth ?? 1;
  const offset = plot.current?.plot.over.offsetLeft ?? 0;
  return (
    <figure className={styles.figure} aria-labelledby={titleId} data-chart={view.id}>
      <figcaption className={styles.caption}>
        <h3 id={titleId} className={styles.title}>
          {view.title}
        </h3>
        <Latest curves={curves} readings={cursor ? readings : null} />
        <span className={styles.tools}>
          {(xRange || yRange) && (
            <button
              type="button"
              className={styles.tool}
              aria-label={`Show all of ${view.title}`}
              onClick={onReset}
            >
              reset
            </button>
          )}
          <Toggle
            label="log"
            className={`${styles.tool} ${styles.inMenu}`}
            title={`Logarithmic vertical axis of ${view.title}`}
            pressed={content.logY}
            disabled={asTable}
            onPress={(logY) => setForOne(view.id, { logY })}
          />
          <Toggle
            label={<Icon name="table" size={12} />}
            title={`Show ${view.title} as a table`}
            pressed={asTable}
            onPress={setAsTable}
          />
          <ChartMenu view={view} content={content} axis={axis} plot={plot} />
          <Toggle
            label={<Icon name={enlarged ? 'shrink' : 'grow'} size={12} />}
            title={enlarged ? `Show ${view.title} among the others` : `Let ${view.title} fill the board`}
            pressed={enlarged}
            onPress={(on) => enlarge(on ? view.id : null)}
          />
        </span>
      </figcaption>
      {asTable ? (
        <Suspense fallback={<div className={styles.tableHost} />}>
          <DataTable view={view} curves={curves} />
        </Suspense>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a drawing with keys of its own, no form controls
        <div
          ref={host}
          className={styles.plot}
          role="group"
          aria-label={`${view.title}: left and right arrow keys read values, up and down change the curve, plus and minus zoom`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move its cursor
          tabIndex={0}
          onKeyDown={onKey}
          onPointerEnter={() => setActive(true)}
          onPointerMove={point}
          onPointerLeave={leave}
          onBlur={leave}
        >
          {active && cursor && (
            <Readout
              axis={axis}
              x={cursor.x}
              readings={readings}
              hovered={content.hovered}
              left={cursor.left + offset}
              share={(cursor.left + offset) / width}
              height={host.current?.clientHeight ?? 0}
            />
          )}
        </div>
      )}
      <Summary view={view} curves={curves} axis={axis} />
      <p className="visually-hidden" aria-live="polite">
        {announcement}
      </p>
    </figure>
  );
}

const hover = (id: string | null): void => {
  if (lab.getState().hovered !== id) lab.setState({ hovered: id });
};

interface ToggleProps {
  label: ReactNode;
  title: string;
  pressed: boolean;
  disabled?: boolean;
  className?: string;
  onPress(pressed: boolean): void;
}

const Toggle = ({ label, title, pressed, disabled, className = styles.tool, onPress }: ToggleProps) => (
  <button
    type="button"
    className={className}
    aria-pressed={pressed}
    aria-label={title}
    title={title}
    disabled={disabled}
    onClick={() => onPress(!pressed)}
  >
    {label}
  </button>
);
