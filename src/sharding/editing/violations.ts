// All that is wrong with a plan: tables that are cut or placed as their type does not allow, devices that hold too much,
// rules that are broken.

import { formatBytes } from '../../base/format';
import type { PlanDocument } from './document';
import type { DeviceEvaluation, TableEvaluation, Violation } from './evaluation';
import { ruleProblems } from './rules';

export function violationsOf(
  document: PlanDocument,
  tables: readonly TableEvaluation[],
  devices: readonly DeviceEvaluation[],
): Violation[] {
  const named = (table: number) => document.problem.tables[table].name;
  const found: Violation[] = [];
  for (const [table, { problem }] of tables.entries())
    if (problem) found.push({ kind: 'shape', table, what: `${named(table)}: ${problem}.` });
  for (const device of devices) {
    for (const tier of ['hbm', 'ddr'] as const) {
      if (device.free[tier] >= 0) continue;
      const most = device.largest.reduce((a, b) => (b.memory[tier] > a.memory[tier] ? b : a));
      found.push({
        ...{ kind: 'memory', device: device.device, table: most.table },
        what:
          `Device ${device.device} needs ${formatBytes(device.used[tier])} of ${tierNames[tier]} and has ` +
          `${formatBytes(device.used[tier] + device.free[tier])} for tables; most of it ${named(most.table)} with ` +
          `${formatBytes(most.memory[tier])}.`,
      });
    }
  }
  for (const { kind, problem } of ruleProblems(document)) found.push({ kind, ...problem });
  return found;
}

export const tierNames = { hbm: 'HBM', ddr: 'host memory' } as const;
