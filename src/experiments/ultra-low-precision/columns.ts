// Columns of this experiment's tables.

import type { Cell } from '../findings';

/** A row of a table by column. */
export type Row = Record<string, Cell>;

export const milliseconds = (key: string, title: string) =>
  ({ key, title, kind: 'number', unit: 'ms' }) as const;
export const text = (key: string, title: string) => ({ key, title, kind: 'text' }) as const;
export const count = (key: string, title: string) => ({ key, title, kind: 'count' }) as const;
export const bytes = (key: string, title: string) => ({ key, title, kind: 'bytes' }) as const;
export const plain = (key: string, title: string) => ({ key, title, kind: 'number' }) as const;
export const share = (key: string, title: string) => ({ key, title, kind: 'share' }) as const;
