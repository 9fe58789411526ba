// Settings of the learned policy as code reads them.

import type { ConfigOf } from '../schema';
import type { schema } from './schema';

export type DreamshardSettings = ConfigOf<typeof schema>;
