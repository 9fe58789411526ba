// A table of results as CSV (RFC 4180), in full precision.

import type { Finding } from '../../../lab/protocol';
import { quoted } from '../../state/csv';

export const findingCsv = ({ columns, rows }: Finding): string =>
  [columns.map(({ key }) => key), ...rows]
    .map((cells) => cells.map((cell) => quoted(cell === null ? '' : String(cell))).join(','))
    .join('\n')
    .concat('\n');
