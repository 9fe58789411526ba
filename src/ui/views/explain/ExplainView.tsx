// The experiment in words: what it does, what to try next, what its sources claim and what was found, and what
// each part of the page shows.

import { commandById } from '../../shell/commands';
import { findExperiment } from '../../state/setup';
import { lab, shownRun } from '../../state/store';
import { panelList } from '../panelList';
import { AboutCard } from '../train/AboutCard';
import { ClaimsCard } from '../train/ClaimsCard';
import styles from './ExplainView.module.css';
import { Markdown } from './Markdown';
import { pageParts, panelParts } from './parts';
import { SuggestionList } from './Suggestions';

const pages = import.meta.glob<string>('../../../experiments/*/README.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export default function ExplainView() {
  const chosen = lab((state) => state.experiment);
  const shown = lab(shownRun);
  const { title, about } = findExperiment(chosen);
  // Verdicts of another experiment's run say nothing here.
  const run = shown?.experiment === chosen ? shown : null;
  return (
    <div className={styles.explain}>
      <article className={styles.text} aria-label="What it does">
        <h2>{title}</h2>
        <Markdown text={pages[`../../../experiments/${chosen}/README.md`] ?? about} />
      </article>
      <section className={styles.text} aria-label="What to try">
        <h2>What to try</h2>
        <SuggestionList />
      </section>
      <ClaimsCard run={run} title="Claims of its sources, and what was found" />
      <AboutCard title="Its sources" />
      <section className={styles.text} aria-label="What the page shows">
        <h2>What the page shows</h2>
        <dl className={styles.parts}>
          {pageParts.map(({ name, text }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          {panelList.map(({ id, title: panel }) => (
            <div key={id}>
              <dt>
                <button type="button" onClick={commandById(`panel.${id}`).run}>
                  {panel}
                </button>
              </dt>
              <dd>{panelParts[id]}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
