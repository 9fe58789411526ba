// How the series of a figure are told apart: by colour, dash and shape, so that none is needed alone.

const COLOURS = 8;

export const inkOf = (series: number): string => `var(--run-${(series % COLOURS) + 1})`;

const dashes = ['', '7 3', '2 3', '8 3 2 3', '12 3'];

export const dashOf = (series: number): string | undefined => dashes[series % dashes.length] || undefined;

/** Path of a mark around its place: circle, square, triangle, diamond, cross. */
const shapes = [
  'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
  'M-3.6 -3.6h7.2v7.2h-7.2z',
  'M0 -4.6L4.4 3.4H-4.4z',
  'M0 -5L5 0L0 5L-5 0z',
  'M-1.4 -4.6h2.8v3.2h3.2v2.8h-3.2v3.2h-2.8v-3.2h-3.2v-2.8h3.2z',
];

export const shapeOf = (series: number): string => shapes[series % shapes.length];
