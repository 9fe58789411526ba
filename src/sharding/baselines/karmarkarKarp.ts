// The largest differencing method of Karmarkar and Karp (1982) for any number of devices: what differs most is put
// against what differs most, until one partition is left.

import { type Placement, type PlacementProblem, requirePlacementProblem } from './placement';
import { repaired } from './repair';

/** A partial partition: sums descending, and the tables behind each. */
interface Partition {
  sums: number[];
  members: number[][];
  /** Largest sum less smallest. */
  difference: number;
  /** Of equals the one made first goes first. */
  made: number;
}

/** Without regard to memory. */
export function differencingPlacement({
  costs,
  devices,
}: Pick<PlacementProblem, 'costs' | 'devices'>): Placement {
  const placement = Array<number>(costs.length).fill(0);
  if (costs.length === 0) return placement;
  const heap = new Heap(before);
  costs.forEach((cost, table) => {
    const sums = Array<number>(devices).fill(0);
    const members: number[][] = sums.map(() => []);
    sums[0] = cost;
    members[0] = [table];
    heap.push({ sums, members, difference: devices > 1 ? cost : 0, made: table });
  });
  for (let made = costs.length; heap.size > 1; made++) heap.push(merged(heap.pop(), heap.pop(), made));
  heap.pop().members.forEach((tables, device) => {
    for (const table of tables) placement[table] = device;
  });
  return placement;
}

/** The largest sums of one join the smallest of the other. */
function merged(one: Partition, other: Partition, made: number): Partition {
  const last = one.sums.length - 1;
  const joined = one.sums.map((sum, k) => ({
    sum: sum + other.sums[last - k],
    tables: [...one.members[k], ...other.members[last - k]],
  }));
  joined.sort((a, b) => b.sum - a.sum);
  return {
    sums: joined.map(({ sum }) => sum),
    members: joined.map(({ tables }) => tables),
    difference: joined[0].sum - joined[last].sum,
    made,
  };
}

const before = (a: Partition, b: Partition): boolean =>
  a.difference > b.difference || (a.difference === b.difference && a.made < b.made);

/** The same, then moves and swaps until every device has room; undefined where they find none. */
export function karmarkarKarpPlacement(problem: PlacementProblem): Placement | undefined {
  requirePlacementProblem(problem);
  return repaired(problem, differencingPlacement(problem));
}

/** A binary heap; the first by `before` is on top. */
class Heap {
  private readonly items: Partition[] = [];

  constructor(private readonly before: (a: Partition, b: Partition) => boolean) {}

  get size(): number {
    return this.items.length;
  }

  push(item: Partition): void {
    const { items } = this;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(item, items[parent])) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }

  pop(): Partition {
    const { items } = this;
    const top = items[0];
    const item = items.pop()!;
    if (items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.before(items[child + 1], items[child])) child++;
      if (!this.before(items[child], item)) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = item;
    return top;
  }
}
