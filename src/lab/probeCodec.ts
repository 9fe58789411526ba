// A probe inside a run bundle: pictures at 8 bits a value, so that the file stays small; all else as it is.

import * as v from 'valibot';
import { fromBase64, toBase64 } from '../base/base64';
import type { Pictures, ProbeReport } from '../experiments/probe';

/** Attention of larger networks is left out of files. */
const MAXIMUM_ATTENTION_VALUES = 1 << 18;

/** Each picture has a scale of its own: from 0 to its limit, or, signed, from −limit to limit. */
interface PackedPictures {
  count: number;
  height: number;
  width: number;
  signed: boolean;
  limits: number[];
  bytes: string;
}

function packPictures({ count, height, width, values }: Pictures): PackedPictures {
  const size = height * width;
  const signed = values.some((value) => value < 0);
  const bytes = new Uint8Array(values.length);
  const limits: number[] = [];
  for (let picture = 0; picture < count; picture++) {
    const own = values.subarray(picture * size, (picture + 1) * size);
    const limit = own.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    limits.push(limit);
    if (limit > 0)
      for (let i = 0; i < size; i++)
        bytes[picture * size + i] = Math.round(
          signed ? 128 + (127 * own[i]) / limit : (255 * own[i]) / limit,
        );
  }
  return { count, height, width, signed, limits, bytes: toBase64(bytes) };
}

function unpackPictures({ count, height, width, signed, limits, bytes }: PackedPictures): Pictures {
  const size = height * width;
  const levels = fromBase64(bytes);
  const values = Float32Array.from(levels, (level, index) => {
    const limit = limits[Math.floor(index / size)];
    // A picture of zeros is all level 0, whichever scale the others have.
    return limit === 0 ? 0 : signed ? ((level - 128) / 127) * limit : (level / 255) * limit;
  });
  return { count, height, width, values };
}

/** The probe as JSON can hold it. */
export function packProbe(probe: ProbeReport) {
  const { sample, filters, featureMaps, attention, positions } = probe;
  return {
    ...probe,
    sample: sample && { ...sample, pixels: toBase64(sample.pixels) },
    filters: filters && { ...filters, pictures: packPictures(filters.pictures) },
    featureMaps: featureMaps?.map((map) => ({ ...map, pictures: packPictures(map.pictures) })),
    positions: positions && packPictures(positions),
    attention: attention && packAttention(attention),
  };
}

function packAttention(attention: NonNullable<ProbeReport['attention']>) {
  const values = attention.maps.reduce((sum, { pictures }) => sum + pictures.values.length, 0);
  if (values > MAXIMUM_ATTENTION_VALUES)
    return { ...attention, maps: [], omitted: 'Attention of this size is not kept in a run bundle.' };
  return {
    ...attention,
    maps: attention.maps.map((map) => ({ ...map, pictures: packPictures(map.pictures) })),
  };
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const pictures = v.pipe(
  v.object({
    count,
    height: count,
    width: count,
    signed: v.boolean(),
    limits: v.array(v.number()),
    bytes: v.pipe(v.string(), v.base64()),
  }),
  v.check(
    ({ count, height, width, limits, bytes }) =>
      limits.length === count && fromBase64(bytes).length === count * height * width,
    'pictures of another size than stated',
  ),
  v.transform(unpackPictures),
);

const histogram = v.object({ limit: v.number(), counts: v.array(v.number()) });

/** What a file must hold of a probe; gives a `ProbeReport`. */
export const probeSchema = v.object({
  step: v.number(),
  milliseconds: v.number(),
  parameters: v.array(
    v.object({
      name: v.string(),
      shape: v.array(v.number()),
      count: v.number(),
      taken: v.number(),
      norm: v.number(),
      mean: v.number(),
      minimum: v.number(),
      maximum: v.number(),
      gradientNorm: v.nullable(v.number()),
      change: v.nullable(v.object({ since: v.number(), relative: v.number() })),
      histogram,
    }),
  ),
  sample: v.optional(
    v.object({
      index: v.number(),
      count: v.number(),
      label: v.string(),
      predictions: v.array(v.object({ name: v.string(), probability: v.number() })),
      height: count,
      width: count,
      channels: count,
      pixels: v.pipe(v.string(), v.base64(), v.transform(fromBase64)),
    }),
  ),
  filters: v.optional(v.object({ parameter: v.string(), channels: count, filters: v.number(), pictures })),
  featureMaps: v.optional(
    v.array(v.object({ layer: v.string(), channels: v.number(), pooled: v.number(), pictures })),
  ),
  attention: v.optional(
    v.object({
      layers: v.number(),
      heads: v.number(),
      grid: v.object({ rows: count, columns: count }),
      maps: v.array(v.object({ layer: v.number(), name: v.string(), pictures })),
      omitted: v.optional(v.string()),
    }),
  ),
  positions: v.optional(pictures),
  tables: v.optional(
    v.array(
      v.object({
        name: v.string(),
        rows: v.number(),
        dimension: v.number(),
        taken: v.number(),
        norms: histogram,
        initialNorm: v.number(),
        byLookups: v.array(
          v.object({ from: v.number(), to: v.number(), rows: v.number(), meanNorm: v.number() }),
        ),
        busiest: v.array(v.object({ row: v.number(), lookups: v.number(), norm: v.number() })),
        untouched: v.number(),
      }),
    ),
  ),
});
