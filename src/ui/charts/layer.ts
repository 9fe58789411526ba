// The picture of the curves that stand still: painted a curve at a time, as frames leave room for it, and
// kept for as long as nothing about it changes, so that while a run grows only that run is drawn again.

import type { Curve } from './curves';
import { paint } from './paint';
import { type ShapeOptions, shapesOf } from './shapes';

interface Picture {
  canvas: OffscreenCanvas;
  key: string;
  options: ShapeOptions;
}

export class Layer {
  #done: Picture | null = null;
  #next: (Picture & { left: Curve[] }) | null = null;

  constructor(private readonly colourOf: (property: string) => string) {}

  /** What the finished picture is drawn with: the chart's axes have to be the same. */
  get options(): ShapeOptions | undefined {
    return this.#done?.options;
  }

  /**
   * Paints until the deadline; false while there is more to paint. A picture that was begun is finished
   * before another one, of newer options, so that there is always progress to see.
   */
  paint(curves: readonly Curve[], options: ShapeOptions, deadline: number): boolean {
    const key = keyOf(curves, options);
    if (!this.#next) {
      if (this.#done?.key === key) return true;
      const { xScale, yScale } = options;
      const pixels = (length: number) => Math.max(1, Math.round(Math.abs(length) * devicePixelRatio));
      const canvas = new OffscreenCanvas(pixels(xScale.to), pixels(yScale.from));
      this.#next = { canvas, key, options, left: [...curves] };
    }
    const { canvas, left } = this.#next;
    const context = canvas.getContext('2d');
    context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    for (let curve = left.shift(); context && curve; curve = left.shift()) {
      paint(context, shapesOf(curve, this.#next.options), this.colourOf);
      if (left.length && performance.now() > deadline) return false;
    }
    this.#done = this.#next;
    this.#next = null;
    return this.#done.key === key;
  }

  /** Puts the finished picture on another canvas, its corner at a device pixel. */
  drawOn(context: CanvasRenderingContext2D, left: number, top: number): void {
    if (this.#done) context.drawImage(this.#done.canvas, left, top);
  }

  /** Paints anew, whatever there is: the colours have changed. */
  forget(): void {
    this.#done = null;
    this.#next = null;
  }
}

/** Says whether a picture of curves can be used again. */
function keyOf(curves: readonly Curve[], options: ShapeOptions): string {
  const ofCurves = curves.map(({ key, colour, dash, width, opacity, members }) => [
    [key, colour, dash, width, opacity],
    members.map(({ drawn }) => [drawn.values.length, drawn.smoothing]),
  ]);
  return JSON.stringify([options, devicePixelRatio, ofCurves]);
}
