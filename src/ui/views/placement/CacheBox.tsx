// How much of a table's rows its cache holds, to be set by hand; what is not accepted says why.

import type { PlanDocument } from '../../../sharding/editing/document';
import { cachedShare } from '../../../sharding/torchrec/table';
import { act, openPlacement } from '../../state/placement';
import { NumberBox } from './NumberBox';

interface CacheBoxProps {
  document: PlanDocument;
  table: number;
}

export function CacheBox({ document, table }: CacheBoxProps) {
  return (
    <NumberBox
      label="Rows in the cache"
      unit="%"
      help="Of this table, whatever the others have: more rows in device memory, fewer read over the host’s link"
      value={100 * cachedShare(document.plan.tables[table], document.problem.tables[table])}
      problemOf={(percent) => (percent > 0 && percent <= 100 ? undefined : 'more than 0 and at most 100')}
      onChange={(percent) =>
        act({ kind: 'cache', table, cacheLoadFactor: percent / 100 }) ? undefined : openPlacement().news.text
      }
    />
  );
}
