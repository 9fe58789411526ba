// Says that the page needs no network any more.

import styles from '../views/train/Inspector.module.css';
import { useOffline } from './offline';

export function OfflineNote() {
  const stored = useOffline((state) => state.stored);
  if (!stored) return null;
  return <p className={styles.note}>Works offline: the whole page is stored in this browser.</p>;
}
