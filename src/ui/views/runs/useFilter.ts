// The filter of the list as it is typed: parsed a moment later, the last one that made sense in force till then.

import { useEffect, useMemo, useState } from 'react';
import { type Filter, type FilterNames, type FilterProblem, namesOf, parseFilter } from '../../state/filter';
import { useRunList } from '../../state/runList';
import type { Values } from '../../state/runValues';

const SETTLE_MILLISECONDS = 150;

export interface ActiveFilter {
  filter: Filter | null;
  problem: FilterProblem | null;
  names: FilterNames;
}

export function useFilter(values: readonly Values[]): ActiveFilter {
  const text = useRunList((state) => state.filter);
  const [parsed, setParsed] = useState<{ filter: Filter | null; problem: FilterProblem | null }>({
    filter: null,
    problem: null,
  });
  const names = useMemo(() => namesOf(values), [values]);
  // Runs that arrive bring new names seldom: only then is the text worth another look.
  const known = [...names.keys()].join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `known` stands for the names
  useEffect(() => {
    if (text.trim() === '') {
      setParsed({ filter: null, problem: null });
      return;
    }
    let stale = false;
    const timer = setTimeout(async () => {
      const result = await parseFilter(text, names);
      if (stale) return;
      setParsed((before) =>
        'matches' in result ? { filter: result, problem: null } : { filter: before.filter, problem: result },
      );
    }, SETTLE_MILLISECONDS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, known]);
  return { ...parsed, names };
}
