// How files are read: what was guessed of them, and what the reader says where the guess is wrong.

/** What a column of a click log is used as. */
export type ColumnRole = 'label' | 'table' | 'dense' | 'ignored';

/** Corrections; what is absent is guessed. */
export interface Reading {
  /** Name of a format, as `formatName` gives it. */
  format?: string;
  /** Roles of columns by name. */
  columns?: Readonly<Record<string, ColumnRole>>;
}

/** A column of a click log as it will be read. */
export interface ColumnReading {
  name: string;
  holds: 'text' | 'integers' | 'numbers' | 'lists';
  /** `probability` and `period` are columns of a log that this program wrote. */
  role: ColumnRole | 'probability' | 'period';
}

/** Hears what is found out while files are opened, also when opening them fails later. */
export interface ReadingObserver {
  format?(name: string): void;
  columns?(columns: ColumnReading[]): void;
  /** How far the files have been read. */
  bytes?(done: number, total: number): void;
  images?(done: number, total: number): void;
}
