// Where a value is on an axis, linear or logarithmic; the same for the canvas and for files.

export interface Scale {
  minimum: number;
  maximum: number;
  logarithmic: boolean;
  /** Pixels of the minimum and of the maximum. */
  from: number;
  to: number;
}

const forward = ({ logarithmic }: Scale, value: number): number => (logarithmic ? Math.log10(value) : value);

/** NaN for what a logarithmic axis cannot show. */
export function toPixel(scale: Scale): (value: number) => number {
  const { logarithmic, from, to } = scale;
  const low = forward(scale, scale.minimum);
  const perUnit = (to - from) / (forward(scale, scale.maximum) - low || 1);
  const offset = from - low * perUnit;
  if (!logarithmic) return (value) => offset + value * perUnit;
  return (value) => (value > 0 ? offset + Math.log10(value) * perUnit : Number.NaN);
}

export function toValue(scale: Scale): (pixel: number) => number {
  const { logarithmic, from, to } = scale;
  const low = forward(scale, scale.minimum);
  const perPixel = (forward(scale, scale.maximum) - low) / (to - from || 1);
  return (pixel) => {
    const value = low + (pixel - from) * perPixel;
    return logarithmic ? 10 ** value : value;
  };
}

/** The range after zooming by `factor` (below 1: closer) around a value that stays where it is. */
export function zoomed(scale: Scale, around: number, factor: number): [number, number] {
  const centre = forward(scale, around);
  const end = (value: number) => {
    const moved = centre + (forward(scale, value) - centre) * factor;
    return scale.logarithmic ? 10 ** moved : moved;
  };
  return [end(scale.minimum), end(scale.maximum)];
}

/** The range moved by a share of its width. */
export function panned(scale: Scale, share: number): [number, number] {
  const value = toValue(scale);
  const by = share * (scale.to - scale.from);
  return [value(scale.from + by), value(scale.to + by)];
}
