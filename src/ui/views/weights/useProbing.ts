// Asks for looks inside the run while the panel is open: at a steady pace, and at once when the reader
// wants to see something else.

import { useEffect, useRef } from 'react';
import { useTableVersion } from '../../charts/useTableVersion';
import type { Run } from '../../state/run';
import { send } from '../../state/worker';
import { useLook } from './look';
import { ProbePace } from './probePace';

const afterNextFrame = (callback: () => void): void => void requestAnimationFrame(() => setTimeout(callback));

/** A frame that takes longer waits for others: the first one for what has yet to be loaded. */
const DRAWING_MILLISECONDS = 100;

/** A look that was not answered by then never will be. */
const PATIENCE_MILLISECONDS = 30_000;

export function useProbing(run: Run | null): void {
  const sample = useLook((look) => look.sample);
  const layer = useLook((look) => look.layer);
  const rows = useTableVersion(run?.tables.training, 1000);
  const pace = useRef(new ProbePace());
  const asked = useRef<{ at: number; request: string } | null>(null);
  const { id, state, probe = null } = run ?? {};
  const going = state === 'running' || state === 'paused';
  const request = `${sample} ${layer}`;
  const answered = useRef<string>(undefined);

  useEffect(() => {
    if (!probe || !asked.current) return;
    answered.current = asked.current.request;
    asked.current = null;
    const arrived = performance.now();
    pace.current.took(probe.milliseconds, arrived);
    // Drawing is part of a look's price too: it is over once the frame that shows it is.
    afterNextFrame(() => {
      const now = performance.now();
      pace.current.took(Math.min(now - arrived, DRAWING_MILLISECONDS), now);
    });
  }, [probe]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new run owes no answers
  useEffect(() => {
    asked.current = null;
    answered.current = undefined;
  }, [id]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer makes room for the next question
  useEffect(() => {
    if (!going) return;
    const changed = answered.current !== undefined && answered.current !== request;
    const stale = !probe || state === 'running' || probe.step < (run?.tables.training.last('step') ?? 0);
    if (!changed && !stale) return;
    const now = performance.now();
    const open = asked.current ? Math.max(0, asked.current.at + PATIENCE_MILLISECONDS - now) : 0;
    const wait = open || (changed || !probe ? 0 : pace.current.wait(now));
    const timer = setTimeout(() => {
      asked.current = { at: performance.now(), request };
      send({ kind: 'probe', request: { sample, layer } });
    }, wait);
    return () => clearTimeout(timer);
  }, [id, going, state, probe, request, rows]);
}
