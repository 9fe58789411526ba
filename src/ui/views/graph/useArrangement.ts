// The arrangement of a picture, laid out in a worker; the last one stays until the next is ready.

import { useEffect, useRef, useState } from 'react';
import type { Arrangement } from './arrange';
import type { Picture } from './picture';

export interface Arranged {
  picture: Picture;
  arrangement: Arrangement;
}

interface Answer {
  turn: number;
  arrangement?: Arrangement;
  problem?: string;
}

export function useArrangement(picture: Picture | null): {
  arranged: Arranged | null;
  problem: string | null;
} {
  const [arranged, setArranged] = useState<Arranged | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const worker = useRef<Worker | null>(null);
  const asked = useRef({ turn: 0, picture });

  useEffect(() => {
    const created = new Worker(new URL('./arrangeWorker.ts', import.meta.url), { type: 'module' });
    worker.current = created;
    created.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.turn !== asked.current.turn) return;
      setProblem(data.problem ?? null);
      if (data.arrangement && asked.current.picture)
        setArranged({ picture: asked.current.picture, arrangement: data.arrangement });
    };
    created.onerror = () => setProblem('its layout could not be loaded. Reload the page.');
    return () => {
      created.terminate();
      worker.current = null;
    };
  }, []);

  useEffect(() => {
    asked.current = { turn: asked.current.turn + 1, picture };
    if (picture) worker.current?.postMessage(asked.current);
    else setArranged(null);
  }, [picture]);

  return { arranged, problem };
}
