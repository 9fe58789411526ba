// A few lines beside the pointer. Written past React: they follow every move.

import { type Ref, useImperativeHandle, useRef } from 'react';
import styles from './Board.module.css';
import type { Reading } from './readings';

export interface ReadingHandle {
  show(reading: Reading | null, x: number, y: number): void;
}

const WIDTH = 216;
const AWAY = 18;

export function ReadingBox({ ref, width }: { ref: Ref<ReadingHandle>; width: number }) {
  const box = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLElement>(null);
  const text = useRef<HTMLParagraphElement>(null);
  useImperativeHandle(ref, () => ({
    show: (reading, x, y) => {
      const { current } = box;
      if (!current || !title.current || !text.current) return;
      current.hidden = reading === null;
      if (!reading) return;
      title.current.textContent = reading.title;
      text.current.textContent = reading.lines.join('\n');
      current.dataset.tone = reading.tone;
      const left = x + AWAY + WIDTH > width ? Math.max(0, x - AWAY - WIDTH) : x + AWAY;
      current.style.transform = `translate(${left}px, ${Math.max(0, y - 20)}px)`;
    },
  }));
  return (
    <div ref={box} className={styles.reading} hidden aria-hidden="true">
      <b ref={title} />
      <p ref={text} />
    </div>
  );
}
