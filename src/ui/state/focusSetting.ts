// Takes the reader to a control of the settings.

/** Opens the group of a setting, brings it into view and puts the focus on it. */
export function focusSetting(key: string): void {
  const control = document.getElementById(`setting-${key}`);
  if (!control) return;
  const group = control.closest('details');
  if (group) group.open = true;
  control.scrollIntoView({ block: 'center' });
  control.focus({ preventScroll: true });
  if (control instanceof HTMLInputElement && control.type !== 'checkbox') control.select();
}

export const SEARCH_ID = 'settings-search';

export function focusSearch(): void {
  const search = document.getElementById(SEARCH_ID) as HTMLInputElement | null;
  search?.scrollIntoView({ block: 'nearest' });
  search?.select();
}
