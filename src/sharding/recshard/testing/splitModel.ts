// The row split as an integer program in the LP format of CPLEX, for an independent solver. Which device holds a table
// is a whole number, and so is how many rows of each piece of it lie in fast memory there.

import { alreadyOf, type SplitProblem } from '../splitProblem';

/** Least seconds of the slowest device. Memory for what is slow is taken to be without limit. */
export function splitModel(problem: SplitProblem): string {
  const { tables, devices, device } = problem;
  const already = alreadyOf(problem);
  const slower = 1 / device.slowBytesPerSecond;
  const saved = slower - 1 / device.fastBytesPerSecond;
  const places: string[] = [];
  const rows: string[] = [];
  const constraints: string[] = [];
  for (let d = 0; d < devices; d++) {
    const seconds: string[] = [];
    const bytes: string[] = [];
    tables.forEach(({ lookups, rowBytes, pieces }, t) => {
      const place = `p_${d}_${t}`;
      places.push(place);
      seconds.push(`+ ${lookups * rowBytes * slower} ${place}`);
      pieces.forEach((piece, k) => {
        const hot = `x_${d}_${t}_${k}`;
        rows.push(hot);
        seconds.push(`- ${(piece.lookups / piece.rows) * rowBytes * saved} ${hot}`);
        bytes.push(`+ ${rowBytes} ${hot}`);
        constraints.push(`${hot} - ${piece.rows} ${place} <= 0`);
      });
    });
    constraints.push(
      `${seconds.join(' ')} - slowest <= ${-already[d]}`,
      `${bytes.join(' ')} <= ${device.fastBytes}`,
    );
  }
  tables.forEach((_, t) => {
    constraints.push(`${Array.from({ length: devices }, (__, d) => `+ p_${d}_${t}`).join(' ')} = 1`);
  });
  const numbered = constraints.map((constraint, index) => ` c${index}: ${constraint}`);
  return `Minimize\n slowest\nSubject To\n${numbered.join('\n')}\nGeneral\n ${rows.join('\n ')}\nBinary\n ${places.join('\n ')}\nEnd\n`;
}
