// Weights of parts that never sum to more than 1 on a device that keeps within its load and its memory: the share of
// the load itself; the dual feasible functions u(ε) and f(k) of Fekete and Schepers 2001, which see that two large parts
// share no device; the share of memory (over all devices together); and mixtures of two.

/** Of a part's share of the load that a device has room for, and of its shares of memory by tier. */
export type Weighing = (share: number, held: readonly number[]) => number;

const MOST_EPSILONS = 64;
const MOST_K = 12;
/** Parts of the first of two weighings. */
const MIXTURES = [0.2, 0.4, 0.6, 0.8];

const linear: Weighing = (share) => share;

/** All for parts of these shares. */
export function weighings(shares: readonly number[], tiers: number): Weighing[] {
  const stepped = [...epsilons(shares).map(cutOff), ...rounded];
  const memory = Array.from(
    { length: tiers },
    (_, tier): Weighing =>
      (_share, held) =>
        held[tier],
  );
  const mixed = [...memory, ...stepped].flatMap((other) =>
    MIXTURES.map(
      (part): Weighing =>
        (share, held) =>
          part * share + (1 - part) * other(share, held),
    ),
  );
  return [linear, ...memory, ...stepped, ...mixed];
}

/** u(ε): nearly whole parts count whole, small ones not at all. */
const cutOff =
  (epsilon: number): Weighing =>
  (share) =>
    share > 1 - epsilon ? 1 : share >= epsilon ? share : 0;

/** Where u(ε) changes: just below a half, at parts, and at what is left beside large ones. */
function epsilons(shares: readonly number[]): number[] {
  const all = [...new Set(shares.flatMap((share) => [share, 1 - share]))].filter(
    (share) => share > 0 && share <= 0.5,
  );
  all.sort((a, b) => b - a);
  const every = Math.max(1, Math.ceil(all.length / MOST_EPSILONS));
  return [0.5, ...all.filter((_, index) => index % every === 0)];
}

/** f(k): (k+1)·x rounded down, over k, unless it is whole. */
const rounded: readonly Weighing[] = Array.from({ length: MOST_K }, (_, index): Weighing => {
  const k = index + 1;
  return (share) => {
    const scaled = (k + 1) * share;
    return Number.isInteger(scaled) ? share : Math.floor(scaled) / k;
  };
});
