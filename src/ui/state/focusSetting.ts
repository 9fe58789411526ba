// Takes the reader to a control of the settings.

import { isWide, panelList } from '../views/panelList';
import { lab } from './store';

/** A panel that takes the whole width gives way to one with the settings beside it. */
function withSettings(id: string, then: (control: HTMLElement) => void, frames = 60): void {
  if (isWide(lab.getState().panel)) lab.setState({ panel: panelList[0].id });
  const control = document.getElementById(id);
  if (control) then(control);
  else if (frames > 0) requestAnimationFrame(() => withSettings(id, then, frames - 1));
}

/** Opens the group of a setting, brings it into view and puts the focus on it. */
export const focusSetting = (key: string): void => withSettings(`setting-${key}`, reveal);

function reveal(control: HTMLElement): void {
  const group = control.closest('details');
  if (group) group.open = true;
  control.scrollIntoView({ block: 'center' });
  control.focus({ preventScroll: true });
  if (control instanceof HTMLInputElement && control.type !== 'checkbox') control.select();
}

export const SEARCH_ID = 'settings-search';

export const focusSearch = (): void =>
  withSettings(SEARCH_ID, (search) => {
    search.scrollIntoView({ block: 'nearest' });
    (search as HTMLInputElement).select();
  });
