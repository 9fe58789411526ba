// What a document's maker insists on, and whether its plan keeps it.

import { ConfigError } from '../../base/errors';
import type { TablePlan } from '../problem';
import type { PlacementRules, PlanDocument } from './document';

export const noRules: PlacementRules = { pinned: [], together: [], forbidden: [] };

/** The tables that must stay with a table, itself among them; undefined where it stands alone. */
export const groupOf = ({ together }: PlacementRules, table: number): readonly number[] | undefined =>
  together.find((group) => group.includes(table));

/** Ascending. */
export const devicesOf = ({ shards }: Pick<TablePlan, 'shards'>): number[] =>
  [...new Set(shards.map(({ device }) => device))].sort((a, b) => a - b);

/** 3 → "device 3"; 0, 1, 2, 5 → "devices 0–2, 5". */
export function namedDevices(devices: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const device of [...devices].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && device <= last[1] + 1) last[1] = device;
    else runs.push([device, device]);
  }
  const named = runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
  return `${new Set(devices).size === 1 ? 'device' : 'devices'} ${named}`;
}

/** Throws `ConfigError` about a table; `what` goes on after its name, without a full stop. */
export function refuse({ problem }: Pick<PlanDocument, 'problem'>, table: number, what: string): never {
  throw new ConfigError(`${problem.tables[table].name}: ${what}.`);
}

export interface RuleProblem {
  table: number;
  device?: number;
  what: string;
}

/** Whether a table lies where it may not; `what` goes on after its name. */
export function forbiddenProblem({ plan, rules }: PlanDocument, table: number): RuleProblem | undefined {
  const devices = new Set(plan.tables[table].shards.map(({ device }) => device));
  const broken = rules.forbidden.find((rule) => rule.table === table && devices.has(rule.device));
  return (
    broken && { ...broken, what: `may not use device ${broken.device}. Choose another, or lift the ban` }
  );
}

/** Whether tables that belong together use other devices; a whole sentence but for its full stop. */
export function togetherProblem(
  { plan, problem }: PlanDocument,
  group: readonly number[],
): RuleProblem | undefined {
  const [first] = group;
  const devices = devicesOf(plan.tables[first]);
  const apart = group.find((table) => devicesOf(plan.tables[table]).join() !== devices.join());
  if (apart === undefined) return undefined;
  const at = (table: number) =>
    `${problem.tables[table].name} on ${namedDevices(devicesOf(plan.tables[table]))}`;
  return { table: apart, what: `${at(first)} and ${at(apart)} belong together` };
}

export function ruleProblems(
  document: PlanDocument,
): { kind: 'forbidden' | 'together'; problem: RuleProblem }[] {
  const { rules, problem } = document;
  const forbidden = rules.forbidden.filter(({ table, device }) =>
    document.plan.tables[table].shards.some((shard) => shard.device === device),
  );
  const apart = rules.together.flatMap((group) => togetherProblem(document, group) ?? []);
  return [
    ...forbidden.map(({ table, device }) => ({
      kind: 'forbidden' as const,
      problem: { table, device, what: `${problem.tables[table].name} may not use device ${device}.` },
    })),
    ...apart.map((one) => ({ kind: 'together' as const, problem: { ...one, what: `${one.what}.` } })),
  ];
}
