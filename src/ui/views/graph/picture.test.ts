// A picture shows every node once, open or closed, and every tensor that passes between what is shown.

import { expect, test } from 'vitest';
import type { NodeInfo, StepInspection } from '../../../lab/protocol';
import { arrange, type Placed } from './arrange';
import { drawnNodes, groupIds, groupsAround, pictureOf } from './picture';

/** Nodes as [op, scope, inputs, outputs]; `view` runs nothing. */
function inspectionOf(nodes: [string, string, number[], number[]][], tensors: number): StepInspection {
  return {
    tensors: Array.from({ length: tensors }, (_, index) => ({
      name: `t${index}`,
      role: 'intermediate',
      shape: [2, index + 1],
      dtype: 'f32',
      bytes: 8,
    })),
    nodes: nodes.map(
      ([op, scope, inputs, outputs], index): NodeInfo => ({
        op,
        scope,
        attributes: {},
        inputs,
        outputs,
        flops: 10,
        bytes: 5,
        dispatches: op === 'reshape' ? [] : [index],
      }),
    ),
    dispatches: [],
    shaders: [],
    memory: [],
    buffers: [],
  };
}

const step = inspectionOf(
  [
    ['convolution', 'stem.conv', [0], [1]],
    ['batchNorm', 'stem.norm', [1], [2]],
    ['matmul', 'stage1.block1.attention.query', [2], [3]],
    ['reshape', 'stage1.block1', [3], [4]],
    ['matmul', 'stage1.block1.output', [4], [5]],
    ['matmul', 'head', [5], [6]],
    ['matmul', 'gradient.head', [6, 5], [7]],
    ['matmul', 'gradient.stage1.block1.output', [7, 4], [8]],
    ['denseUpdate', 'optimizer', [7, 8], []],
  ],
  9,
);

const ends = (picture: ReturnType<typeof pictureOf>) =>
  picture.edges.map(({ from, to }) => `${from} → ${to}`);

test('closed groups stand for their nodes; a layer of one node is that node', () => {
  const { boxes } = pictureOf(step, new Set());
  expect(boxes.map(({ id, title }) => [id, title])).toEqual([
    ['forward:stem', 'stem'],
    ['forward:stage1:block1', 'stage1.block1'],
    ['node:5', 'matmul'],
    ['node:6', 'matmul'],
    ['node:7', 'matmul'],
    ['node:8', 'dense update'],
  ]);
  expect(boxes.flatMap(({ nodes }) => nodes).sort()).toEqual(drawnNodes(step));
});

test('edges join what is visible, look through views and know when they cross phases', () => {
  const picture = pictureOf(step, new Set());
  expect(ends(picture)).toEqual([
    'forward:stem → forward:stage1:block1',
    'forward:stage1:block1 → node:5',
    'node:5 → node:6',
    'forward:stage1:block1 → node:6',
    'node:6 → node:7',
    'forward:stage1:block1 → node:7',
    'node:6 → node:8',
    'node:7 → node:8',
  ]);
  const crossing = picture.edges.filter(({ crosses }) => crosses).map(({ from, to }) => `${from} → ${to}`);
  expect(crossing).toContain('node:5 → node:6');
  expect(crossing).not.toContain('node:6 → node:7');
});

test('an open group frames its nodes', () => {
  const { boxes, edges } = pictureOf(step, new Set(['forward:stage1:block1']));
  const frame = boxes.find(({ kind }) => kind === 'frame');
  expect(frame?.id).toBe('forward:stage1:block1');
  expect(boxes.filter(({ parent }) => parent === frame?.id).map(({ id }) => id)).toEqual([
    'node:2',
    'node:4',
  ]);
  // Through the view.
  expect(edges.some(({ from, to }) => from === 'node:2' && to === 'node:4')).toBe(true);
  expect(edges.some(({ from, to }) => from === frame?.id || to === frame?.id)).toBe(false);
});

test('the groups around a node are those that hide it', () => {
  expect(groupIds(step)).toEqual(['forward:stem', 'forward:stage1:block1']);
  expect(groupsAround(step, 2)).toEqual(['forward:stage1:block1']);
  const { boxes } = pictureOf(step, new Set(groupsAround(step, 2)));
  expect(boxes.some(({ id }) => id === 'node:2')).toBe(true);
});

/** Whether a point lies on the border of a box. */
function touches({ x, y }: { x: number; y: number }, box: Placed): boolean {
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const within = x >= box.x - 1 && x <= right + 1 && y >= box.y - 1 && y <= bottom + 1;
  const edge = [x - box.x, right - x, y - box.y, bottom - y].some((distance) => Math.abs(distance) <= 1);
  return within && edge;
}

test.each([[[]], [groupIds(step)]])(
  'boxes do not overlap and phases have columns of their own: %j',
  (open) => {
    const picture = pictureOf(step, new Set(open as string[]));
    const { boxes, edges, columns, width, height } = arrange(picture);
    const inside = new Map(picture.boxes.map(({ id, nodes }) => [id, nodes]));
    const solid = picture.boxes.filter(({ kind }) => kind !== 'frame');
    for (const [index, a] of solid.entries())
      for (const b of solid.slice(index + 1)) {
        const [p, q] = [boxes[a.id], boxes[b.id]];
        const apart =
          p.x + p.width <= q.x || q.x + q.width <= p.x || p.y + p.height <= q.y || q.y + q.height <= p.y;
        expect(apart, `${a.id} and ${b.id}`).toBe(true);
      }
    for (const { id, parent } of picture.boxes) {
      const { x, y, width: w, height: h } = boxes[id];
      expect(x >= 0 && y >= 0 && x + w <= width + 1 && y + h <= height + 1, id).toBe(true);
      for (const frame of picture.boxes.filter(({ kind }) => kind === 'frame')) {
        if (frame.id === id || frame.nodes.some((node) => inside.get(id)?.includes(node))) continue;
        const other = boxes[frame.id];
        const apart =
          x + w <= other.x || other.x + other.width <= x || y + h <= other.y || other.y + other.height <= y;
        expect(apart, `${id} and the frame ${frame.id}`).toBe(true);
      }
      if (!parent) continue;
      const frame = boxes[parent];
      expect(x >= frame.x && x + w <= frame.x + frame.width && y > frame.y, `${id} in ${parent}`).toBe(true);
    }
    for (const [index, points] of edges.entries()) {
      const { from, to } = picture.edges[index];
      expect(touches(points[0], boxes[from]), `${from} → ${to} starts there`).toBe(true);
      expect(touches(points.at(-1)!, boxes[to]), `${from} → ${to} ends there`).toBe(true);
    }
    expect(columns.map(({ phase }) => phase)).toEqual(['forward', 'backward', 'update']);
    expect(columns[1].x).toBeGreaterThan(columns[0].x + columns[0].width);
  },
);
