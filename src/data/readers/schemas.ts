// Delimited-text schemas as data: one a dataset.

/**
 * `integer` and `hex` are exact 32-bit numbers (hex unsigned); `number` is any decimal; `text` is UTF-8.
 * `empty` is the value of an empty field; without it an empty field is an error (text excepted).
 */
export interface DelimitedColumn {
  name: string;
  type: 'integer' | 'hex' | 'number' | 'text';
  minimum?: number;
  maximum?: number;
  empty?: number;
}

export interface DelimitedSchema {
  id: string;
  /** One or more ASCII characters. */
  delimiter: string;
  /** With a header, columns are found by name and others are skipped; without, they are all there in order. */
  header: boolean;
  /** Fields may be quoted as in RFC 4180 (within one line). */
  quotes: boolean;
  columns: DelimitedColumn[];
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** UCI Optical Recognition of Handwritten Digits: 64 pixels 0–16, row by row, then the digit. */
export const optdigitsSchema: DelimitedSchema = {
  id: 'optdigits',
  delimiter: ',',
  header: false,
  quotes: false,
  columns: [
    ...range(64).map(
      (i): DelimitedColumn => ({ name: `pixel${i}`, type: 'integer', minimum: 0, maximum: 16 }),
    ),
    { name: 'label', type: 'integer', minimum: 0, maximum: 9 },
  ],
};

/** Criteo (Kaggle and 1TB): label, 13 integers, 26 hexadecimal categories; empty fields count as 0. */
export const criteoSchema: DelimitedSchema = {
  id: 'criteo',
  delimiter: '\t',
  header: false,
  quotes: false,
  columns: [
    { name: 'label', type: 'integer', minimum: 0, maximum: 1 },
    ...range(13).map((i): DelimitedColumn => ({ name: `I${i + 1}`, type: 'integer', empty: 0 })),
    ...range(26).map((i): DelimitedColumn => ({ name: `C${i + 1}`, type: 'hex', empty: 0 })),
  ],
};

const ratingColumns: DelimitedColumn[] = [
  { name: 'userId', type: 'integer', minimum: 0 },
  { name: 'movieId', type: 'integer', minimum: 0 },
  { name: 'rating', type: 'number', minimum: 0, maximum: 5 },
  { name: 'timestamp', type: 'number', minimum: 0 },
];

/** MovieLens 100K: `u.data`, tabs. */
export const movieLens100kSchema: DelimitedSchema = {
  id: 'movielens-100k',
  delimiter: '\t',
  header: false,
  quotes: false,
  columns: ratingColumns,
};

/** MovieLens 1M and 10M: `ratings.dat`, separated by `::`. */
export const movieLens1mSchema: DelimitedSchema = {
  ...movieLens100kSchema,
  id: 'movielens-1m',
  delimiter: '::',
};

/** MovieLens 20M and later: `ratings.csv` with a header. */
export const movieLens20mSchema: DelimitedSchema = {
  ...movieLens100kSchema,
  id: 'movielens-20m',
  delimiter: ',',
  header: true,
  quotes: true,
};

/** Avazu: a header, `hour` as YYMMDDHH, all features categorical. */
export const avazuSchema: DelimitedSchema = {
  id: 'avazu',
  delimiter: ',',
  header: true,
  quotes: true,
  columns: [
    { name: 'click', type: 'integer', minimum: 0, maximum: 1 },
    { name: 'hour', type: 'integer', minimum: 0, maximum: 99_123_123 },
    ...[
      ...['C1', 'banner_pos', 'site_id', 'site_domain', 'site_category', 'app_id', 'app_domain'],
      ...['app_category', 'device_id', 'device_ip', 'device_model', 'device_type', 'device_conn_type'],
      ...range(8).map((i) => `C${i + 14}`),
    ].map((name): DelimitedColumn => ({ name, type: 'text' })),
  ],
};

/** All of them. */
export const knownSchemas: readonly DelimitedSchema[] = [
  optdigitsSchema,
  criteoSchema,
  avazuSchema,
  movieLens100kSchema,
  movieLens1mSchema,
  movieLens20mSchema,
];
