// Shapes as signed distances (negative inside, in units of the side) and textures as levels in [0, 1], both in the
// object's own coordinates (u, v).

import type { shapes, textures } from './config';

type ShapeName = (typeof shapes)[number];
type TextureName = (typeof textures)[number];

const HALF_SQRT3 = Math.sqrt(3) / 2;

function box(u: number, v: number, halfWidth: number, halfHeight: number): number {
  return Math.max(Math.abs(u) - halfWidth, Math.abs(v) - halfHeight);
}

/** Distance to the outline of a shape of radius r, exact along edges. */
export const shapeDistance: Record<ShapeName, (u: number, v: number, r: number) => number> = {
  disc: (u, v, r) => Math.sqrt(u * u + v * v) - 0.9 * r,
  square: (u, v, r) => box(u, v, 0.75 * r, 0.75 * r),
  triangle: (u, v, r) => Math.max(v, HALF_SQRT3 * Math.abs(u) - v / 2) - 0.55 * r,
  cross: (u, v, r) => Math.min(box(u, v, r, 0.36 * r), box(u, v, 0.36 * r, r)),
  ring: (u, v, r) => Math.abs(Math.sqrt(u * u + v * v) - 0.72 * r) - 0.28 * r,
};

const wave = (x: number) => Math.sin(2 * Math.PI * x);
/** A soft step: 0 well below zero, 1 well above. */
const step = (x: number) => Math.min(1, Math.max(0, 0.5 + 1.2 * x));

/** The level of a texture at (u, v) measured in its periods. */
export const textureLevel: Record<TextureName, (u: number, v: number) => number> = {
  plain: () => 1,
  striped: (u) => step(wave(u)),
  checked: (u, v) => step(2 * wave(u / 1.5) * wave(v / 1.5)),
  dotted: (u, v) => step(3 * (0.32 - Math.hypot(u - Math.round(u), v - Math.round(v)))),
};
