// How activations share memory: every one a box over its life in the step (across) and its bytes in the
// arena (down). Boxes never overlap; what one leaves, a later one takes.

import { useMemo, useState } from 'react';
import { formatBytes, formatNumber } from '../../../base/format';
import { phaseOf } from '../../../graph/count';
import type { MemoryInfo, StepInspection } from '../../../lab/protocol';
import { type Size, useSize } from '../../controls/useSize';
import { type Sharing, sharingOf } from '../../state/memoryMap';
import { Boxes, type LabelledBox } from './Boxes';
import { MemoryFacts } from './MemoryFacts';
import styles from './MemoryView.module.css';
import { type Fact, percent, shapeOf } from './words';

const GAP = 6;
const SMALLEST_ARENA = 5;

const colours = { forward: 'var(--accent)', backward: 'var(--amber)', update: 'var(--good)' };
const colourOf = ({ name }: MemoryInfo): string => colours[phaseOf({ scope: name })];

export function SharingPicture({ inspection }: { inspection: StepInspection }) {
  const { ref, size } = useSize<HTMLDivElement>();
  const [chosen, setChosen] = useState(0);
  const [pointed, setPointed] = useState<number | null>(null);
  const sharing = useMemo(() => sharingOf(inspection), [inspection]);
  const shared = useMemo(() => sharing.arenas.flatMap(({ tensors }) => tensors), [sharing]);
  const plot = useMemo(() => size && placeArenas(sharing, size), [sharing, size]);
  if (shared.length === 0) return <p className={styles.empty}>This step keeps no activations.</p>;
  const selected = Math.min(chosen, shared.length - 1);
  const info = shared[pointed ?? selected];
  return (
    <figure className={styles.picture} aria-label="Sharing of memory among activations">
      <figcaption className={styles.sentence}>{sentenceOf(sharing)}</figcaption>
      <p className={styles.legend} aria-hidden="true">
        {Object.entries(colours).map(([phase, colour]) => (
          <span key={phase}>
            <i style={{ background: colour }} />
            {phase}
          </span>
        ))}
        <span>across: the step, dispatch 1 to {sharing.dispatches}; down: bytes of each arena</span>
      </p>
      <div ref={ref} className={styles.area}>
        {plot?.arenas.map(({ name, y, height }) => (
          <div key={name} className={styles.arena} style={{ top: y, height }} />
        ))}
        {plot && (
          <Boxes
            name="Activations over one step"
            boxes={plot.boxes}
            selected={selected}
            onSelect={setChosen}
            onPoint={setPointed}
          />
        )}
      </div>
      <MemoryFacts title={info.name} colour={colourOf(info)} facts={factsOf(info, inspection)} />
    </figure>
  );
}

function sentenceOf({ tensorCount, tensorBytes, arenaBytes, arenas, saved }: Sharing): string {
  const places = arenas.length === 1 ? 'one arena' : `${arenas.length} arenas`;
  return `${formatNumber(tensorCount)} tensors of ${formatBytes(tensorBytes)} in ${places} of ${formatBytes(arenaBytes)}: reuse saves ${percent(saved)}.`;
}

function factsOf(
  { name, buffer, offset, bytes, life }: MemoryInfo,
  { tensors, dispatches }: StepInspection,
): Fact[] {
  const tensor = tensors.find((one) => one.name === name);
  return [
    ['Size', formatBytes(bytes)],
    ...(tensor ? [['Shape', shapeOf(tensor)] as const] : [['Kind', 'scratch of a kernel'] as const]),
    ['In', `${buffer} at byte ${formatNumber(offset)}`],
    ...(life
      ? [['Lives', `from ${dispatches[life[0]].label} to ${dispatches[life[1]].label}`] as const]
      : []),
  ];
}

/** Arenas one below the other, as high as they are large. */
function placeArenas({ arenas, arenaBytes, dispatches }: Sharing, { width, height }: Size) {
  const room = Math.max(0, height - GAP * (arenas.length - 1) - SMALLEST_ARENA * arenas.length);
  const columns = Math.max(1, dispatches);
  let y = 0;
  const placed = arenas.map(({ name, bytes, tensors }) => {
    const own = { name, bytes, tensors, y, height: SMALLEST_ARENA + (room * bytes) / arenaBytes };
    y += own.height + GAP;
    return own;
  });
  const boxes = placed.flatMap((arena) =>
    arena.tensors.map((info): LabelledBox => {
      const [first, last] = info.life ?? [0, columns - 1];
      const top = arena.y + (arena.height * info.offset) / arena.bytes;
      const size = formatBytes(info.bytes);
      return {
        x0: (width * first) / columns,
        x1: (width * (last + 1)) / columns,
        y0: top,
        y1: top + Math.max(1, (arena.height * info.bytes) / arena.bytes),
        title: info.name,
        size,
        label: `${info.name}, ${size}, dispatches ${first + 1} to ${last + 1}, ${info.buffer}`,
        colour: colourOf(info),
      };
    }),
  );
  return { arenas: placed, boxes };
}
