// Data that the lab makes itself: which set, its knobs, and what they make, as they move. The knobs are the
// settings of the chosen experiment where it trains on such data; of another's data they are only tried out.

import { useEffect, useState } from 'react';
import { experiments } from '../../../experiments';
import {
  type Config,
  type ConfigValue,
  defaultsOf,
  fieldsOf,
  parseConfig,
} from '../../../experiments/schema';
import { Field } from '../../controls/Field';
import { type Content, contentOf, data, lookAtMade } from '../../state/data';
import { findExperiment } from '../../state/setup';
import { chooseSetup, setValue } from '../../state/setupActions';
import { lab } from '../../state/store';
import styles from './DatasetsView.module.css';
import { LookView } from './LookView';
import { problemWith } from './problemWith';

/** Settings that decide what is made. */
const knobs: Record<Content, readonly string[]> = {
  image: ['resolution', 'classes', 'samples', 'tail', 'labelNoise'],
  click: ['data', 'samples'],
};

const titles: Record<Content, string> = { image: 'Textured shapes', click: 'Click log' };

const abouts: Record<Content, string> = {
  image: 'Images of a textured shape; the class depends on shape and texture together. Made from a seed.',
  click:
    'Impressions with ids, numbers and a click, drawn from a planted truth: the best possible loss is known exactly.',
};

export function MadeView() {
  const experiment = lab((state) => state.experiment);
  const config = lab((state) => state.config);
  const files = lab((state) => state.trainFiles.length);
  const made = data((state) => state.made);
  const own = contentOf(config);
  const [content, setContent] = useState(own);
  const [tried, setTried] = useState<Config>({});
  const inUse = content === own;
  const maker = inUse ? findExperiment(experiment) : makerOf(content);
  const settings = inUse ? config : { ...defaultsOf(maker.config), ...tried };
  const chosen = Object.fromEntries(knobs[content].map((key) => [key, settings[key]]));

  useEffect(() => lookAtMade(content, chosen));
  // Another experiment is chosen: its data is what there is to see.
  useEffect(() => setContent(own), [own]);

  const change = (key: string, value: ConfigValue) =>
    inUse ? setValue(key, value) : setTried({ ...tried, [key]: value });
  const look = made.look?.summary.kind === content ? made.look : null;
  return (
    <>
      <fieldset className={styles.chips} aria-label="Sets made here">
        {(['image', 'click'] as const).map((kind) => (
          <button key={kind} type="button" aria-pressed={kind === content} onClick={() => setContent(kind)}>
            {titles[kind]}
          </button>
        ))}
      </fieldset>
      <p className={styles.about}>{abouts[content]}</p>
      {files > 0 && inUse && (
        <p className={styles.note}>
          Training uses your files while there are any; what is made here is only shown.
        </p>
      )}
      {!inUse && (
        <p className={styles.note}>
          “{findExperiment(experiment).title}” does not train on this.{' '}
          <button
            type="button"
            onClick={() =>
              chooseSetup({
                experiment: maker.id,
                config: parseConfig(maker.config, tried).config,
                seed: lab.getState().seed,
              })
            }
          >
            Switch to “{maker.title}”
          </button>
        </p>
      )}
      <div className={styles.workbench}>
        <div className={styles.knobs}>
          {fieldsOf(maker.config)
            .filter(([key]) => knobs[content].includes(key))
            .map(([key, field]) => (
              <Field
                key={`${maker.id} ${key}`}
                name={`data-${key}`}
                field={field}
                value={settings[key]}
                problemOf={(_, text) => problemWith(maker, key, text)}
                onChange={(_, value) => change(key, value)}
                onExplain={() => {}}
              />
            ))}
        </div>
        <div className={styles.look} data-busy={made.busy || undefined}>
          <p aria-live="polite" className="visually-hidden">
            {made.busy ? 'Making a preview' : 'Preview ready'}
          </p>
          {made.message && <p className={styles.problem}>{made.message}</p>}
          {look ? <LookView look={look} /> : <p className={styles.note}>Making a preview…</p>}
        </div>
      </div>
    </>
  );
}

const makerOf = (content: Content) =>
  experiments.find(({ config }) => contentOf(defaultsOf(config)) === content) ?? experiments[0];
