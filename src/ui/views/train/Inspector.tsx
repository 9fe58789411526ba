// The right side: what is claimed and found, what the model is and costs, on which adapter, and the way to
// keep it all.

import { lab, shownRun } from '../../state/store';
import { AboutCard } from './AboutCard';
import { AdapterCard } from './AdapterCard';
import { ClaimsCard } from './ClaimsCard';
import styles from './Inspector.module.css';
import { MemoryCard } from './MemoryCard';
import { MetricsCard } from './MetricsCard';
import { ModelCard } from './ModelCard';
import { SaveCard } from './SaveCard';

export function Inspector() {
  const run = lab(shownRun);
  const adapter = lab((state) => state.adapter);
  return (
    <aside className={styles.inspector} aria-label="About the run">
      <ClaimsCard run={run} />
      {run && (
        <>
          <MemoryCard run={run} />
          <ModelCard run={run} />
          <MetricsCard run={run} />
          {run.origin !== 'live' && <AdapterCard title="Adapter it ran on" adapter={run.adapter} />}
        </>
      )}
      <AdapterCard title="Your adapter" adapter={adapter} />
      {run && <SaveCard run={run} />}
      <AboutCard />
    </aside>
  );
}
