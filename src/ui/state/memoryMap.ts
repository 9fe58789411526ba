// The predicted memory of a run as a tree of categories and tensors, and what sharing saves. Everything in
// the tree adds up to the predicted peak.

import type { Forecast, MemoryCategory, MemoryInfo, StepInspection, TensorInfo } from '../../lab/protocol';

/** Beside the training step: the evaluation program, copies of the state, and what a file does not explain. */
export type MapCategory = MemoryCategory | 'evaluation' | 'snapshots' | 'rest';

export interface MemoryLeaf {
  name: string;
  category: MapCategory;
  bytes: number;
  /** Where it lies, and what it is, for a tensor. */
  place?: { buffer: string; offset: number };
  tensor?: TensorInfo;
  /** How many share it, for an arena. */
  tensors?: number;
  /** What it is, for what is no tensor. */
  note?: string;
}

export interface MemoryBranch {
  category: MapCategory;
  title: string;
  colour: string;
  bytes: number;
  /** Largest first. */
  leaves: MemoryLeaf[];
}

const categories: readonly { category: MapCategory; title: string; colour: string }[] = [
  { category: 'parameter', title: 'Parameters', colour: 'var(--run-1)' },
  { category: 'gradient', title: 'Gradients', colour: 'var(--run-2)' },
  { category: 'optimizer state', title: 'Optimizer state', colour: 'var(--run-4)' },
  { category: 'activation', title: 'Activations', colour: 'var(--run-3)' },
  { category: 'statistics', title: 'Statistics', colour: 'var(--run-5)' },
  { category: 'input', title: 'Inputs', colour: 'var(--run-8)' },
  { category: 'constant', title: 'Constants', colour: 'var(--run-6)' },
  { category: 'transfer', title: 'Transfers', colour: 'var(--run-7)' },
  { category: 'evaluation', title: 'Evaluation', colour: 'var(--line-strong)' },
  { category: 'snapshots', title: 'Snapshots', colour: 'var(--series-faded)' },
  { category: 'rest', title: 'Rest', colour: 'var(--line)' },
];

const notes = {
  evaluation: 'Of the program that evaluates; it shares the parameters.',
  snapshots: 'Copies from which a step is taken again when its loss is no number.',
};

const sum = (items: readonly { bytes: number }[]): number =>
  items.reduce((total, { bytes }) => total + bytes, 0);

/** Categories that hold anything, largest first. */
export function memoryMap(
  inspection: StepInspection,
  { predictedPeakBytes }: Pick<Forecast, 'predictedPeakBytes'>,
): MemoryBranch[] {
  const { buffers, besides = [] } = inspection;
  const tensors = new Map(inspection.tensors.map((tensor) => [tensor.name, tensor]));
  const leaves = [
    ...buffers.flatMap(({ name, bytes }) => bufferLeaves(name, bytes, inspection.memory, tensors)),
    ...besides.map(({ name, purpose, bytes }) => ({ name, category: purpose, bytes, note: notes[purpose] })),
    {
      name: 'rest',
      category: 'rest' as const,
      bytes: predictedPeakBytes - sum(buffers) - sum(besides),
      note: 'Predicted for the run, and not explained in the file it was saved as.',
    },
  ];
  return categories
    .map((entry): MemoryBranch => {
      const own = leaves.filter(({ category, bytes }) => category === entry.category && bytes > 0);
      return { ...entry, bytes: sum(own), leaves: own.sort((a, b) => b.bytes - a.bytes) };
    })
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

function bufferLeaves(
  buffer: string,
  bytes: number,
  memory: readonly MemoryInfo[],
  tensors: ReadonlyMap<string, TensorInfo>,
): MemoryLeaf[] {
  const own = memory.filter((info) => info.buffer === buffer);
  // Tensors of an arena overlap: the arena is what takes memory.
  if (own.some(isShared))
    return [
      {
        name: buffer,
        category: 'activation',
        bytes,
        tensors: own.length,
        note: 'What one tensor leaves, a later one takes: see Sharing.',
      },
    ];
  const leaves = own.map(
    ({ name, category, bytes: size, offset }): MemoryLeaf => ({
      name,
      category,
      bytes: size,
      place: { buffer, offset },
      tensor: tensors.get(name),
    }),
  );
  const padding = bytes - sum(own);
  if (padding > 0)
    leaves.push({
      name: 'alignment',
      category: own[0]?.category ?? 'transfer',
      bytes: padding,
      note: `Unused ends in the buffer “${buffer}”: every tensor starts at a multiple of 256 bytes.`,
    });
  return leaves;
}

export const isShared = ({ category }: Pick<MemoryInfo, 'category'>): boolean => category === 'activation';

export interface Sharing {
  arenas: { name: string; bytes: number; tensors: MemoryInfo[] }[];
  /** What the arenas take together. */
  arenaBytes: number;
  /** What their tensors would take if each had memory of its own. */
  tensorBytes: number;
  tensorCount: number;
  /** Dispatches of a step: the length of every life. */
  dispatches: number;
  /** Of `tensorBytes`, 0 to 1. */
  saved: number;
}

export function sharingOf({ memory, buffers, dispatches }: StepInspection): Sharing {
  const shared = memory.filter(isShared);
  const arenas = buffers
    .map(({ name, bytes }) => ({ name, bytes, tensors: shared.filter(({ buffer }) => buffer === name) }))
    .filter(({ tensors }) => tensors.length > 0);
  const arenaBytes = sum(arenas);
  const tensorBytes = sum(shared);
  return {
    arenas,
    arenaBytes,
    tensorBytes,
    tensorCount: shared.length,
    dispatches: dispatches.length,
    saved: tensorBytes > 0 ? Math.max(0, 1 - arenaBytes / tensorBytes) : 0,
  };
}
