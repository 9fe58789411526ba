// The reader's files, told apart by what they hold: tables, a plan of them, and costs that were measured.

import { ConfigError, DataError } from '../../base/errors';
import type { DataInput } from '../../data/input';
import { readModelTables } from '../../sharding/export/readModel';
import { type MeasuredCostsFile, readCosts } from '../../sharding/measured/costsFile';
import { shrunk } from '../../sharding/measured/drawLookups';
import { drawnPlan } from '../../sharding/measured/drawnPlan';
import type { EmbeddingTable, Plan } from '../../sharding/problem';
import { generateTables } from '../../sharding/tables/generate';
import { distinctlyNamed, readTables } from '../../sharding/tables/readTables';
import { type FileKind, fileKind } from '../../sharding/torchrec/fileKind';
import { readPlan, serialisePlan } from '../../sharding/torchrec/planFile';
import { textOfInput } from '../tableInput';
import type { RanPlanSettings } from './schema';

export interface PlanInputs {
  /** Named in what is found out. */
  file: string;
  tables: readonly EmbeddingTable[];
  plan: Plan;
  /** As it was given. */
  record: unknown;
  costs?: MeasuredCostsFile;
}

const defaults = { dimension: 128, bytesPerElement: 4 };

/** Throws `DataError` and `ConfigError` that say what is missing or damaged. */
export async function planInputs(
  inputs: readonly DataInput[] = [],
  settings: RanPlanSettings,
  seed: number,
): Promise<PlanInputs> {
  if (!inputs.length) return madeUp(settings, seed);
  const given = new Map<FileKind, { file: string; text: string; json: unknown }>();
  for (const input of inputs) {
    const text = await textOfInput(input, 'tables, or a plan');
    const { kind, json } = fileKind(input.name, text);
    const other = given.get(kind);
    if (other) throw new DataError(input.name, 'file', `holds what ${other.file} holds; give one of them`);
    given.set(kind, { file: input.name, text, json });
  }
  const [plan, tables, model, costs] = (['plan', 'tables', 'model', 'costs'] as const).map((kind) =>
    given.get(kind),
  );
  if (!plan || !(tables ?? model))
    throw new ConfigError(
      `This runs a plan of yours: give a file of tables and a plan of them as TorchRec writes it; ${plan ? 'the tables are' : 'the plan is'} missing.`,
    );
  const read = model
    ? readModelTables(model.json, model.file)
    : readTables(tables!.file, tables!.text, defaults);
  const named = distinctlyNamed(read, (model ?? tables)!.file);
  const device = plan.text.includes('cuda:') ? ('cuda' as const) : ('cpu' as const);
  const topology = { device, ranksPerHost: settings.devicesPerHost };
  return {
    ...{ file: plan.file, tables: named, record: plan.json },
    plan: readPlan(plan.json, { tables: named, topology, file: plan.file }).plan,
    ...(costs && { costs: readCosts(costs.json, costs.file) }),
  };
}

/** A handful of tables, and a plan of every type. */
function madeUp({ devices, devicesPerHost, mostRows }: RanPlanSettings, seed: number): PlanInputs {
  const count = devices || EXAMPLE.devices;
  const sizes = { dimension: EXAMPLE.dimension, bytesPerElement: 4 };
  const tables = generateTables({ ...sizes, tables: EXAMPLE.tables, seed }).map((table) => ({
    ...shrunk(table, Math.min(mostRows, EXAMPLE.mostRows)),
    poolingFactor: Math.min(table.poolingFactor, EXAMPLE.mostLookups),
  }));
  const drawn = tables.map((table) => ({ ...table, lookups: table.poolingFactor * table.coverage }));
  const perHost = Math.min(devicesPerHost, count);
  const machine = { devices: count, devicesPerHost: perHost, replicatedRows: 0, seed };
  const plan = drawnPlan(drawn, machine, 0);
  const place = { device: 'cuda', ranksPerHost: devicesPerHost } as const;
  const record = serialisePlan({ plan, modules: tables.map(() => '') }, tables, place);
  return { file: 'made up from the seed', tables, plan, record };
}

const EXAMPLE = { tables: 8, devices: 4, dimension: 32, mostRows: 20_000, mostLookups: 12 };
