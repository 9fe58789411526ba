// Shapes on a canvas.

import type { Shape } from './shapes';

const MARKER_RADIUS = 2.5;

export function paint(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  shapes: readonly Shape[],
  colourOf: (property: string) => string,
): void {
  context.lineJoin = 'round';
  for (const { kind, points, colour, width, dash, alpha, markers } of shapes) {
    if (points.length === 0) continue;
    context.globalAlpha = alpha;
    context.beginPath();
    context.moveTo(points[0], points[1]);
    for (let at = 2; at < points.length; at += 2) context.lineTo(points[at], points[at + 1]);
    if (kind === 'band') {
      context.fillStyle = colourOf(colour);
      context.fill();
      continue;
    }
    context.strokeStyle = colourOf(colour);
    context.lineWidth = width;
    context.setLineDash(dash ? [...dash] : []);
    context.stroke();
    if (!markers) continue;
    context.fillStyle = colourOf(colour);
    context.beginPath();
    for (let at = 0; at < points.length; at += 2) {
      context.moveTo(points[at] + MARKER_RADIUS, points[at + 1]);
      context.arc(points[at], points[at + 1], MARKER_RADIUS, 0, 2 * Math.PI);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}
