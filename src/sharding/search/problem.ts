// What the search takes: tables with options, options with blocks of parts that are placed together, and what each part
// costs and holds on its device. Any additive cost fits; the objective is the most loaded device.

export interface Part {
  /** Added to its device, in whatever unit the problem has. */
  cost: number;
  /** Bytes of each tier of memory on its device. */
  memory: readonly number[];
}

/** Parts that move as one: a table's only shard, the rows on one host, copies on all devices. */
export interface Block {
  parts: readonly Part[];
  /** Where it may lie: a device for each part, which may be one device for several. */
  positions: readonly (readonly number[])[];
}

/** One way to cut a table; each of its blocks is placed on its own. */
export interface SearchOption {
  blocks: readonly Block[];
}

export interface SearchProblem {
  devices: number;
  /** Bytes that tables may take, by tier and device. */
  capacity: readonly (readonly number[])[];
  /** Options of each table. */
  tables: readonly (readonly SearchOption[])[];
}

/** What is chosen for a table: an option, and a position for each of its blocks. */
export interface Choice {
  option: number;
  positions: readonly number[];
}

/** Load of each device, each summed over the tables in order. */
export function loadsOf({ devices, tables }: SearchProblem, choices: readonly Choice[]): number[] {
  const loads = new Array<number>(devices).fill(0);
  eachPart(tables, choices, (part, device) => {
    loads[device] += part.cost;
  });
  return loads;
}

/** Bytes by tier and device. */
export function heldBy({ devices, capacity, tables }: SearchProblem, choices: readonly Choice[]): number[][] {
  const held = capacity.map(() => new Array<number>(devices).fill(0));
  eachPart(tables, choices, ({ memory }, device) => {
    for (const [tier, bytes] of memory.entries()) held[tier][device] += bytes;
  });
  return held;
}

export const costOf = (problem: SearchProblem, choices: readonly Choice[]): number =>
  Math.max(...loadsOf(problem, choices));

function eachPart(
  tables: SearchProblem['tables'],
  choices: readonly Choice[],
  visit: (part: Part, device: number) => void,
): void {
  for (const [table, { option, positions }] of choices.entries())
    for (const [index, { parts, positions: all }] of tables[table][option].blocks.entries())
      for (const [at, part] of parts.entries()) visit(part, all[positions[index]][at]);
}
