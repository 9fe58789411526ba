// Key presses anywhere on the page run commands.

import { useLayoutEffect } from 'react';
import { commandOf } from './commands';
import { useOverlay } from './overlayState';

export function useShortcuts(): void {
  // In the task that shows the page: what can be seen can be pressed.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      const command = commandOf(event);
      if (!command) return;
      // What lies over the page has the keyboard; the browser must not act on its keys either.
      if (useOverlay.getState().open !== null) {
        if (command.id === 'page.palette') event.preventDefault();
        return;
      }
      if (!command.enabled()) return;
      event.preventDefault();
      command.run();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
