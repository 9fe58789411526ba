// Settings of AutoShard as code reads them.

import type { ConfigOf } from '../schema';
import type { schema } from './schema';

export type AutoshardSettings = ConfigOf<typeof schema>;
