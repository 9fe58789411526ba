// What may lie over the page: one of these at a time, and short news that pass.

import { create } from 'zustand';

export type Overlay = 'shortcuts' | 'palette' | 'share';

export const useOverlay = create<{ open: Overlay | null; news: string }>()(() => ({ open: null, news: '' }));

export const show = (open: Overlay): void => useOverlay.setState({ open });
export const forgetOverlay = (): void => useOverlay.setState({ open: null });

/** Closes what is open, which gives the focus back to where it was. */
export const closeOverlay = (): void => document.querySelector<HTMLDialogElement>('dialog[open]')?.close();

const NEWS_MILLISECONDS = 3000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something in passing: "Link copied". */
export function say(news: string): void {
  useOverlay.setState({ news });
  clearTimeout(timer);
  timer = setTimeout(() => useOverlay.setState({ news: '' }), NEWS_MILLISECONDS);
}

/** Puts text into the clipboard, or says how to. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    say(`${what} could not be copied: select it and copy it by hand.`);
    show('share');
  }
}
