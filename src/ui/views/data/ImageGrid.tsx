// Some images of a set, each with its class.

import { useEffect, useRef } from 'react';
import type { ImageSummary } from '../../../lab/dataProtocol';
import styles from './DatasetsView.module.css';

interface ImageGridProps extends Pick<ImageSummary, 'samples' | 'height' | 'width' | 'classNames'> {}

export function ImageGrid({ samples, height, width, classNames }: ImageGridProps) {
  const { labels, trueLabels } = samples;
  return (
    <ul className={styles.images} aria-label="Images of the set">
      {labels.map((label, index) => {
        const truth = trueLabels?.[index] ?? label;
        const wrong = truth !== label;
        const name = classNames[label];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: images have no other name and never move
          <li key={index} title={wrong ? `${name}, wrong: it is ${classNames[truth]}` : name}>
            <Picture pixels={samples.pixels} index={index} height={height} width={width} />
            <span className={styles.class} data-wrong={wrong || undefined}>
              {name}
            </span>
            {wrong && <span className="visually-hidden">, a wrong label: it is {classNames[truth]}</span>}
          </li>
        );
      })}
    </ul>
  );
}

interface PictureProps {
  pixels: Uint8ClampedArray<ArrayBuffer>;
  index: number;
  height: number;
  width: number;
}

function Picture({ pixels, index, height, width }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const size = height * width * 4;
    const image = new ImageData(pixels.slice(index * size, (index + 1) * size), width, height);
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [pixels, index, height, width]);
  return (
    <span aria-hidden="true">
      <canvas ref={canvas} width={width} height={height} />
    </span>
  );
}
