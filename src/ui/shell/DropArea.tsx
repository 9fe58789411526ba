// Takes files dropped anywhere on the page.

import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { openFound } from '../state/files';
import { droppedFiles } from '../state/folders';
import styles from './App.module.css';

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

export function DropArea({ className, children }: { className: string; children: ReactNode }) {
  const [over, setOver] = useState(false);
  // Entering a child comes before leaving its parent: count, to know when the pointer has left for good.
  const depth = useRef(0);
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the Open button is the other
    <div
      className={className}
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        depth.current++;
        setOver(true);
      }}
      onDragLeave={() => {
        if (--depth.current <= 0) leave();
      }}
      onDragOver={(event) => {
        if (hasFiles(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        leave();
        void droppedFiles(event.dataTransfer).then(openFound);
      }}
    >
      {children}
      {over && (
        <div className={styles.drop} aria-hidden="true">
          Drop to open
          <p>
            data to train on: files or a folder of images · a saved run (.arrow) · a checkpoint (.safetensors)
          </p>
        </div>
      )}
    </div>
  );
}
