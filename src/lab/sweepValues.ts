// The values of one setting of a sweep, written as text: "0.01, 0.03, 0.1", "8..32 step 8" or
// "0.001..0.1 log 5", and any of these separated by commas.

import { type ConfigValue, type FieldDescription, fromText } from '../experiments/schema';

export interface AxisText {
  key: string;
  text: string;
}

export interface Values {
  values: ConfigValue[];
  /** What is wrong with the text; there are no values then. */
  problem?: string;
}

const MAXIMUM_VALUES = 1000;
const RANGE = /^(\S+?)\s*\.\.\s*(\S+?)(?:\s+(step|log)\s+(\S+))?$/;
const FORMS = 'Write values such as 0.01, 0.03 or a range such as 8..32 step 8 or 0.001..0.1 log 5.';

/** `problemWith` says why a value is not accepted. */
export function parseValues(
  field: Pick<FieldDescription, 'kind'>,
  text: string,
  problemWith: (value: ConfigValue) => string | undefined,
): Values {
  const refuse = (problem: string): Values => ({ values: [], problem });
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => part === '')) return refuse(`No values yet. ${FORMS}`);
  const values = new Set<ConfigValue>();
  for (const [index, part] of parts.entries()) {
    if (part === '') {
      // A comma at the end is one still being typed.
      if (index === parts.length - 1) continue;
      return refuse(`Value ${index + 1} is empty: two commas follow each other.`);
    }
    const range = numeric(field) ? RANGE.exec(part) : null;
    const found = range
      ? rangeValues(field, part, range)
      : { values: [fromText(field as FieldDescription, part)] };
    if (found.problem) return refuse(found.problem);
    for (const value of found.values) {
      const problem = problemWith(value);
      if (problem) return refuse(problem);
      values.add(value);
    }
    if (values.size > MAXIMUM_VALUES) return refuse(`${part} is more than ${MAXIMUM_VALUES} values.`);
  }
  return { values: [...values] };
}

const numeric = ({ kind }: Pick<FieldDescription, 'kind'>): boolean =>
  kind === 'number' || kind === 'integer';

function rangeValues({ kind }: Pick<FieldDescription, 'kind'>, part: string, range: RegExpExecArray): Values {
  const [from, to] = [Number(range[1]), Number(range[2])];
  const by = range[4] === undefined ? 1 : Number(range[4]);
  const refuse = (problem: string): Values => ({ values: [], problem: `${part}: ${problem}` });
  if (![from, to, by].every(Number.isFinite)) return refuse(`not a range of numbers. ${FORMS}`);
  if (range[3] === 'log') {
    if (!Number.isInteger(by) || by < 2) return refuse('after "log" comes how many values, at least 2.');
    if (by > MAXIMUM_VALUES) return refuse(`more than ${MAXIMUM_VALUES} values.`);
    if (from <= 0 || to <= 0) return refuse('a log range lies above 0.');
    return {
      values: logarithmic(from, to, by).map((value) => (kind === 'integer' ? Math.round(value) : value)),
    };
  }
  if (by <= 0) return refuse('the step must be above 0.');
  if (from > to) return refuse('the first number must be the smaller one.');
  if (range[4] === undefined && kind === 'number')
    return refuse('say how: step 0.1, or log 5 for five values.');
  const count = Math.floor((to - from) / by + 1e-9) + 1;
  if (count > MAXIMUM_VALUES) return refuse(`more than ${MAXIMUM_VALUES} values.`);
  return { values: Array.from({ length: count }, (_, index) => readable(from + index * by, 12)) };
}

/** Equal ratios from end to end, to the digits a reader would write. */
function logarithmic(from: number, to: number, count: number): number[] {
  const ratio = Math.log(to / from) / (count - 1);
  const inner = (index: number) => readable(from * Math.exp(index * ratio), 4);
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? from : index === count - 1 ? to : inner(index),
  );
}

/** 0.1 + 0.2 → 0.3. */
const readable = (value: number, digits: number): number => Number(value.toPrecision(digits));
