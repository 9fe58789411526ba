// A picture made of boxes, one of which is chosen by pointer or by the arrow keys.

import type { KeyboardEvent } from 'react';
import styles from './Boxes.module.css';
import { type Box, type Direction, nearest } from './nearest';

export interface LabelledBox extends Box {
  /** Written into the box where there is room. */
  title: string;
  size: string;
  /** Everything a reader who does not see it needs. */
  label: string;
  colour: string;
}

interface BoxesProps {
  /** Names the picture; ids of its boxes are made of it. */
  name: string;
  boxes: readonly LabelledBox[];
  selected: number;
  onSelect(index: number): void;
  /** The box under the pointer, or null. */
  onPoint(index: number | null): void;
}

/** A box this small holds no text, in pixels. */
const TEXT_ROOM = { width: 44, height: 17, twoLines: 31 };

export function Boxes({ name, boxes, selected, onSelect, onPoint }: BoxesProps) {
  const id = (index: number) => `${name.replaceAll(' ', '-')}-${index}`;
  const press = (event: KeyboardEvent) => {
    if (event.key.startsWith('Arrow')) onSelect(nearest(boxes, selected, event.key as Direction));
    else if (event.key === 'Home') onSelect(0);
    else if (event.key === 'End') onSelect(boxes.length - 1);
    else return;
    event.preventDefault();
  };
  return (
    <div
      className={styles.boxes}
      role="listbox"
      aria-label={name}
      tabIndex={0}
      aria-activedescendant={id(selected)}
      onKeyDown={press}
      onClick={(event) => {
        const index = indexUnder(event.target);
        if (index !== null) onSelect(index);
      }}
      onPointerMove={(event) => onPoint(indexUnder(event.target))}
      onPointerLeave={() => onPoint(null)}
    >
      {boxes.map(({ x0, y0, x1, y1, title, size, label, colour }, index) => {
        const [width, height] = [x1 - x0, y1 - y0];
        const roomy = width >= TEXT_ROOM.width && height >= TEXT_ROOM.height;
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and the order is that of the plan
            key={index}
            id={id(index)}
            data-index={index}
            role="option"
            tabIndex={-1}
            aria-selected={index === selected}
            aria-label={label}
            style={{ left: x0, top: y0, width, height, '--colour': colour } as React.CSSProperties}
          >
            {roomy && <span>{title}</span>}
            {roomy && height >= TEXT_ROOM.twoLines && <small>{size}</small>}
          </div>
        );
      })}
    </div>
  );
}

function indexUnder(target: EventTarget): number | null {
  const box = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-index]') : null;
  return box ? Number(box.dataset.index) : null;
}
