// What holds of every planner on costs that do not add up over shards, for any document.

import fc from 'fast-check';
import { expect } from 'vitest';
import type { Networks } from '../../trained/trainedNetwork';
import type { PlanDocument } from '../document';
import { type Evaluation, evaluate, type Violation } from '../evaluation';
import { costModelOf, type GivenCost } from '../givenCost';
import { planners } from '../planners';
import { documentOfShape, edited, editSeeds, shapes } from './documents';

interface Planning {
  given: GivenCost;
  networks?: Networks;
  documents: number;
  /** Every other time the search, which most is asked of. */
  mostlySearch?: boolean;
  /** Those that a planner answers for. Default all. */
  its?(after: Evaluation, before: PlanDocument): readonly Violation[];
}

/**
 * Every planner plans, or refuses in its own name; breaks nothing; ends with what it said was best, and names no bound. The
 * search never ends worse than what stood.
 */
export function expectPlanners({ given, networks, documents, mostlySearch, its }: Planning): void {
  let searched = 0;
  fc.assert(
    fc.property(shapes, editSeeds, fc.nat(planners.length - 1), (shape, seeds, chosen) => {
      const planner = planners[mostlySearch && chosen % 2 === 0 ? 0 : chosen];
      const isGrid = planner.id.startsWith('torchrec') && !/greedy|uniform|dynamic/.test(planner.id);
      const few = isGrid ? { ...shape, tables: shape.tables.slice(0, 3), anyKernel: false } : shape;
      const document = edited(documentOfShape(few), seeds).at(-1)!;
      const cost = costModelOf(given, document.problem);
      const before = evaluate(document, cost);
      const run = planner.run(document, cost, { seed: 3, steps: 4000, networks });
      let last: { best: number; bound?: number } | undefined;
      let next: ReturnType<typeof run.next>;
      try {
        for (next = run.next(); !next.done; next = run.next()) last = next.value;
      } catch (error) {
        expect((error as Error).message).toContain(planner.title);
        return;
      }
      const after = evaluate({ ...document, plan: next.value }, cost);
      expect(its ? its(after, document) : after.violations).toEqual([]);
      if (last) expect(last.best).toBe(after.rating);
      expect(last?.bound).toBeUndefined();
      if (planner.id !== 'search' || before.violations.length) return;
      searched++;
      expect(after.rating).toBeLessThanOrEqual(before.rating);
    }),
    { numRuns: documents },
  );
  expect(searched).toBeGreaterThan(0);
}
