// The width an element has to draw in, in CSS pixels, as it changes: drawings are laid out for it.

import { type RefCallback, useCallback, useState } from 'react';

/** Drawings do not get narrower than this. */
const LEAST = 160;

export function useWidth(): [RefCallback<HTMLElement>, number] {
  const [width, setWidth] = useState(LEAST);
  const host = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const measure = () => setWidth(Math.max(LEAST, Math.floor(element.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [host, width];
}
