// Makes a plan of the search fit into memory, changing as little as it can: from the fullest device, the move that lessens
// most what is too much; where none does, another cut; where none does, two blocks change places.

import type { Block, Choice, SearchProblem } from '../search/problem';

/** Bytes and loads of devices under choices, and by how much devices hold too much, all of them together. */
class Held {
  readonly loads: Float64Array;
  readonly over: Float64Array;
  private readonly held: Float64Array[];
  overflow = 0;

  constructor(
    private readonly problem: SearchProblem,
    choices: readonly Choice[],
  ) {
    this.loads = new Float64Array(problem.devices);
    this.over = new Float64Array(problem.devices);
    this.held = problem.capacity.map(() => new Float64Array(problem.devices));
    // A device may have less than nothing to give.
    for (let device = 0; device < problem.devices; device++) this.look(device);
    for (const [unit, choice] of choices.entries()) this.putAll(unit, choice, 1);
  }

  putAll(unit: number, { option, positions }: Choice, sign: 1 | -1): void {
    for (const [at, block] of this.problem.tables[unit][option].blocks.entries())
      this.put(block, positions[at], sign);
  }

  put({ parts, positions }: Block, position: number, sign: 1 | -1): void {
    for (const [part, device] of positions[position].entries()) {
      const { cost, memory } = parts[part];
      this.loads[device] += sign * cost;
      for (const [tier, bytes] of memory.entries()) this.held[tier][device] += sign * bytes;
      this.look(device);
    }
  }

  private look(device: number): void {
    let over = 0;
    for (const [tier, held] of this.held.entries())
      over += Math.max(0, held[device] - this.problem.capacity[tier][device]);
    this.overflow += over - this.over[device];
    this.over[device] = over;
  }

  busiestOf({ positions }: Block, position: number): number {
    let most = 0;
    for (const device of positions[position]) most = Math.max(most, this.loads[device]);
    return most;
  }

  fullest(): number {
    let at = 0;
    for (const [device, over] of this.over.entries()) if (over > this.over[at]) at = device;
    return at;
  }
}

interface Change {
  units: readonly { unit: number; choice: Choice }[];
  overflow: number;
  busiest: number;
}

/** Choices that fit; the given ones where they do. Undefined where no change lessens what is too much. */
export function fitted(problem: SearchProblem, start: readonly Choice[]): Choice[] | undefined {
  const choices = [...start];
  const held = new Held(problem, choices);
  while (held.overflow > 0) {
    const from = held.fullest();
    const crowding = choices.flatMap(({ option, positions }, unit) =>
      problem.tables[unit][option].blocks.flatMap((block, at) =>
        block.positions[positions[at]].includes(from) ? [{ unit, at }] : [],
      ),
    );
    const change =
      best(moves(problem, held, choices, crowding), held.overflow) ??
      best(recuts(problem, held, choices, crowding), held.overflow) ??
      best(swaps(problem, held, choices, crowding), held.overflow);
    if (!change) return undefined;
    for (const { unit, choice } of change.units) {
      held.putAll(unit, choices[unit], -1);
      held.putAll(unit, choice, 1);
      choices[unit] = choice;
    }
  }
  return choices;
}

/** The one after which least is too much, and of equals its devices least busy. */
function best(changes: Iterable<Change>, before: number): Change | undefined {
  let found: Change | undefined;
  for (const change of changes) {
    if (change.overflow >= before) continue;
    if (
      !found ||
      change.overflow < found.overflow ||
      (change.overflow === found.overflow && change.busiest < found.busiest)
    )
      found = change;
  }
  return found;
}

interface BlockPlace {
  unit: number;
  at: number;
}

function* moves(
  { tables }: SearchProblem,
  held: Held,
  choices: readonly Choice[],
  crowding: readonly BlockPlace[],
): Generator<Change> {
  for (const { unit, at } of crowding) {
    const { option, positions } = choices[unit];
    const block = tables[unit][option].blocks[at];
    held.put(block, positions[at], -1);
    for (const position of block.positions.keys()) {
      if (position === positions[at]) continue;
      held.put(block, position, 1);
      const choice = { option, positions: positions.with(at, position) };
      yield {
        units: [{ unit, choice }],
        overflow: held.overflow,
        busiest: held.busiestOf(block, position),
      };
      held.put(block, position, -1);
    }
    held.put(block, positions[at], 1);
  }
}

/** Each block of another cut where least is too much, and of equals devices are least busy. */
function* recuts(
  { tables }: SearchProblem,
  held: Held,
  choices: readonly Choice[],
  crowding: readonly BlockPlace[],
): Generator<Change> {
  for (const unit of new Set(crowding.map((place) => place.unit))) {
    held.putAll(unit, choices[unit], -1);
    for (const [option, { blocks }] of tables[unit].entries()) {
      if (option === choices[unit].option) continue;
      let busiest = 0;
      const positions = blocks.map((block) => {
        let [chosen, least, busy] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
        for (const position of block.positions.keys()) {
          held.put(block, position, 1);
          const most = held.busiestOf(block, position);
          if (held.overflow < least || (held.overflow === least && most < busy))
            [chosen, least, busy] = [position, held.overflow, most];
          held.put(block, position, -1);
        }
        held.put(block, chosen, 1);
        busiest = Math.max(busiest, busy);
        return chosen;
      });
      const choice = { option, positions };
      yield { units: [{ unit, choice }], overflow: held.overflow, busiest };
      held.putAll(unit, choice, -1);
    }
    held.putAll(unit, choices[unit], 1);
  }
}

function* swaps(
  { tables }: SearchProblem,
  held: Held,
  choices: readonly Choice[],
  crowding: readonly BlockPlace[],
): Generator<Change> {
  const places = new Map<Block['positions'], number>();
  const keys = new Map<string, number>();
  /** Blocks of one number may lie in the same positions. */
  const kindOf = (block: Block): number => {
    const known = places.get(block.positions);
    if (known !== undefined) return known;
    const key = block.positions.map(String).join(' ');
    const kind = keys.get(key) ?? keys.size;
    keys.set(key, kind);
    places.set(block.positions, kind);
    return kind;
  };
  const blockAt = ({ unit, at }: BlockPlace) => tables[unit][choices[unit].option].blocks[at];
  const all = choices.flatMap(({ positions }, unit) => positions.map((_, at) => ({ unit, at })));
  for (const one of crowding)
    for (const other of all) {
      const from = choices[one.unit].positions[one.at];
      const to = choices[other.unit].positions[other.at];
      if (one.unit === other.unit || from === to || kindOf(blockAt(one)) !== kindOf(blockAt(other))) continue;
      const [a, b] = [blockAt(one), blockAt(other)];
      held.put(a, from, -1);
      held.put(b, to, -1);
      held.put(a, to, 1);
      held.put(b, from, 1);
      const after = ({ unit, at }: BlockPlace, position: number) => ({
        unit,
        choice: { ...choices[unit], positions: choices[unit].positions.with(at, position) },
      });
      yield {
        units: [after(one, to), after(other, from)],
        overflow: held.overflow,
        busiest: Math.max(held.busiestOf(a, to), held.busiestOf(b, from)),
      };
      held.put(a, to, -1);
      held.put(b, from, -1);
      held.put(a, from, 1);
      held.put(b, to, 1);
    }
}
