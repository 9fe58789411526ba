// Tables that are built in, on a cluster that is, as one word of the page's address: "mlperf.dgx-a100",
// "generated-100-7.torchrec-a100" for 100 tables of seed 7.

import { clusterPresets } from '../../sharding/editing/clusters';
import type { Origin } from './placementOrigin';

export type BuiltIn = { tables: 'mlperf' } | { tables: 'generated'; count: number; seed: number };

export const builtInName = (given: BuiltIn): string =>
  given.tables === 'mlperf' ? 'mlperf' : `generated-${given.count}-${given.seed}`;

/** Null where numbers were changed by hand or files were opened: no address says them. */
export const wordOf = ({ builtIn, preset }: Pick<Origin, 'builtIn' | 'preset'>): string | null =>
  builtIn && preset ? `${builtIn}.${preset}` : null;

const MOST_TABLES = 10_000;

/** Undefined for a word that names nothing that is built in. */
export function fromWord(
  word: string,
): { builtIn: BuiltIn; preset: (typeof clusterPresets)[number] } | undefined {
  const [, name, count, seed, id] = /^(mlperf|generated-(\d{1,5})-(\d{1,10}))\.([\w-]+)$/.exec(word) ?? [];
  const preset = clusterPresets.find((one) => one.id === id);
  if (!name || !preset) return undefined;
  if (name === 'mlperf') return { builtIn: { tables: 'mlperf' }, preset };
  const builtIn = { tables: 'generated', count: Number(count), seed: Number(seed) } as const;
  const fits = builtIn.count >= 1 && builtIn.count <= MOST_TABLES && builtIn.seed < 2 ** 32;
  return fits ? { builtIn, preset } : undefined;
}
