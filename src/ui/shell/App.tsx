// The page: header, then the view; files can be dropped anywhere.

import { TrainView } from '../views/train/TrainView';
import styles from './App.module.css';
import { DropArea } from './DropArea';
import { Header } from './Header';
import { Overlays } from './Overlays';
import { useShortcuts } from './useShortcuts';

export function App() {
  useShortcuts();
  return (
    <DropArea className={styles.page}>
      <Header />
      <TrainView />
      <Overlays />
    </DropArea>
  );
}
