// Short news at the bottom of the page, read out as they come.

import styles from './News.module.css';
import { useOverlay } from './overlayState';

export function News() {
  const news = useOverlay((state) => state.news);
  return (
    <div className={styles.news} aria-live="polite">
      {news && <p>{news}</p>}
    </div>
  );
}
