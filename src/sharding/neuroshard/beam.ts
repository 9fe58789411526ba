// NeuroShard's outer search (Zha et al. 2023): a beam over column splits. At each level the largest and the most costly
// tables of each plan are tried in halves; the inner search places the pieces; the best plans go on.

import { type GridPlacement, greedyGridPlacement } from './greedyGrid';
import { type Piece, Pieces, type SearchTask } from './task';

export interface BeamOptions {
  /** Plans that go on from each level. */
  beams: number;
  /** Largest tables, and as many of the most costly, that are tried in halves. */
  candidates: number;
  levels: number;
}

/** NeuroShard's. */
export const publishedBeam: BeamOptions = { beams: 3, candidates: 10, levels: 10 };

/** Columns of a piece come in fours: what a vector load of the embedding kernels reads. */
const COLUMNS = 4;

export interface BeamPlan extends GridPlacement {
  pieces: readonly Piece[];
}

export interface BeamProgress {
  /** Levels done. */
  level: number;
  /** Milliseconds of the slowest device of the best plan yet. */
  best: number | undefined;
  /** Column splits that the inner search has placed. */
  placed: number;
}

interface Beam {
  pieces: readonly Piece[];
  placement: GridPlacement | undefined;
}

/**
 * Yields after each level and returns the best plan of all, undefined where none fits; a caller who has enough stops
 * asking. Without randomness: the same task gives the same plan.
 */
export function* beamSearch(
  task: SearchTask,
  { beams: width, candidates, levels }: BeamOptions = publishedBeam,
): Generator<BeamProgress, BeamPlan | undefined, void> {
  const known = new Pieces(task);
  const seen = new Set<string>();
  let placed = 0;
  const tried = (pieces: readonly Piece[]): Beam => {
    seen.add(keyOf(pieces));
    placed++;
    return { pieces, placement: greedyGridPlacement(task, pieces) };
  };
  let beams = [tried(known.whole())];
  let best = beams[0];
  for (let level = 1; level <= levels; level++) {
    const next: Beam[] = [];
    for (const { pieces } of beams)
      for (const index of candidatesOf(pieces, candidates)) {
        const split = halved(pieces, index, known);
        if (!seen.has(keyOf(split))) next.push(tried(split));
      }
    if (next.length === 0) break;
    beams = next.sort(compared).slice(0, width);
    if (compared(beams[0], best) < 0) best = beams[0];
    yield { level, best: best.placement?.cost, placed };
  }
  return best.placement && { ...best.placement, pieces: best.pieces };
}

/** Best first; plans that do not fit go last, the smaller their largest piece the sooner: a split may yet make room. */
function compared(a: Beam, b: Beam): number {
  if (a.placement && b.placement) return a.placement.cost - b.placement.cost;
  if (a.placement || b.placement) return a.placement ? -1 : 1;
  const largest = ({ pieces }: Beam) => Math.max(...pieces.map(({ bytes }) => bytes));
  return largest(a) - largest(b);
}

/** The same column pieces in any order are the same plan. */
const keyOf = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ table, dimension }) => `${table}/${dimension}`)
    .sort()
    .join();

function candidatesOf(pieces: readonly Piece[], count: number): Set<number> {
  const whole = pieces.flatMap(({ dimension }, index) => (dimension % (2 * COLUMNS) === 0 ? [index] : []));
  const top = (measure: (piece: Piece) => number) =>
    [...whole].sort((a, b) => measure(pieces[b]) - measure(pieces[a]) || a - b).slice(0, count);
  return new Set([...top(({ bytes }) => bytes), ...top(({ single }) => single)]);
}

function halved(pieces: readonly Piece[], index: number, known: Pieces): Piece[] {
  const { table, dimension } = pieces[index];
  const half = known.of(table, dimension / 2);
  return [...pieces.with(index, half), half];
}
