// One thing the reader has to know, with what can be done about it.

import type { ReactNode } from 'react';
import styles from './TrainView.module.css';

export interface NoticeAction {
  title: string;
  run(): void;
}

interface NoticeProps {
  title: string;
  tone?: 'bad' | 'plain';
  children?: ReactNode;
  action?: NoticeAction;
  /** Another way out. */
  otherAction?: NoticeAction;
  dismiss?(): void;
  dismissTitle?: string;
}

export function Notice({
  title,
  tone,
  children,
  action,
  otherAction,
  dismiss,
  dismissTitle = 'Dismiss',
}: NoticeProps) {
  return (
    <section
      className={styles.notice}
      data-tone={tone}
      role={tone === 'bad' ? 'alert' : undefined}
      aria-label={title}
    >
      <div>
        <h2>{title}</h2>
        {children}
      </div>
      {[action, otherAction].map(
        (way) =>
          way && (
            <button key={way.title} type="button" onClick={way.run}>
              {way.title}
            </button>
          ),
      )}
      {dismiss && (
        <button type="button" className={styles.quiet} onClick={dismiss}>
          {dismissTitle}
        </button>
      )}
    </section>
  );
}
