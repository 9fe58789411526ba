// The width an element has, in CSS pixels, kept current: drawings are laid out for it.

import { useEffect, useRef, useState } from 'react';

export function useWidth<E extends Element>(initial: number): [React.RefObject<E | null>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(160, entry.contentRect.width)));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
