// Draws pictures into a canvas, once a change and never twice a frame.

import { type RefObject, useEffect } from 'react';
import type { Theme } from '../../shell/theme';
import { paint } from './palette';
import type { PictureLayout } from './pictureLayout';
import { type Pictures, rangeOf } from './pictures';

interface Drawing {
  pictures: Pictures;
  layout: PictureLayout;
  /** The scale's end; null for each picture its own. */
  limit: number | null;
  theme: Theme;
  numbered: boolean;
  shown: boolean;
}

export function usePictures(canvas: RefObject<HTMLCanvasElement | null>, drawing: Drawing): void {
  const { pictures, layout, limit, theme, numbered, shown } = drawing;
  const { columns, cell, strideX, strideY, width, height } = layout;
  useEffect(() => {
    if (!shown || !canvas.current || width <= 0) return;
    const element = canvas.current;
    const frame = requestAnimationFrame(() =>
      draw(element, pictures, { columns, cell, strideX, strideY, width, height }, { limit, theme, numbered }),
    );
    return () => cancelAnimationFrame(frame);
  }, [canvas, pictures, columns, cell, strideX, strideY, width, height, limit, theme, numbered, shown]);
}

function draw(
  canvas: HTMLCanvasElement,
  pictures: Pictures,
  layout: PictureLayout,
  { limit, theme, numbered }: Pick<Drawing, 'limit' | 'theme' | 'numbered'>,
): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(layout.width * ratio);
  canvas.height = Math.round(layout.height * ratio);
  canvas.style.width = `${layout.width}px`;
  canvas.style.height = `${layout.height}px`;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(ratio, ratio);
  context.imageSmoothingEnabled = false;
  context.font = '10px system-ui, sans-serif';
  context.textAlign = 'center';
  const style = getComputedStyle(canvas);
  context.fillStyle = style.color;
  context.strokeStyle = style.outlineColor;
  context.lineWidth = 1;
  const size = pictures.height * pictures.width;
  const small = new OffscreenCanvas(pictures.width, pictures.height);
  const smallContext = small.getContext('2d');
  if (!smallContext) return;
  const image = new ImageData(pictures.width, pictures.height);
  for (let picture = 0; picture < pictures.count; picture++) {
    const values = pictures.values.subarray(picture * size, (picture + 1) * size);
    paint(image.data, values, limit ?? rangeOf(pictures, picture).limit, theme);
    smallContext.putImageData(image, 0, 0);
    const left = (picture % layout.columns) * layout.strideX;
    const top = Math.floor(picture / layout.columns) * layout.strideY;
    const drawnWidth = pictures.width * layout.cell;
    const drawnHeight = pictures.height * layout.cell;
    context.drawImage(small, left, top, drawnWidth, drawnHeight);
    // Where all is zero the picture would else be lost on the page.
    context.globalAlpha = 0.35;
    context.strokeRect(left + 0.5, top + 0.5, drawnWidth - 1, drawnHeight - 1);
    context.globalAlpha = 1;
    if (numbered)
      context.fillText(String(picture + 1), left + drawnWidth / 2, top + drawnHeight + 11, drawnWidth);
  }
}
