// Renders a small component again when its table has grown, at a readable pace.

import { useEffect, useState } from 'react';
import type { MetricTable } from '../state/metricTable';

/** Number of rows, refreshed at most every `milliseconds`. */
export function useTableVersion(table: MetricTable | undefined, milliseconds = 250): number {
  const [length, setLength] = useState(table?.length ?? 0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shownAt = 0;
    const show = () => {
      timer = undefined;
      shownAt = performance.now();
      setLength(table?.length ?? 0);
    };
    show();
    const stop = table?.subscribe(() => {
      const wait = shownAt + milliseconds - performance.now();
      // At once where it may, so that one frame shows this and the charts.
      if (wait <= 0 && timer === undefined) show();
      else timer ??= setTimeout(show, wait);
    });
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [table, milliseconds]);
  return length;
}
