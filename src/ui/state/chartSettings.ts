// How charts are drawn: chosen for all of them, or for one. Remembered in this browser, apart from what is
// enlarged and zoomed to.

import { create } from 'zustand';

export const xAxes = ['step', 'epoch', 'time', 'samples', 'flops'] as const;
export type XAxis = (typeof xAxes)[number];

/** What one chart may have other than the rest. */
export interface ChartOptions {
  logX: boolean;
  logY: boolean;
  /** Share of the past in the smoothed value, 0 (off) to 0.99. */
  smoothing: number;
}

export interface ChartSettings extends ChartOptions {
  /** Of charts over steps. */
  xAxis: XAxis;
  /** Around the mean of grouped runs: lowest to highest, or one standard deviation each way. */
  band: 'range' | 'deviation';
  /** By chart id. */
  own: Readonly<Record<string, Partial<ChartOptions>>>;
  /** Id of the chart that fills the board. */
  enlarged: string | null;
  /** What is in sight, by x axis: charts over the same axis zoom together. */
  zooms: Readonly<Record<string, readonly [number, number]>>;
  /** What is in sight of the vertical axis, by chart id. */
  yZooms: Readonly<Record<string, readonly [number, number]>>;
}

export const MAXIMUM_SMOOTHING = 0.99;
const KEY = 'tessera.charts';

const defaults: ChartSettings = {
  logX: false,
  logY: false,
  smoothing: 0,
  xAxis: 'step',
  band: 'range',
  own: {},
  enlarged: null,
  zooms: {},
  yZooms: {},
};

export const useCharts = create<ChartSettings>()(() => ({ ...defaults, ...remembered() }));

useCharts.subscribe(({ logX, logY, smoothing, xAxis, band, own }) => {
  try {
    localStorage.setItem(KEY, JSON.stringify({ logX, logY, smoothing, xAxis, band, own }));
  } catch {
    // Without storage the choice lasts for this visit.
  }
});

/** Sets an option of every chart: what single charts had otherwise is given up. */
export function setForAll<K extends keyof ChartOptions>(key: K, value: ChartOptions[K]): void {
  const own = Object.entries(useCharts.getState().own).map(([id, { [key]: _, ...rest }]) => [id, rest]);
  useCharts.setState({ [key]: value, own: Object.fromEntries(own) });
}

export function setForOne(id: string, options: Partial<ChartOptions>): void {
  const { own } = useCharts.getState();
  useCharts.setState({ own: { ...own, [id]: { ...own[id], ...options } } });
}

/** Brings a range into sight, of an x axis or of one chart's y axis; null shows everything. */
export function setZoom(
  kind: 'zooms' | 'yZooms',
  key: string,
  range: readonly [number, number] | null,
): void {
  const { [key]: _, ...others } = useCharts.getState()[kind];
  useCharts.setState({ [kind]: range ? { ...others, [key]: range } : others });
}

export const enlarge = (id: string | null): void => useCharts.setState({ enlarged: id });

/** What was stored, as far as it can be used. */
function remembered(): Partial<ChartSettings> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return {};
    const { xAxis, band, own, ...rest } = stored as Record<string, unknown>;
    return {
      ...optionsFrom(rest),
      ...(xAxes.includes(xAxis as XAxis) && { xAxis: xAxis as XAxis }),
      ...((band === 'range' || band === 'deviation') && { band }),
      ...(typeof own === 'object' &&
        own !== null && {
          own: Object.fromEntries(Object.entries(own).map(([id, options]) => [id, optionsFrom(options)])),
        }),
    };
  } catch {
    return {};
  }
}

function optionsFrom(stored: unknown): Partial<ChartOptions> {
  if (typeof stored !== 'object' || stored === null) return {};
  const { logX, logY, smoothing } = stored as Record<string, unknown>;
  return {
    ...(typeof logX === 'boolean' && { logX }),
    ...(typeof logY === 'boolean' && { logY }),
    ...(typeof smoothing === 'number' && smoothing >= 0 && smoothing <= MAXIMUM_SMOOTHING && { smoothing }),
  };
}
