// Columns as CSV (RFC 4180), written a few thousand rows at a time so that the page stays responsive.

export interface CsvPart {
  /** What every row of this part begins with; none without it. */
  label?: string;
  /** All of one length; NaN is an empty field. */
  columns: readonly Float64Array[];
}

const BUSY_MILLISECONDS = 12;
const ROWS_AT_ONCE = 1000;

export async function csvOf(names: readonly string[], parts: readonly CsvPart[]): Promise<Blob> {
  const pieces = [`${names.map(quoted).join(',')}\n`];
  let pause = performance.now() + BUSY_MILLISECONDS;
  for (const { label, columns } of parts) {
    const prefix = label === undefined ? [] : [quoted(label)];
    const length = columns[0]?.length ?? 0;
    for (let start = 0; start < length; start += ROWS_AT_ONCE) {
      const lines: string[] = [];
      for (let row = start; row < Math.min(start + ROWS_AT_ONCE, length); row++) {
        const values = columns.map((column) => (Number.isNaN(column[row]) ? '' : String(column[row])));
        lines.push(`${[...prefix, ...values].join(',')}\n`);
      }
      pieces.push(lines.join(''));
      if (performance.now() < pause) continue;
      await nextTask();
      pause = performance.now() + BUSY_MILLISECONDS;
    }
  }
  return new Blob(pieces, { type: 'text/csv' });
}

/** Lets the page do what has been waiting. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export const quoted = (text: string): string =>
  /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
