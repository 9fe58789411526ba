// A notice that was put away stays away, also on the next visit where there is storage.

import { useState } from 'react';

export function useDismissal(id: string): [dismissed: boolean, dismiss: () => void] {
  const key = `tessera.dismissed.${id}`;
  const [dismissed, setDismissed] = useState(() => {
    try {
      return localStorage.getItem(key) !== null;
    } catch {
      return false;
    }
  });
  const dismiss = () => {
    setDismissed(true);
    try {
      localStorage.setItem(key, '');
    } catch {
      // Without storage it is away for this visit.
    }
  };
  return [dismissed, dismiss];
}
