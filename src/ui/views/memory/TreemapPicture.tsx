// Predicted memory as areas: categories, and in them tensors; activations by the arena they share.

import { type HierarchyRectangularNode, hierarchy, treemap } from 'd3-hierarchy';
import { useMemo, useState } from 'react';
import { formatBytes } from '../../../base/format';
import type { Forecast, StepInspection } from '../../../lab/protocol';
import { type Size, useSize } from '../../controls/useSize';
import { type MemoryBranch, type MemoryLeaf, memoryMap } from '../../state/memoryMap';
import { Boxes, type LabelledBox } from './Boxes';
import { MemoryFacts } from './MemoryFacts';
import styles from './MemoryView.module.css';
import { describeLeaf, percent } from './words';

/** Pixels above the tensors of a category for its name. */
const TITLE = 17;
/** A category smaller than this share goes without a name of its own. */
const TITLED = 0.03;

interface Area {
  name: string;
  bytes?: number;
  branch?: MemoryBranch;
  leaf?: MemoryLeaf;
  children?: Area[];
}
type Cell = HierarchyRectangularNode<Area>;

export function TreemapPicture({ inspection, forecast }: { inspection: StepInspection; forecast: Forecast }) {
  const { ref, size } = useSize<HTMLDivElement>();
  const [chosen, setChosen] = useState(0);
  const [pointed, setPointed] = useState<number | null>(null);
  const map = useMemo(() => memoryMap(inspection, forecast), [inspection, forecast]);
  const leaves = useMemo(
    () => map.flatMap((branch) => branch.leaves.map((leaf) => ({ branch, leaf }))),
    [map],
  );
  const cells = useMemo(() => size && cellsOf(map, size), [map, size]);
  const total = forecast.predictedPeakBytes;
  const selected = Math.min(chosen, leaves.length - 1);
  const { branch, leaf } = leaves[pointed ?? selected];
  return (
    <figure className={styles.picture} aria-label="Map of memory">
      <figcaption className={styles.legend}>
        {map.map(({ category, title, colour, bytes }) => (
          <span key={category} title={formatBytes(bytes)}>
            <i style={{ background: colour }} />
            {title} <b>{percent(bytes / total)}</b>
          </span>
        ))}
      </figcaption>
      <div ref={ref} className={styles.area}>
        {cells && (
          <>
            {cells.titles.map(({ x0, y0, x1, data }) => (
              <p
                key={data.name}
                className={styles.title}
                aria-hidden="true"
                style={{ left: x0 + 2, top: y0, width: x1 - x0 - 4, height: TITLE }}
              >
                <b>{data.name}</b> {formatBytes(data.branch?.bytes ?? 0)}
              </p>
            ))}
            <Boxes
              name="Predicted memory by category and tensor"
              boxes={cells.boxes(total)}
              selected={selected}
              onSelect={setChosen}
              onPoint={setPointed}
            />
          </>
        )}
      </div>
      <MemoryFacts
        title={leaf.name}
        colour={branch.colour}
        facts={describeLeaf(leaf, branch.title, total)}
        note={leaf.note}
      />
    </figure>
  );
}

function cellsOf(map: readonly MemoryBranch[], { width, height }: Size) {
  const root: Area = {
    name: 'all',
    children: map.map((branch) => ({
      name: branch.title,
      branch,
      children: branch.leaves.map((leaf) => ({ name: leaf.name, leaf, branch, bytes: leaf.bytes })),
    })),
  };
  const tree = hierarchy(root).sum(({ bytes }) => bytes ?? 0);
  const whole = tree.value ?? 0;
  const isTitled = ({ depth, value = 0 }: { depth: number; value?: number }) =>
    depth === 1 && value >= TITLED * whole;
  const laid = treemap<Area>()
    .size([width, height])
    .round(true)
    .paddingInner((node) => (node.depth === 0 ? 4 : 1))
    .paddingTop((node) => (isTitled(node) ? TITLE : 0))(tree);
  return {
    titles: (laid.children ?? []).filter(isTitled),
    boxes: (total: number): LabelledBox[] => laid.leaves().map((cell) => boxOf(cell, total)),
  };
}

function boxOf({ x0, y0, x1, y1, data }: Cell, total: number): LabelledBox {
  const bytes = data.bytes ?? 0;
  const size = formatBytes(bytes);
  const sharers = data.leaf?.tensors ? `, ${data.leaf.tensors} tensors` : '';
  const label = `${data.name}, ${data.branch?.title ?? ''}, ${size}${sharers}, ${percent(bytes / total)}`;
  return { x0, y0, x1, y1, title: data.name, size: size + sharers, label, colour: data.branch?.colour ?? '' };
}
