// The colours of the theme as the board's canvases take them.

import { resolveColour } from '../../charts/colours';
import type { Theme } from '../../shell/theme';
import { timeParts } from './boardModel';
import { type Ramp, rampOf } from './ramp';

const tokens = {
  surface: '--surface',
  raised: '--raised',
  line: '--line',
  lineStrong: '--line-strong',
  grid: '--grid',
  ink: '--ink',
  inkSoft: '--ink-soft',
  accent: '--accent',
  accentWash: '--accent-wash',
  amber: '--amber',
  amberWash: '--amber-wash',
  bad: '--bad',
  badWash: '--bad-wash',
  held: '--series-faded',
} as const;

export interface BoardColours extends Record<keyof typeof tokens, string> {
  /** Of each part of the time, in their order. */
  parts: readonly string[];
  ramp: Ramp;
}

export function boardColours(host: HTMLElement, theme: Theme): BoardColours {
  const entries = Object.entries(tokens).map(([name, token]) => [name, resolveColour(host, token)]);
  return {
    ...(Object.fromEntries(entries) as Record<keyof typeof tokens, string>),
    parts: timeParts.map(({ colour }) => resolveColour(host, colour)),
    ramp: rampOf(theme),
  };
}
