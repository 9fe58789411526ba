// Tables of a task, of which plans tell one from another by name.

import type { EmbeddingTable } from '../problem';

/** A table that is there twice has a name of its own the second time: "12 (2)". */
export function namedApart(tables: readonly EmbeddingTable[]): EmbeddingTable[] {
  const times = new Map<string, number>();
  return tables.map((table) => {
    const time = (times.get(table.name) ?? 0) + 1;
    times.set(table.name, time);
    return time === 1 ? table : { ...table, name: `${table.name} (${time})` };
  });
}
