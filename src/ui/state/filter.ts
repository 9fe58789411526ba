// Filters of the list of runs: "depth > 8 and testAccuracy >= 0.97". Parsed by jsep, checked against what the
// runs have, and evaluated here: nothing of a reader's text is ever run as code.

import type { Expression } from 'jsep';
import type { ConfigValue } from '../../lab/protocol';
import type { Values } from './runValues';

export type FilterNames = ReadonlyMap<string, 'number' | 'text' | 'truth'>;

export interface Filter {
  matches(values: Values): boolean;
}

/** What is wrong with a filter, and from which character, counted from 1. */
export interface FilterProblem {
  message: string;
  at: number | null;
}

type Type = 'number' | 'text' | 'truth';
type Value = ConfigValue | undefined;
interface Part {
  type: Type;
  /** Given where it is a word that names nothing: text, when compared with something. */
  word?: string;
  of(values: Values): Value;
}

class Refusal extends Error {
  constructor(
    message: string,
    /** Text at whose place the problem is. */
    readonly near: string | null = null,
  ) {
    super(message);
  }
}

const EXAMPLE = 'depth > 8 and testAccuracy >= 0.97';
const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
const calculate: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};
const equalities = ['==', '===', '=', '!=', '!=='];

/** Names and their types as runs have them. */
export function namesOf(all: readonly Values[]): FilterNames {
  const names = new Map<string, Type>();
  for (const values of all)
    for (const name in values) {
      const value = values[name];
      if (value !== undefined && !names.has(name)) names.set(name, typeOf(value));
    }
  return names;
}

const typeOf = (value: ConfigValue): Type =>
  typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'truth' : 'text';

export async function parseFilter(text: string, names: FilterNames): Promise<Filter | FilterProblem> {
  const { default: jsep } = await import('jsep');
  jsep.addBinaryOp('or', 1);
  jsep.addBinaryOp('and', 2);
  jsep.addBinaryOp('=', 6);
  jsep.addBinaryOp('contains', 6);
  jsep.addUnaryOp('not');
  try {
    const whole = partOf(jsep(text), names);
    needTruth(whole, 'The filter');
    return { matches: (values) => whole.of(values) === true };
  } catch (error) {
    if (error instanceof Refusal) return { message: error.message, at: placeOf(text, error.near) };
    const { description, index } = error as { description?: string; index?: number };
    const message = `${description ?? 'It cannot be understood'}. Write it as in: ${EXAMPLE}.`;
    return { message, at: index === undefined ? null : index + 1 };
  }
}

function placeOf(text: string, near: string | null): number | null {
  if (near === null) return null;
  const escaped = near.replace(/[^\w\s]/g, '\\$&');
  const at = text.search(/^\w/.test(near) ? new RegExp(`\\b${escaped}\\b`) : new RegExp(escaped));
  return at < 0 ? null : at + 1;
}

function partOf(node: Expression, names: FilterNames): Part {
  switch (node.type) {
    case 'Literal':
      return literal(node);
    case 'Identifier':
      return identifier(String(node.name), names);
    case 'UnaryExpression':
      return unary(String(node.operator), partOf(node.argument as Expression, names));
    case 'LogicalExpression':
    case 'BinaryExpression':
      return binary(
        String(node.operator),
        partOf(node.left as Expression, names),
        partOf(node.right as Expression, names),
      );
    case 'Compound': {
      const second = (node.body as Expression[])[1];
      const near = second ? String(second.name ?? second.raw ?? '') : '';
      throw new Refusal(
        second
          ? `There is no operator before “${near}”. Join parts with and, or, or compare them.`
          : `The filter is empty. Write it as in: ${EXAMPLE}.`,
        near || null,
      );
    }
    default:
      throw new Refusal(
        `Filters know names, numbers, texts, comparisons, and, or and not, as in: ${EXAMPLE}.`,
      );
  }
}

function literal({ value, raw }: Expression): Part {
  if (typeof value !== 'number' && typeof value !== 'string' && typeof value !== 'boolean')
    throw new Refusal(`“${raw}” is neither a number nor text.`, String(raw));
  return { type: typeOf(value), of: () => value };
}

function identifier(name: string, names: FilterNames): Part {
  const type = names.get(name);
  if (type) return { type, of: (values) => values[name] };
  return { type: 'text', word: name, of: () => name };
}

function unary(operator: string, part: Part): Part {
  if (operator === 'not' || operator === '!') {
    known(part);
    if (part.type !== 'truth')
      throw new Refusal(`“${operator}” needs something true or false: write not (depth > 8).`, operator);
    return { type: 'truth', of: (values) => part.of(values) !== true };
  }
  needNumber(part, operator);
  const sign = operator === '-' ? -1 : 1;
  return { type: 'number', of: (values) => sign * numberOf(part.of(values)) };
}

function binary(operator: string, left: Part, right: Part): Part {
  if (operator === 'and' || operator === '&&') {
    for (const part of [left, right]) needTruth(part, `Each side of “${operator}”`);
    return { type: 'truth', of: (values) => left.of(values) === true && right.of(values) === true };
  }
  if (operator === 'or' || operator === '||') {
    for (const part of [left, right]) needTruth(part, `Each side of “${operator}”`);
    return { type: 'truth', of: (values) => left.of(values) === true || right.of(values) === true };
  }
  if (equalities.includes(operator) || operator === 'contains') return textual(operator, left, right);
  for (const part of [left, right]) needNumber(part, operator);
  const numbers = (values: Values) => [numberOf(left.of(values)), numberOf(right.of(values))] as const;
  const test = compare[operator];
  if (test) return { type: 'truth', of: (values) => test(...numbers(values)) };
  const result = calculate[operator];
  if (result) return { type: 'number', of: (values) => result(...numbers(values)) };
  throw new Refusal(`“${operator}” is no operator of filters.`, operator);
}

function textual(operator: string, left: Part, right: Part): Part {
  if (left.word !== undefined) known(left);
  if (right.word !== undefined && left.type !== 'text') known(right);
  if (operator === 'contains') {
    if (left.type !== 'text')
      throw new Refusal('“contains” looks into text, such as name contains "amber".', 'contains');
    const has = (values: Values) =>
      String(left.of(values) ?? '')
        .toLowerCase()
        .includes(String(right.of(values)).toLowerCase());
    return { type: 'truth', of: has };
  }
  if (left.type !== right.type)
    throw new Refusal(
      `“${operator}” compares a ${said[left.type]} with a ${said[right.type]}: they never agree.`,
      operator,
    );
  const wanted = !operator.startsWith('!');
  return {
    type: 'truth',
    of: (values) => {
      const [a, b] = [left.of(values), right.of(values)];
      return a !== undefined && b !== undefined && (a === b) === wanted;
    },
  };
}

const said: Record<Type, string> = { number: 'number', text: 'text', truth: 'truth' };

function known({ word }: Part): void {
  if (word !== undefined)
    throw new Refusal(`“${word}” is no setting and no metric of the runs listed.`, word);
}

function needTruth(part: Part, what: string): void {
  known(part);
  if (part.type !== 'truth')
    throw new Refusal(`${what} must be true or false: compare something, as in ${EXAMPLE}.`);
}

function needNumber(part: Part, operator: string): void {
  known(part);
  if (part.type !== 'number')
    throw new Refusal(`“${operator}” takes numbers; compare text with == or contains.`, operator);
}

const numberOf = (value: Value): number => (typeof value === 'number' ? value : Number.NaN);
