// Settings of measured sets: how many and how large, of which tables, and how they are timed.

import { MOST_TABLES, publishedSets } from '../../sharding/learned/drawSets';
import { type ConfigOf, configSchema, integer, number } from '../schema';

const sets = { group: 'Sets' } as const;
const tables = { group: 'Tables' } as const;
const timing = { group: 'Timing' } as const;

export const schema = configSchema({
  sets: integer({
    ...{ ...sets, label: 'Sets', default: 300, minimum: 2, maximum: 20_000, logarithmic: true },
    help: 'Sets of tables that are measured. A network learns from eight tenths of them; a few hundred are enough to begin with.',
  }),
  mostTables: integer({
    ...{ ...sets, label: 'Most tables', default: publishedSets.mostTables, minimum: 1, maximum: MOST_TABLES },
    help: 'Of a set; every number from 1 up is as likely as any other.',
  }),
  again: integer({
    ...{ ...sets, label: 'Measured again', default: 20, minimum: 0, maximum: 1000 },
    help: 'So many of the sets are measured a second time, at some other moment of the run, to see what a measurement is worth.',
  }),
  tables: integer({
    ...{ ...tables, label: 'Tables', default: 400, minimum: 1, maximum: 4000, logarithmic: true },
    help: 'How many tables are made up, where no file of tables is given.',
  }),
  batch: integer({
    ...{ ...tables, label: 'Batch', unit: 'samples', default: 512, minimum: 8, maximum: 65_536 },
    ...{ logarithmic: true },
    help: 'Over all devices: what is learned holds for it alone. Fewer where the adapter cannot hold what the largest set looks up.',
  }),
  mostRows: integer({
    ...{ ...tables, label: 'Most rows', unit: 'rows', default: 100_000, minimum: 100, maximum: 10_000_000 },
    ...{ logarithmic: true },
    help: 'Larger tables are shrunk to so many, with their hot rows in proportion; to fewer where the adapter holds no more.',
  }),
  rounds: integer({
    ...{ ...timing, label: 'Rounds', default: 4, minimum: 1, maximum: 100 },
    help: 'Samples of every kernel of a set; their lower quartile counts.',
  }),
  sampleMilliseconds: number({
    ...{ ...timing, label: 'Sample', unit: 'ms', default: 5, minimum: 0.1, maximum: 1000 },
    help: 'A sample runs a kernel so often that it takes as long at least.',
  }),
});

export type SetSettings = ConfigOf<typeof schema>;
