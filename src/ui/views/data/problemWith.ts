// Why a text is no value of a setting.

import type { Experiment } from '../../../experiments/experiment';
import { fieldsOf, fromText, parseConfig } from '../../../experiments/schema';

/** One sentence, or undefined when the text is fine. */
export function problemWith({ config }: Experiment, key: string, text: string): string | undefined {
  const field = new Map(fieldsOf(config)).get(key);
  const given = { [key]: field ? fromText(field, text) : text };
  return parseConfig(config, given).problems[0]?.replace(`${key} = `, '');
}
