// What the menu of a chart saves as files.

import { isLoadFailure, LOAD_ADVICE } from '../../base/loading';
import type { ChartView } from '../../experiments/experiment';
import { csvOf } from '../state/csv';
import { save } from '../state/download';
import type { Run } from '../state/run';
import { lab } from '../state/store';
import { chartData } from './chartData';
import type { FigureOptions } from './figureSvg';

export async function saveData(
  kind: 'csv' | 'arrow',
  view: ChartView,
  runs: readonly Run[],
  axis: string,
): Promise<void> {
  const data = chartData(view, runs, axis);
  const name = `${view.id}-${runs.length === 1 ? slug(runs[0].name) : `${runs.length}-runs`}`;
  if (kind === 'csv') return save(`${name}.csv`, await csvOf(['run', ...data.names], data.parts), 'text/csv');
  const { arrowFileOf } = await import('./arrowFile');
  save(`${name}.arrow`, await arrowFileOf(data));
}

export async function saveFigure(kind: 'svg' | 'png', id: string, options: FigureOptions): Promise<void> {
  const { figureSvg } = await import('./figureSvg');
  const svg = figureSvg(options);
  if (kind === 'svg') return save(`${id}.svg`, svg, 'image/svg+xml');
  const { figurePng } = await import('./figurePng');
  save(`${id}.png`, await figurePng(svg), 'image/png');
}

/** Says in the banner what became of a file that could not be made. */
export function reportFailure(error: unknown): void {
  const message = isLoadFailure(error)
    ? `The file could not be made: a part of the page could not be loaded. ${LOAD_ADVICE}`
    : `The file could not be made: ${error instanceof Error ? error.message : error}. Reload the page and try again.`;
  lab.setState({ failure: { kind: 'internal', message } });
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'run';
