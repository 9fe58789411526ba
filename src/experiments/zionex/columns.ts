// Columns of this experiment's tables.

export const text = (key: string, title: string) => ({ key, title, kind: 'text' as const });
export const number = (key: string, title: string, unit?: string) => ({
  ...{ key, title, kind: 'number' as const },
  ...(unit && { unit }),
});
export const bytes = (key: string, title: string) => ({ key, title, kind: 'bytes' as const });
export const count = (key: string, title: string) => ({ key, title, kind: 'count' as const });
export const share = (key: string, title: string) => ({ key, title, kind: 'share' as const });
