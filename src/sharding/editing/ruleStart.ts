// The plan from which a search begins: the one that stands, and for units that break a rule, the nearest that does not.

import type { Block, Choice } from '../search/problem';
import type { PlacedOption } from '../torchrec/options';
import { choiceOf, sameCut, type UnitOption } from './units';

export interface Unit {
  placed: readonly PlacedOption[];
  /** At least one. */
  options: readonly UnitOption[];
}

export function ruleStart(units: readonly Unit[], devices: number): Choice[] {
  const loads = new Array<number>(devices).fill(0);
  const choices = units.map(({ placed, options }) => choiceOf(options, placed));
  for (const [index, choice] of choices.entries())
    if (choice) put(units[index].options[choice.option], choice, loads);
  return choices.map((found, index) => {
    if (found) return found;
    const { placed, options } = units[index];
    const option = nearest(options, placed);
    const positions = options[option].blocks.map((block) => {
      const position = leastBusy(block, loads);
      for (const [part, { cost }] of block.parts.entries()) loads[block.positions[position][part]] += cost;
      return position;
    });
    return { option, positions };
  });
}

function put({ blocks }: UnitOption, { positions }: Choice, loads: number[]): void {
  for (const [at, { parts, positions: all }] of blocks.entries())
    for (const [part, { cost }] of parts.entries()) loads[all[positions[at]][part]] += cost;
}

/** The cut as it is, or else the cheapest. */
function nearest(options: readonly UnitOption[], placed: readonly PlacedOption[]): number {
  const same = options.findIndex((option) =>
    option.options.every((own, member) => sameCut(own, placed[member].option)),
  );
  if (same >= 0) return same;
  const costs = options.map((option) => option.options.reduce((sum, { totalPerf }) => sum + totalPerf, 0));
  return costs.indexOf(Math.min(...costs));
}

/** Where the busiest device of the block ends up least busy; of equals the first. */
export function leastBusy({ parts, positions }: Block, loads: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, position] of positions.entries()) {
    let most = 0;
    for (const [part, device] of position.entries()) most = Math.max(most, loads[device] + parts[part].cost);
    if (most < least) [best, least] = [index, most];
  }
  return best;
}
