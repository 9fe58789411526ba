// The left side: experiment, preset, data, settings in groups, and an explanation of what is pointed at.

import { useCallback, useState } from 'react';
import { experiments } from '../../../experiments';
import { trains } from '../../../experiments/experiment';
import { type FieldDescription, fieldsOf, fromText, parseConfig } from '../../../experiments/schema';
import { Field } from '../../controls/Field';
import { changedKeys, findExperiment } from '../../state/setup';
import { chooseExperiment, setValue } from '../../state/setupActions';
import { lab } from '../../state/store';
import { CostBox } from './CostBox';
import { DataFiles, InputFiles } from './DataFiles';
import { Explanation } from './Explanation';
import { Presets } from './Presets';
import { SeedField } from './SeedField';
import styles from './SettingsPanel.module.css';
import { SettingsTools } from './SettingsTools';
import { useNotes } from './useNotes';

export function SettingsPanel() {
  const experimentId = lab((state) => state.experiment);
  const config = lab((state) => state.config);
  const [explained, setExplained] = useState<string | null>(null);
  const experiment = findExperiment(experimentId);
  // What is being typed into stays explained when the pointer wanders.
  const explain = useCallback((key: string, byPointer: boolean) => {
    const typing = document.activeElement?.matches('aside input[type=text]');
    if (!(byPointer && typing)) setExplained(key);
  }, []);
  const changed = new Set(changedKeys({ experiment: experimentId, config }));
  const [search, setSearch] = useState('');
  const fields = fieldsOf(experiment.config);
  const found = fields.filter(([key, field]) => isFound(search, key, field));
  const seedFound = isFound(search, 'seed', SEED);
  const noteOf = useNotes();

  const problemOf = useCallback(
    (key: string, text: string) => {
      const field = fieldsOf(experiment.config).find(([name]) => name === key)?.[1];
      const given = { [key]: field ? fromText(field, text) : text };
      return parseConfig(experiment.config, given).problems[0]?.replace(`${key} = `, '');
    },
    [experiment],
  );

  return (
    <aside className={styles.panel} aria-label="Settings">
      {trains(experiment) && <CostBox />}
      <div className={styles.scroll}>
        <label className={styles.experiment}>
          <span className="visually-hidden">Experiment</span>
          <select value={experimentId} onChange={(event) => chooseExperiment(event.target.value)}>
            {experiments.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <Presets />
        {trains(experiment) && <DataFiles />}
        {experiment.input && (
          <InputFiles about={experiment.input} several={experiment.severalInputs ?? false} />
        )}
        <SettingsTools search={search} onSearch={setSearch} found={found.length + (seedFound ? 1 : 0)} />
        {groupsOf(found, seedFound).map(([group, members]) => {
          const count = members.filter(([key]) => changed.has(key)).length;
          return (
            <details key={`${group}${search && ' found'}`} className={styles.group} open>
              <summary>
                {group}
                {count > 0 && <span className={styles.badge}>{count} changed</span>}
              </summary>
              {members.map(([key, field]) => (
                <Field
                  key={`${experimentId} ${key}`}
                  name={key}
                  field={field}
                  value={config[key]}
                  {...noteOf(key)}
                  problemOf={problemOf}
                  onChange={setValue}
                  onExplain={explain}
                />
              ))}
              {group === SEED.group && seedFound && <SeedField {...noteOf('seed')} />}
            </details>
          );
        })}
      </div>
      <Explanation about={experiment.about} field={fields.find(([key]) => key === explained)?.[1]} />
    </aside>
  );
}

/** Where the seed is listed, and by what words it is found. */
const SEED = {
  label: 'Seed',
  group: 'Training',
  help: 'The same seed on the same adapter gives the same bits.',
};

/** Whether all words of a search occur in what is said of a setting. */
function isFound(
  search: string,
  key: string,
  { label, group, help, choices }: Pick<FieldDescription, 'label' | 'group' | 'help' | 'choices'>,
): boolean {
  const said = [key, label, group, help, ...(choices ?? []).map((choice) => choice.label)]
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

/** Fields by group, groups in the order they first appear; the seed's is there even without a field. */
function groupsOf(
  fields: readonly [string, FieldDescription][],
  seed: boolean,
): [string, [string, FieldDescription][]][] {
  const groups = new Map<string, [string, FieldDescription][]>();
  for (const entry of fields) groups.set(entry[1].group, [...(groups.get(entry[1].group) ?? []), entry]);
  if (seed && !groups.has(SEED.group)) groups.set(SEED.group, []);
  return [...groups];
}
