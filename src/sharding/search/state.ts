// The state of a search, flat: where every block lies, the load of each device, and what it holds. Moves are gathered
// part by part, weighed, and then kept or forgotten.

import { type Choice, costOf, heldBy, loadsOf, type SearchProblem } from './problem';

interface FlatBlock {
  costs: Float64Array;
  /** Part-major: tier t of part i at i·tiers + t. */
  memory: Float64Array;
  /** Position-major: device of part i at position·parts + i. */
  devices: Int32Array;
  positions: number;
  /** Blocks that may lie in the same positions can change places. */
  places: string;
}

export class SearchState {
  readonly blocks: readonly (readonly (readonly FlatBlock[])[])[];
  readonly option: Int32Array;
  readonly positions: Int32Array[];
  readonly load: Float64Array;
  private readonly held: Float64Array;
  private readonly limit: Float64Array;
  private readonly tiers: number;
  private readonly loadChange: Float64Array;
  private readonly heldChange: Float64Array;
  private readonly touched: Int32Array;
  private readonly isTouched: Uint8Array;
  private touchedCount = 0;
  /** The load that counts as 1. */
  reference = 1;
  /** The energy is the sum over devices of (load / reference) to the power of 2^squarings. */
  squarings = 3;

  constructor(
    readonly problem: SearchProblem,
    start: readonly Choice[],
  ) {
    const { devices, capacity, tables } = problem;
    this.tiers = capacity.length;
    this.blocks = tables.map((options) =>
      options.map(({ blocks }) =>
        blocks.map(({ parts, positions }) => ({
          costs: Float64Array.from(parts, ({ cost }) => cost),
          memory: Float64Array.from(parts.flatMap(({ memory }) => memory)),
          devices: Int32Array.from(positions.flat()),
          positions: positions.length,
          places: positions.map((position) => position.join()).join(' '),
        })),
      ),
    );
    const widest = tables.map((options) => Math.max(...options.map(({ blocks }) => blocks.length)));
    this.option = new Int32Array(tables.length);
    this.positions = widest.map((width) => new Int32Array(width));
    this.load = new Float64Array(devices);
    this.held = new Float64Array(devices * this.tiers);
    this.limit = new Float64Array(devices * this.tiers);
    this.loadChange = new Float64Array(devices);
    this.heldChange = new Float64Array(devices * this.tiers);
    this.touched = new Int32Array(devices);
    this.isTouched = new Uint8Array(devices);
    for (const [tier, bytes] of capacity.entries())
      for (const [device, each] of bytes.entries()) this.limit[device * this.tiers + tier] = each;
    this.restore(start);
  }

  /** Takes choices over, and sums all loads afresh. */
  restore(choices: readonly Choice[]): void {
    for (const [table, { option, positions }] of choices.entries()) {
      this.option[table] = option;
      this.positions[table].set(positions);
    }
    this.refresh();
  }

  /** Loads drift by rounding as parts come and go. */
  refresh(): void {
    const choices = this.choices();
    this.load.set(loadsOf(this.problem, choices));
    for (const [tier, bytes] of heldBy(this.problem, choices).entries())
      for (const [device, each] of bytes.entries()) this.held[device * this.tiers + tier] = each;
  }

  choices(): Choice[] {
    return this.positions.map((positions, table) => {
      const option = this.option[table];
      return { option, positions: Array.from(positions.subarray(0, this.blocks[table][option].length)) };
    });
  }

  /** Summed in the order of the tables. */
  exactCost(): number {
    return costOf(this.problem, this.choices());
  }

  highest(): number {
    let most = 0;
    for (const load of this.load) if (load > most) most = load;
    return most;
  }

  /** Adds (sign 1) or takes away (−1) a block at a position to the move. */
  gather(block: FlatBlock, position: number, sign: 1 | -1): void {
    const { costs, memory, devices } = block;
    const { tiers } = this;
    const count = costs.length;
    const first = position * count;
    for (let part = 0; part < count; part++) {
      const device = devices[first + part];
      if (!this.isTouched[device]) {
        this.isTouched[device] = 1;
        this.touched[this.touchedCount++] = device;
      }
      this.loadChange[device] += sign * costs[part];
      for (let tier = 0; tier < tiers; tier++)
        this.heldChange[device * tiers + tier] += sign * memory[part * tiers + tier];
    }
  }

  /** Change of energy by the gathered move; infinite where a device would hold too much. */
  weigh(): number {
    const { tiers, reference, squarings } = this;
    let change = 0;
    for (let i = 0; i < this.touchedCount; i++) {
      const device = this.touched[i];
      for (let tier = 0; tier < tiers; tier++) {
        const at = device * tiers + tier;
        const more = this.heldChange[at];
        if (more > 0 && this.held[at] + more > this.limit[at]) return Number.POSITIVE_INFINITY;
      }
      const before = this.load[device];
      change +=
        power((before + this.loadChange[device]) / reference, squarings) -
        power(before / reference, squarings);
    }
    return change;
  }

  keep(): void {
    const { tiers } = this;
    for (let i = 0; i < this.touchedCount; i++) {
      const device = this.touched[i];
      this.load[device] += this.loadChange[device];
      for (let tier = 0; tier < tiers; tier++)
        this.held[device * tiers + tier] += this.heldChange[device * tiers + tier];
    }
    this.forget();
  }

  forget(): void {
    const { tiers } = this;
    for (let i = 0; i < this.touchedCount; i++) {
      const device = this.touched[i];
      this.isTouched[device] = 0;
      this.loadChange[device] = 0;
      for (let tier = 0; tier < tiers; tier++) this.heldChange[device * tiers + tier] = 0;
    }
    this.touchedCount = 0;
  }
}

function power(base: number, squarings: number): number {
  let value = base;
  for (let i = 0; i < squarings; i++) value *= value;
  return value;
}
