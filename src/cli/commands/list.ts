// `list`: the experiments, what each is about, and its settings.

import { experimentById, experiments } from '../../experiments';
import type { Experiment } from '../../experiments/experiment';
import { type Config, type FieldDescription, fieldsOf } from '../../experiments/schema';
import type { Terminal } from '../terminal';
import { columns } from '../text/table';

export function list(id: string | undefined, { json }: { json: boolean }, terminal: Terminal): void {
  const chosen = id === undefined ? experiments : [experimentById(id)];
  if (json) terminal.print(JSON.stringify(chosen.map(described), null, 2));
  else for (const line of chosen.flatMap(linesOf)) terminal.print(line);
}

const described = (experiment: Experiment) => ({
  id: experiment.id,
  title: experiment.title,
  about: experiment.about,
  sources: experiment.sources,
  presets: experiment.presets ?? [],
  settings: fieldsOf(experiment.config).map(([key, field]) => ({ key, ...field })),
});

function linesOf({ id, title, about, config, presets = [] }: Experiment): string[] {
  const settings = fieldsOf(config).map(([key, field]) => [
    `    ${key}=${field.default}`,
    accepted(field),
    field.help,
  ]);
  const starts = presets.map((preset) => [`    ${preset.id}`, preset.about, settingsText(preset.config)]);
  return [
    `${id}: ${title}`,
    `  ${about}`,
    '  Settings',
    ...columns(settings),
    ...(starts.length ? ['  Presets', ...columns(starts)] : []),
    '',
  ];
}

const settingsText = (config: Partial<Config>): string =>
  Object.entries(config)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

function accepted({ kind, choices, minimum, maximum, unit }: FieldDescription): string {
  if (choices) return choices.map(({ value }) => value).join(' | ');
  if (kind === 'boolean') return 'true | false';
  if (minimum === undefined) return kind;
  return `${minimum} to ${maximum}${unit ? ` ${unit}` : ''}`;
}
