// The same plan with every tensor in a place of its own, so that after a step all of them can be read.

import { resolveAliases } from './aliases';
import { planArenas } from './arenas';
import type { Placement } from './layout';
import type { DeviceProfile, ProgramPlan } from './plan';

/** The same dispatches in the same order; only where intermediates lie differs. Nothing is read back by itself. */
export function keepEverything(plan: ProgramPlan, { limits }: DeviceProfile): ProgramPlan {
  const isShared = ({ buffer }: Placement) => buffer.startsWith('arena');
  const { root } = resolveAliases(plan.nodes);
  const kept = new Set(plan.nodes.flatMap(({ outputs }) => outputs.map(root)));
  const arenas = planArenas(
    plan.dispatches.map(({ bindings }) => ({
      bindings: bindings.map(({ value, readOnly }) => ({ value, access: readOnly ? 'read' : 'write' })),
    })),
    (value) => {
      const placement = plan.placements.get(value);
      return placement !== undefined && isShared(placement);
    },
    kept,
    limits.maxBufferSize,
  );
  const place = <T extends Placement>(item: T, placement: Placement | undefined): T => ({
    ...item,
    ...placement,
  });
  const own = [...plan.buffers].filter(([buffer]) => !isShared({ buffer, offset: 0, bytes: 0 }));
  return {
    ...plan,
    name: `${plan.name}, all tensors kept`,
    dispatches: plan.dispatches.map((dispatch) => ({
      ...dispatch,
      bindings: dispatch.bindings.map((binding) => place(binding, arenas.placements.get(binding.value))),
    })),
    placements: new Map([...plan.placements, ...arenas.placements]),
    buffers: new Map([...own, ...arenas.buffers]),
    outputs: new Map(),
  };
}
