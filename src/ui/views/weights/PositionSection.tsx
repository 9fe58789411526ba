// Which positions a vision transformer takes to be alike.

import type { ProbeReport } from '../../../lab/protocol';
import { PictureFigure } from './PictureFigure';

export function PositionSection({ positions }: { positions: NonNullable<ProbeReport['positions']> }) {
  const { width, height } = positions;
  const patch = (token: number) => `${Math.floor(token / width) + 1}, ${(token % width) + 1}`;
  return (
    <PictureFigure
      title="Similarity of position embeddings"
      summary={`${height} × ${width} patches: each picture, at its patch's place, is the cosine similarity of its embedding with every other's. ${neighbours(positions)}`}
      pictures={positions}
      nameOf={(picture) => `patch ${patch(picture)}`}
      placeOf={(x, y) => `to patch ${y + 1}, ${x + 1}`}
      side={64}
      perRow={width}
      limit={1}
    />
  );
}

/** How much more alike neighbours are than any two: what training teaches the embedding. */
function neighbours({ count, width, values }: NonNullable<ProbeReport['positions']>): string {
  let beside = 0;
  let pairs = 0;
  let all = 0;
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++) {
      if (a === b) continue;
      all += values[a * count + b];
      if (b === a + 1 && b % width !== 0) {
        beside += values[a * count + b];
        pairs++;
      }
    }
  if (!pairs) return '';
  const anyTwo = all / (count * (count - 1));
  return `Neighbours in a row: ${(beside / pairs).toFixed(2)} on average; any two: ${anyTwo.toFixed(2)}.`;
}
