// What a look inside a network in training shows: its parameters, and what one test sample makes it do.
// Plain data: it crosses to the page and into run bundles.

/** Which sample and layer the reader looks at. */
export interface ProbeRequest {
  /** Index of the test image. */
  sample: number;
  /** Attention layer, from 0; the others are left out where all would be too much. */
  layer: number;
}

/** Equally large pictures of numbers, one after another, each row by row. */
export interface Pictures {
  count: number;
  height: number;
  width: number;
  /** [count, height, width] */
  values: Float32Array<ArrayBuffer>;
}

/** The first layer's weights as pictures: filter by filter, and in each channel by channel. */
export interface FilterReport {
  parameter: string;
  channels: number;
  /** How many filters there are; the pictures show the first of them. */
  filters: number;
  pictures: Pictures;
}

/** What a stage of the network makes of the sample. */
export interface FeatureMapReport {
  layer: string;
  /** Channels there are; the pictures show the first of them. */
  channels: number;
  /** How many values a side were averaged into one. */
  pooled: number;
  pictures: Pictures;
}

/** softmax(q·kᵀ·scale) of every head: a picture a head, a row of it a query and a column a key. */
export interface AttentionReport {
  /** Attention layers of the network. */
  layers: number;
  heads: number;
  /** Patches of the image: tokens are numbered row by row. */
  grid: { rows: number; columns: number };
  /** The layers that were taken. */
  maps: { layer: number; name: string; pictures: Pictures }[];
  /** Why there are no maps, where there are none. */
  omitted?: string;
}

/** Cosine similarity of each patch's position embedding with every other's: picture i is patch i's. */
export type PositionReport = Pictures;

/** The test sample, as the network sees it and what it says. */
export interface SampleReport {
  index: number;
  /** Test samples there are. */
  count: number;
  label: string;
  /** Likeliest classes first. */
  predictions: { name: string; probability: number }[];
  /** The picture, not normalised. */
  height: number;
  width: number;
  channels: number;
  /** Channels of each pixel one after another, from 0 (black) to 255. */
  pixels: Uint8Array<ArrayBuffer>;
}

/** Counts of equally wide bins from −limit to limit. */
export interface Histogram {
  limit: number;
  counts: number[];
}

export interface ParameterReport {
  name: string;
  shape: readonly number[];
  /** Elements there are, and how many of them the numbers below are taken from. */
  count: number;
  taken: number;
  /** Euclidean norm; of a sample, scaled to all elements. */
  norm: number;
  mean: number;
  minimum: number;
  maximum: number;
  /** Norm of the last step's gradient before clipping; null for tables, whose gradient is never whole. */
  gradientNorm: number | null;
  /** ‖w − w'‖ / ‖w‖ against the probe at step `since`. */
  change: { since: number; relative: number } | null;
  histogram: Histogram;
}

export interface EmbeddingRow {
  row: number;
  lookups: number;
  norm: number;
}

/** One embedding table. */
export interface TableReport {
  name: string;
  rows: number;
  dimension: number;
  /** Rows the histogram is taken from, evenly spread. */
  taken: number;
  /** Row norms in equally wide bins from 0 to `limit`. */
  norms: Histogram;
  /** Row norm at the start, on average: what untrained rows still have. */
  initialNorm: number;
  /** Mean row norm of rows by how often the training data looks them up: from, to (inclusive). */
  byLookups: { from: number; to: number; rows: number; meanNorm: number }[];
  /** The rows the training data looks up most. */
  busiest: EmbeddingRow[];
  /** Rows the training data never looks up. */
  untouched: number;
}

export interface ProbeReport {
  /** Steps taken when the parameters were read. */
  step: number;
  /** What the probe took of the training's time: CPU of the worker and GPU. */
  milliseconds: number;
  parameters: ParameterReport[];
  sample?: SampleReport;
  filters?: FilterReport;
  featureMaps?: FeatureMapReport[];
  attention?: AttentionReport;
  positions?: PositionReport;
  tables?: TableReport[];
}
