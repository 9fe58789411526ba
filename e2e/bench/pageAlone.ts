// Entry of the benchmark's page without peers.

import { offerBench } from './page';

offerBench(async () => []);
