// A run as one Arrow file: metric rows as columns, everything else as JSON in the schema's metadata.
// It reopens to the same view anywhere, without a GPU, and opens in any Arrow reader.

import { Schema, Table, tableFromIPC, tableToIPC, type Vector } from 'apache-arrow';
import * as v from 'valibot';
import { DataError } from '../base/errors';
import type { StepInspection } from '../compile/inspection';
import type { StepProfile } from '../compile/profile';
import type { StepVerification } from '../compile/verify';
import { claimBases, type Forecast, type Metrics } from '../experiments/experiment';
import type { ProbeReport } from '../experiments/probe';
import { numberColumn, textColumn } from './arrowColumns';
import { inspectionSchema } from './inspectionSchema';
import { packProbe, probeSchema } from './probeCodec';
import type { RunResult } from './protocol';
import { fitsInspection, packVerification, verificationSchema } from './verificationCodec';

export type TableName = 'training' | 'evaluation';

export interface RunBundle {
  result: RunResult;
  forecast: Forecast | null;
  inspection: StepInspection | null;
  profile: StepProfile | null;
  /** The last look inside the network, if there was one. */
  probe?: ProbeReport;
  /** How far its kernels were from float64, as far as they were compared. */
  verification?: StepVerification;
  tables: Record<TableName, Metrics[]>;
  /** What happened when, in seconds since the start. */
  events: { seconds: number; text: string }[];
}

const FORMAT = 'tessera-run-1';
const TABLE_COLUMN = 'table';

/** A table by columns, all of one length; NaN where a row lacks the value. */
export type Columns = Record<string, Float64Array<ArrayBuffer>>;

/** A run as the page holds it. */
export type ColumnBundle = Omit<RunBundle, 'tables'> & { tables: Record<TableName, Columns> };

export function encodeBundle({ tables, ...about }: RunBundle): Uint8Array<ArrayBuffer> {
  const rows = [...tables.training, ...tables.evaluation];
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const values = keys.map((key) => [key, rows.map((row) => row[key] ?? null)] as const);
  return encode(about, [tables.training.length, tables.evaluation.length], values);
}

export function encodeColumns({ tables, ...about }: ColumnBundle): Uint8Array<ArrayBuffer> {
  const lengths = [rowsOf(tables.training), rowsOf(tables.evaluation)] as const;
  const keys = [...new Set([...Object.keys(tables.training), ...Object.keys(tables.evaluation)])];
  const part = (column: Float64Array | undefined, length: number) =>
    Array.from({ length }, (_, row) => (column && !Number.isNaN(column[row]) ? column[row] : null));
  const values = keys.map((key) => {
    const training = part(tables.training[key], lengths[0]);
    return [key, [...training, ...part(tables.evaluation[key], lengths[1])]] as const;
  });
  return encode(about, lengths, values);
}

export const rowsOf = (columns: Columns): number => Object.values(columns)[0]?.length ?? 0;

function encode(
  { probe, verification, ...about }: Omit<RunBundle, 'tables'>,
  [training, evaluation]: readonly [number, number],
  values: readonly (readonly [string, readonly (number | null)[]])[],
): Uint8Array<ArrayBuffer> {
  const names = [...new Array(training).fill('training'), ...new Array(evaluation).fill('evaluation')];
  const columns: Record<string, Vector> = { [TABLE_COLUMN]: textColumn(names) };
  for (const [key, column] of values) columns[key] = numberColumn(column);
  // JSON has no word for what is not finite.
  const finite = Object.entries(about.result.metrics).filter(([, value]) => Number.isFinite(value));
  const result = { ...about.result, metrics: Object.fromEntries(finite) };
  const packed = {
    probe: probe && packProbe(probe),
    verification: verification && packVerification(verification),
  };
  const plain = new Table(columns);
  const metadata = new Map([
    ['format', FORMAT],
    ['about', JSON.stringify({ ...about, result, ...packed })],
  ]);
  const table = new Table(new Schema(plain.schema.fields, metadata), plain.batches);
  return Uint8Array.from(tableToIPC(table, 'file'));
}

const metrics = v.record(v.string(), v.number());

const finding = v.pipe(
  v.object({
    id: v.string(),
    title: v.string(),
    about: v.string(),
    columns: v.array(
      v.object({
        key: v.string(),
        title: v.string(),
        kind: v.picklist(['text', 'number', 'share', 'bytes', 'flops', 'count']),
        unit: v.optional(v.string()),
      }),
    ),
    rows: v.array(v.array(v.nullable(v.union([v.string(), v.number()])))),
    roof: v.optional(v.object({ flops: v.number(), bytesPerSecond: v.number(), label: v.string() })),
  }),
  v.check(
    ({ columns, rows }) => rows.every((row) => row.length === columns.length),
    'A row of results is short',
  ),
);

/** The shape of what a stranger's file must hold before the page shows it; unknown keys are dropped. */
const aboutShape = v.object({
  result: v.pipe(
    v.object({
      experiment: v.string(),
      config: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
      seed: v.number(),
      version: v.string(),
      adapter: v.object({
        vendor: v.string(),
        architecture: v.string(),
        device: v.string(),
        description: v.string(),
        software: v.boolean(),
        features: v.array(v.string()),
        limits: v.record(v.string(), v.number()),
      }),
      data: v.string(),
      metrics,
      findings: v.optional(v.array(finding), []),
      claims: v.array(
        v.object({
          id: v.string(),
          statement: v.string(),
          published: v.string(),
          // Bundles of earlier versions do not say.
          basis: v.optional(v.picklist(claimBases), 'measured'),
          measured: v.nullable(v.number()),
          holds: v.nullable(v.boolean()),
          why: v.string(),
        }),
      ),
      weightHash: v.nullable(v.string()),
      tuning: v.optional(v.string()),
      completed: v.optional(v.boolean()),
      wallSeconds: v.number(),
    }),
    // Runs saved before others existed all trained, and had a hash at their end.
    v.transform((result) => ({ ...result, completed: result.completed ?? result.weightHash !== null })),
  ),
  forecast: v.nullable(
    v.object({
      parameters: v.number(),
      flopsPerStep: v.number(),
      predictedPeakBytes: v.number(),
      totalSteps: v.number(),
      memory: v.array(v.object({ name: v.string(), bytes: v.number() })),
      data: v.string(),
    }),
  ),
  inspection: v.optional(v.nullable(inspectionSchema), null),
  // A look that another version wrote in another form is left out.
  probe: v.fallback(v.optional(probeSchema), undefined),
  verification: v.optional(verificationSchema),
  profile: v.nullable(
    v.object({
      method: v.picklist(['timestamps', 'replay']),
      peaks: v.optional(v.object({ flops: v.number(), bytesPerSecond: v.number() })),
      kernels: v.array(
        v.object({
          label: v.string(),
          op: v.string(),
          scope: v.string(),
          kernel: v.string(),
          workgroups: v.tuple([v.number(), v.number(), v.number()]),
          milliseconds: v.number(),
          flops: v.number(),
          bytes: v.number(),
        }),
      ),
    }),
  ),
  events: v.array(v.object({ seconds: v.number(), text: v.string() })),
});

const aboutSchema = v.pipe(
  aboutShape,
  v.check(
    (about) => fitsInspection(about),
    'The comparison with float64 names a node that the step does not have',
  ),
);

/** Throws `DataError` when the bytes are no run bundle. */
export function decodeBundle(bytes: Uint8Array, file = 'run bundle'): RunBundle {
  const { about, names, columns } = open(bytes, file);
  const tables: RunBundle['tables'] = { training: [], evaluation: [] };
  for (const [row, name] of names.entries()) {
    const values: Metrics = {};
    for (const [key, column] of columns) {
      const value: unknown = column.get(row);
      if (typeof value === 'number') values[key] = value;
    }
    tables[name].push(values);
  }
  return { ...about, tables };
}

/** The same by columns, for tables of any length. */
export function decodeColumns(bytes: Uint8Array, file = 'run bundle'): ColumnBundle {
  const { about, names, columns } = open(bytes, file);
  const tables: ColumnBundle['tables'] = { training: {}, evaluation: {} };
  for (const table of ['training', 'evaluation'] as const) {
    const rows = names.flatMap((name, row) => (name === table ? [row] : []));
    for (const [key, column] of columns) {
      const values = new Float64Array(rows.length).fill(Number.NaN);
      let present = false;
      for (const [index, row] of rows.entries()) {
        const value: unknown = column.get(row);
        if (typeof value !== 'number') continue;
        values[index] = value;
        present = true;
      }
      if (present) tables[table][key] = values;
    }
  }
  return { ...about, tables };
}

/** The parts of a file, every one checked. */
function open(bytes: Uint8Array, file: string) {
  let table: Table;
  try {
    table = tableFromIPC(bytes);
  } catch {
    throw new DataError(file, 'file', 'is not an Arrow file, or is damaged. Export the run again.');
  }
  const { metadata } = table.schema;
  if (metadata.get('format') !== FORMAT)
    throw new DataError(
      file,
      'header',
      `is not a run bundle of this lab (format "${metadata.get('format') ?? 'none'}").`,
    );
  const about = v.safeParse(aboutSchema, parseJson(metadata.get('about')));
  if (!about.success) throw new DataError(file, 'header', `is damaged: ${about.issues[0].message}.`);
  const labels = table.getChild(TABLE_COLUMN);
  if (!labels) throw new DataError(file, 'columns', `has no column "${TABLE_COLUMN}".`);
  const names = Array.from({ length: table.numRows }, (_, row): TableName => {
    const name: unknown = labels.get(row);
    if (name === 'training' || name === 'evaluation') return name;
    throw new DataError(file, `row ${row}`, `belongs to no known table ("${name}").`);
  });
  const columns = table.schema.fields.flatMap(({ name }) => {
    const column = name === TABLE_COLUMN ? null : table.getChild(name);
    return column ? [[name, column] as const] : [];
  });
  // Which limits an adapter report names is not checked one by one.
  return { about: about.output as unknown as Omit<RunBundle, 'tables'>, names, columns };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
