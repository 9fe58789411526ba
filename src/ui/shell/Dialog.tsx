// Something over the page: a modal dialog that Escape, its button and a click beside it close.

import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Dialog.module.css';
import { News } from './News';
import { forgetOverlay } from './overlayState';

interface DialogProps {
  title: string;
  /** A dialog without a heading shows `title` to assistive technology alone. */
  plain?: boolean;
  className?: string;
  children: ReactNode;
}

export function Dialog({ title, plain = false, className, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // The browser itself would choose the first element that can take the focus at all.
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does for the keyboard what a click beside it does
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${className ?? ''}`}
      aria-label={title}
      onClose={forgetOverlay}
      onCancel={(event) => {
        if (event.target !== dialog.current) return;
        // The browser tells of the end a task later; what is typed right after Escape belongs to the page.
        event.preventDefault();
        dialog.current.close();
        forgetOverlay();
      }}
      onClick={({ target }) => {
        if (target === dialog.current) dialog.current?.close();
      }}
    >
      <div className={styles.content}>
        {!plain && (
          <header>
            <h2>{title}</h2>
            <form method="dialog">
              <button type="submit">Close</button>
            </form>
          </header>
        )}
        {children}
      </div>
      <News />
    </dialog>
  );
}
