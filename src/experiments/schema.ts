// The configuration of an experiment, declared once: validation, types, defaults, controls, URL and
// command-line flags all read the same fields. Validation is valibot's; the description of each field
// (unit, help, range) rides along as its metadata.

import * as v from 'valibot';
import { ConfigError } from '../base/errors';

/** What a control, a flag or a help text needs to know of a field. */
export interface FieldDescription {
  kind: 'number' | 'integer' | 'choice' | 'boolean' | 'text';
  label: string;
  help: string;
  /** Heading under which controls are grouped. */
  group: string;
  default: number | string | boolean;
  unit?: string;
  minimum?: number;
  maximum?: number;
  /** Sliders move in decades. */
  logarithmic?: boolean;
  choices?: readonly { value: string; label: string; group?: string }[];
  /** Takes effect in a running experiment; others apply on restart. */
  live?: boolean;
}

type FieldOptions<Kind, Default> = Omit<FieldDescription, 'kind' | 'default' | 'choices'> & {
  default: Default;
} & Kind;
type NumberOptions = FieldOptions<{ minimum: number; maximum: number }, number>;

const described = <T extends v.GenericSchema>(schema: T, description: FieldDescription) =>
  v.optional(
    v.pipe(schema, v.metadata(description as unknown as Record<string, unknown>)),
    description.default as v.InferInput<T>,
  );

const range = ({ minimum, maximum }: NumberOptions) =>
  v.pipe(
    v.number('is not a number'),
    v.minValue(minimum, `is below ${minimum}`),
    v.maxValue(maximum, `is above ${maximum}`),
  );

export const number = (options: NumberOptions) => described(range(options), { kind: 'number', ...options });

export const integer = (options: NumberOptions) =>
  described(v.pipe(range(options), v.integer('is not a whole number')), { kind: 'integer', ...options });

export const boolean = (options: FieldOptions<unknown, boolean>) =>
  described(v.boolean('is neither true nor false'), {
    ...(options as object),
    kind: 'boolean',
  } as FieldDescription);

export const text = (options: FieldOptions<{ pattern: RegExp; expected: string }, string>) =>
  described(v.pipe(v.string('is not text'), v.regex(options.pattern, `is not ${options.expected}`)), {
    kind: 'text',
    ...options,
  });

export const choice = <const Choice extends string>(
  options: FieldOptions<{ choices: readonly { value: Choice; label: string; group?: string }[] }, Choice>,
) => {
  const values = options.choices.map(({ value }) => value);
  return described(v.picklist(values, `is not one of ${values.join(', ')}`), { kind: 'choice', ...options });
};

/** A field of another schema, under another heading or name. */
export function renamed<Field extends v.GenericSchema>(
  field: Field,
  changes: Partial<Pick<FieldDescription, 'group' | 'label' | 'help'>>,
): Field {
  const { wrapped, default: fallback } = field as unknown as { wrapped: v.GenericSchema; default: unknown };
  const own = v.pipe(wrapped, v.metadata(changes));
  return v.optional(own, fallback as never) as unknown as Field;
}

export type ConfigSchema = v.StrictObjectSchema<
  v.ObjectEntries,
  v.ErrorMessage<v.StrictObjectIssue> | undefined
>;
export type ConfigOf<S extends ConfigSchema> = v.InferOutput<S>;
export type ConfigValue = number | string | boolean;
export type Config = Readonly<Record<string, ConfigValue>>;

/** A schema of named fields. */
export const configSchema = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries);

/** Descriptions of all fields by key, in order of declaration. */
export const fieldsOf = (schema: ConfigSchema): [string, FieldDescription][] =>
  Object.entries(schema.entries).map(([key, field]) => {
    const wrapped = (field as unknown as { wrapped: v.GenericSchema }).wrapped;
    return [key, v.getMetadata(wrapped as never) as unknown as FieldDescription];
  });

export const defaultsOf = (schema: ConfigSchema): Config =>
  Object.fromEntries(fieldsOf(schema).map(([key, field]) => [key, field.default]));

/** Values given as text (flags, URL) become what the field's kind says; what cannot stays text and fails validation. */
export function fromText(field: FieldDescription, value: string): ConfigValue {
  if (
    (field.kind === 'number' || field.kind === 'integer') &&
    value.trim() !== '' &&
    Number.isFinite(Number(value))
  )
    return Number(value);
  if (field.kind === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  return value;
}

export interface ParsedConfig {
  /** Every field, defaults where nothing valid was given. */
  config: Config;
  /** One line for each value that was refused: which, why, what is accepted. */
  problems: string[];
}

/** Validates what was given; bad values are listed and replaced by defaults, never silently. */
export function parseConfig(schema: ConfigSchema, given: Readonly<Record<string, unknown>>): ParsedConfig {
  const fields = new Map(fieldsOf(schema));
  const config: Record<string, ConfigValue> = { ...defaultsOf(schema) };
  const problems: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    const field = fields.get(key);
    if (!field) {
      problems.push(`"${key}" is not a setting. Settings: ${[...fields.keys()].join(', ')}.`);
      continue;
    }
    const result = v.safeParse(schema.entries[key], value);
    if (result.success) config[key] = result.output as ConfigValue;
    else problems.push(`${key} = ${JSON.stringify(value)} ${result.issues[0].message}. ${acceptedBy(field)}`);
  }
  return { config, problems };
}

/** The configuration or a `ConfigError` with every problem. */
export function requireConfig(schema: ConfigSchema, given: Readonly<Record<string, unknown>>): Config {
  const { config, problems } = parseConfig(schema, given);
  if (problems.length) throw new ConfigError(problems.join(' '));
  return config;
}

function acceptedBy(field: FieldDescription): string {
  if (field.choices) return `Choose ${field.choices.map(({ value }) => value).join(', ')}.`;
  if (field.minimum !== undefined)
    return `Accepted: ${field.minimum} to ${field.maximum}; the default is ${field.default}.`;
  return `The default is ${JSON.stringify(field.default)}.`;
}
