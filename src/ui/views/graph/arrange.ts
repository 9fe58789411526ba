// Where the boxes of a picture go: one column a phase, each laid out by dagre. The forward pass runs down, the
// backward pass back up beside it, so that a layer and its gradients are neighbours.

import { Graph, layout } from '@dagrejs/dagre';
import { type Phase, phases } from './names';
import type { Box, Picture } from './picture';

export interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Arrangement {
  width: number;
  height: number;
  boxes: Record<string, Placed>;
  /** Corners of each edge, in the order of the picture's. */
  edges: { x: number; y: number }[][];
  columns: { phase: Phase; x: number; width: number }[];
}

export const BOX = { width: 178, height: 40 };
const GAP = { node: 14, rank: 20, column: 56 };
/** Room for the heads of frames between two ranks. */
const RANK_WITH_FRAMES = 36;
/** Above the columns, for their headings. */
export const HEAD = 30;
/** Above what a frame holds, for its name. */
export const FRAME_HEAD = 22;

interface Column {
  graph: Graph;
  width: number;
  height: number;
}

export function arrange(picture: Picture): Arrangement {
  const columns = new Map(
    phases
      .filter((phase) => picture.boxes.some((box) => box.phase === phase))
      .map((phase) => [phase, columnOf(phase, picture)] as const),
  );
  const height = Math.max(0, ...[...columns.values()].map((column) => column.height));
  const arrangement: Arrangement = { width: 0, height: height + HEAD, boxes: {}, edges: [], columns: [] };
  const origins = new Map<Phase, { x: number; y: number }>();
  for (const [phase, column] of columns) {
    const x = arrangement.width + (arrangement.width > 0 ? GAP.column : 0);
    const y = HEAD;
    origins.set(phase, { x, y });
    arrangement.columns.push({ phase, x, width: column.width });
    arrangement.width = x + column.width;
    for (const box of picture.boxes.filter((candidate) => candidate.phase === phase))
      arrangement.boxes[box.id] = placed(column.graph.node(box.id) as Placed, box, x, y);
  }
  const phaseOfBox = new Map(picture.boxes.map(({ id, phase }) => [id, phase]));
  arrangement.edges = picture.edges.map(({ from, to, crosses }) => {
    if (crosses) return across(arrangement.boxes[from], arrangement.boxes[to]);
    const phase = phaseOfBox.get(from)!;
    const origin = origins.get(phase)!;
    const { points = [] } = columns.get(phase)!.graph.edge({ v: from, w: to }) as {
      points?: { x: number; y: number }[];
    };
    return points.map((point) => ({ x: point.x + origin.x, y: point.y + origin.y + FRAME_HEAD }));
  });
  return arrangement;
}

function columnOf(phase: Phase, picture: Picture): Column {
  const graph = new Graph({ compound: true });
  const boxes = picture.boxes.filter((box) => box.phase === phase);
  graph.setGraph({
    rankdir: phase === 'backward' ? 'BT' : 'TB',
    nodesep: GAP.node,
    ranksep: boxes.some(({ kind }) => kind === 'frame') ? RANK_WITH_FRAMES : GAP.rank,
    edgesep: 8,
    marginx: 2,
    marginy: 2,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of boxes) graph.setNode(box.id, { ...BOX });
  for (const { id, parent } of boxes) if (parent !== undefined) graph.setParent(id, parent);
  const own = new Set(boxes.map(({ id }) => id));
  for (const { from, to } of picture.edges) if (own.has(from) && own.has(to)) graph.setEdge(from, to, {});
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { graph, width, height: height + FRAME_HEAD };
}

/** dagre gives centres; frames grow upwards to make room for their names. */
function placed({ x, y, width, height }: Placed, { kind }: Box, dx: number, dy: number): Placed {
  const head = kind === 'frame' ? FRAME_HEAD : 0;
  return { x: x - width / 2 + dx, y: y - height / 2 + dy + FRAME_HEAD - head, width, height: height + head };
}

/** From side to side, level at both ends. */
function across(from: Placed, to: Placed): { x: number; y: number }[] {
  const rightwards = from.x < to.x;
  const start = { x: rightwards ? from.x + from.width : from.x, y: from.y + from.height / 2 };
  const end = { x: rightwards ? to.x : to.x + to.width, y: to.y + to.height / 2 };
  const middle = (start.x + end.x) / 2;
  return [start, { x: middle, y: start.y }, { x: middle, y: end.y }, end];
}
