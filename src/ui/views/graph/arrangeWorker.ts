// Lays pictures out off the page's thread: a large one takes dagre a second.

import { arrange } from './arrange';
import type { Picture } from './picture';

addEventListener('message', ({ data }: MessageEvent<{ turn: number; picture: Picture }>) => {
  try {
    postMessage({ turn: data.turn, arrangement: arrange(data.picture) });
  } catch (error) {
    postMessage({ turn: data.turn, problem: (error as Error).message });
  }
});
