// What may lie over the page, each loaded when it is first asked for, and short news.

import { type ComponentType, Suspense, useEffect } from 'react';
import { isLoadFailure, LOAD_ADVICE } from '../../base/loading';
import { UndoToast } from '../views/runs/UndoToast';
import { loadable, type TroubleProps } from './loadable';
import { News } from './News';
import { forgetOverlay, type Overlay, say, useOverlay } from './overlayState';

const overlay = (title: string, load: () => Promise<{ default: ComponentType }>): ComponentType =>
  loadable(load, (trouble) => <Unavailable {...trouble} title={title} />);

const components: Record<Overlay, ComponentType> = {
  shortcuts: overlay('The list of shortcuts', () => import('./ShortcutSheet')),
  palette: overlay('The command palette', () => import('./Palette')),
  share: overlay('The share sheet', () => import('./ShareSheet')),
};

export function Overlays() {
  const open = useOverlay((state) => state.open);
  const Open = open && components[open];
  // News are said inside a dialog while one is open: what lies behind it is out of reach.
  return Open ? (
    <Suspense>
      <Open />
    </Suspense>
  ) : (
    <>
      <UndoToast />
      <News />
    </>
  );
}

/** Said in passing, for it has no place on the page; opening it again tries again. */
function Unavailable({ title, error }: TroubleProps & { title: string }) {
  useEffect(() => {
    say(
      isLoadFailure(error)
        ? `${title} could not be loaded. ${LOAD_ADVICE}`
        : `${title} stopped over an error.`,
    );
    forgetOverlay();
  }, [title, error]);
  return null;
}
