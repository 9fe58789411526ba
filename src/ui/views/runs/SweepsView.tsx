// Sweeps: what is to vary, and the sweeps that were started.

import { isDone } from '../../state/sweepItems';
import { useSweeps } from '../../state/sweeps';
import { SweepCard } from './SweepCard';
import { SweepEditor } from './SweepEditor';
import styles from './sweeps.module.css';

export function SweepsView() {
  const sweeps = useSweeps((state) => state.sweeps);
  const open = sweeps.filter((sweep) => !isDone(sweep));
  const over = sweeps.filter(isDone);
  return (
    <div className={styles.sweeps}>
      {open.map((sweep) => (
        <SweepCard key={sweep.id} sweep={sweep} />
      ))}
      <SweepEditor />
      {over.reverse().map((sweep) => (
        <SweepCard key={sweep.id} sweep={sweep} />
      ))}
    </div>
  );
}
