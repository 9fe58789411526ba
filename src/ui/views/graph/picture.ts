// What is drawn of a step: its nodes, gathered by layer into groups that are open or closed, and the tensors that
// pass between what is visible. Pure; where things go is decided by `arrange.ts`.

import type { StepInspection } from '../../../lab/protocol';
import { layerPath, nodePhase, nodeSubtitle, opTitle, type Phase, phases, workText } from './names';

export interface Box {
  id: string;
  /** A node, a closed group, or an open one that frames what it holds. */
  kind: 'node' | 'group' | 'frame';
  phase: Phase;
  title: string;
  subtitle: string;
  /** Indices of the nodes it stands for. */
  nodes: readonly number[];
  /** The open group it lies in. */
  parent?: string;
}

export interface Edge {
  from: string;
  to: string;
  /** Indices of the tensors that pass. */
  tensors: readonly number[];
  /** Between two phases: an activation kept for the backward pass, or a gradient for the update. */
  crosses: boolean;
}

export interface Picture {
  boxes: readonly Box[];
  edges: readonly Edge[];
}

/** Layers of one phase by the parts of their names. */
interface Group {
  id: string;
  title: string;
  nodes: number[];
  own: number[];
  children: Map<string, Group>;
}

const newGroup = (id: string, title: string): Group => ({
  id,
  title,
  nodes: [],
  own: [],
  children: new Map(),
});

/** Nodes that run something; a view of a tensor does not. */
export const drawnNodes = ({ nodes }: StepInspection): number[] =>
  [...nodes.keys()].filter((index) => nodes[index].dispatches.length > 0);

/** Of every phase the tree of its layers. */
function groupsOf(inspection: StepInspection): Map<Phase, Group> {
  const roots = new Map(phases.map((phase) => [phase, newGroup(phase, '')]));
  for (const index of drawnNodes(inspection)) {
    const node = inspection.nodes[index];
    let group = roots.get(nodePhase(node))!;
    group.nodes.push(index);
    for (const part of layerPath(node)) {
      let child = group.children.get(part);
      if (!child) {
        child = newGroup(`${group.id}:${part}`, part);
        group.children.set(part, child);
      }
      child.nodes.push(index);
      group = child;
    }
    group.own.push(index);
  }
  return roots;
}

/** Skips groups that hold nothing but one other group: "stage1" and "block1" become "stage1.block1". */
function withoutChains(group: Group): Group {
  let current = group;
  let title = group.title;
  while (current.own.length === 0 && current.children.size === 1) {
    [current] = current.children.values();
    title = `${title}.${current.title}`;
  }
  return { ...current, title };
}

/** All groups that can be opened. */
function foldable(inspection: StepInspection): Group[] {
  const walk = (group: Group): Group[] =>
    [...group.children.values()].map(withoutChains).flatMap((child) => {
      const inner = walk(child);
      return child.nodes.length > 1 ? [child, ...inner] : inner;
    });
  return [...groupsOf(inspection).values()].flatMap(walk);
}

export const groupIds = (inspection: StepInspection): string[] => foldable(inspection).map(({ id }) => id);

/** Groups this small open together with the one they lie in. */
const SMALL_GROUP = 3;

/** Ids of the groups that opening one opens. */
export const opening = (inspection: StepInspection, id: string): string[] =>
  foldable(inspection)
    .filter(
      (group) => group.id === id || (group.id.startsWith(`${id}:`) && group.nodes.length <= SMALL_GROUP),
    )
    .map((group) => group.id);

/** Ids of the groups that must be open for a node to be seen. */
export function groupsAround(inspection: StepInspection, node: number): string[] {
  const id = [nodePhase(inspection.nodes[node]), ...layerPath(inspection.nodes[node])].join(':');
  return groupIds(inspection).filter((group) => id === group || id.startsWith(`${group}:`));
}

export function pictureOf(inspection: StepInspection, open: ReadonlySet<string>): Picture {
  const boxes: Box[] = [];
  const boxOf = new Map<number, string>();
  for (const [phase, root] of groupsOf(inspection)) {
    const addNode = (index: number, parent?: string) => {
      const node = inspection.nodes[index];
      const id = `node:${index}`;
      const subtitle = nodeSubtitle(node, inspection.tensors);
      boxOf.set(index, id);
      boxes.push({ id, kind: 'node', phase, title: opTitle(node.op), subtitle, nodes: [index], parent });
    };
    const add = (group: Group, parent?: string) => {
      for (const index of group.own) addNode(index, parent);
      for (const child of [...group.children.values()].map(withoutChains)) {
        const { id, title, nodes } = child;
        if (nodes.length === 1) {
          addNode(nodes[0], parent);
          continue;
        }
        const kind = open.has(id) ? 'frame' : 'group';
        const flops = nodes.reduce((sum, index) => sum + inspection.nodes[index].flops, 0);
        const subtitle = `${nodes.length} nodes · ${workText(flops)}`;
        boxes.push({ id, kind, phase, title, subtitle, nodes, parent });
        if (kind === 'frame') add(child, id);
        else for (const index of nodes) boxOf.set(index, id);
      }
    };
    add(root);
  }
  return {
    boxes,
    edges: edgesBetween(inspection, boxOf, new Map(boxes.map(({ id, phase }) => [id, phase]))),
  };
}

/** One edge for all tensors that pass from one box to another; views are looked through. */
function edgesBetween(
  { nodes }: StepInspection,
  boxOf: ReadonlyMap<number, string>,
  phaseOf: ReadonlyMap<string, Phase>,
): Edge[] {
  const makers = new Map<number, number>();
  for (const [index, { outputs }] of nodes.entries()) for (const output of outputs) makers.set(output, index);
  const makerOf = (tensor: number): number | undefined => {
    const maker = makers.get(tensor);
    const isView = maker !== undefined && nodes[maker].dispatches.length === 0;
    return isView ? makerOf(nodes[maker].inputs[0]) : maker;
  };
  const edges = new Map<string, { from: string; to: string; tensors: Set<number> }>();
  for (const [reader, to] of boxOf)
    for (const tensor of nodes[reader].inputs) {
      const maker = makerOf(tensor);
      const from = maker === undefined ? undefined : boxOf.get(maker);
      if (from === undefined || from === to) continue;
      const key = `${from} ${to}`;
      const edge = edges.get(key) ?? { from, to, tensors: new Set() };
      edge.tensors.add(tensor);
      edges.set(key, edge);
    }
  return [...edges.values()].map(({ from, to, tensors }) => ({
    from,
    to,
    tensors: [...tensors],
    crosses: phaseOf.get(from) !== phaseOf.get(to),
  }));
}
