// What to try, as sentences that set it up when they are pressed.

import { experiments } from '../../../experiments';
import type { Suggestion } from '../../../experiments/experiment';
import { say } from '../../shell/overlayState';
import { findExperiment } from '../../state/setup';
import { chooseSuggestion } from '../../state/setupActions';
import { lab } from '../../state/store';
import styles from './Suggestions.module.css';

interface Offer {
  experiment: string;
  suggestion: Suggestion;
}

/** As many as the first screen has room for. */
const SHORT = 4;

/** A line of sentences: two of the chosen experiment, then the first of the others. */
export function Suggestions() {
  const chosen = lab((state) => state.experiment);
  return (
    <p className={styles.line}>
      You could{' '}
      {offersFor(chosen).map(({ experiment, suggestion }, index, all) => (
        <span key={`${experiment} ${suggestion.id}`}>
          {index > 0 && (index === all.length - 1 ? ', or ' : ', ')}
          <Sentence experiment={experiment} suggestion={suggestion} />
        </span>
      ))}
      .
    </p>
  );
}

/** All of the chosen experiment, with what there is to see. */
export function SuggestionList() {
  const chosen = lab((state) => state.experiment);
  return (
    <ul className={styles.list}>
      {(findExperiment(chosen).suggestions ?? []).map((suggestion) => (
        <li key={suggestion.id}>
          <Sentence experiment={chosen} suggestion={suggestion} />
          <p>{suggestion.why}</p>
        </li>
      ))}
    </ul>
  );
}

function offersFor(chosen: string): Offer[] {
  const own = (findExperiment(chosen).suggestions ?? []).slice(0, 2);
  const others = experiments.filter(({ id }) => id !== chosen);
  return [
    ...own.map((suggestion) => ({ experiment: chosen, suggestion })),
    ...others.flatMap(({ id, suggestions = [] }) =>
      suggestions.slice(0, 1).map((suggestion) => ({ experiment: id, suggestion })),
    ),
  ].slice(0, SHORT);
}

function Sentence({ experiment, suggestion }: Offer) {
  return (
    <button
      type="button"
      className={styles.sentence}
      title={suggestion.why}
      onClick={() => {
        chooseSuggestion(experiment, suggestion);
        say(`Set up: ${suggestion.title}. Train starts it, undo takes it back.`);
      }}
    >
      {suggestion.title}
    </button>
  );
}
