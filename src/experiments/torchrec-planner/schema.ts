// Settings of the planner: the tables, the cluster, what TorchRec assumes of both, and the search.

import { configSchema } from '../schema';
import { clusterSettings } from './clusterSettings';
import { searchSettings } from './searchSettings';
import { tableSettings } from './tableSettings';
import { torchrecSettings } from './torchrecSettings';

export const schema = configSchema({
  ...tableSettings,
  ...clusterSettings,
  ...torchrecSettings,
  ...searchSettings,
});
