// The Python that leaves with a plan: files of their own beside this one, some with constants that are filled in.

const files = import.meta.glob<string>('./python/*.py', { query: '?raw', import: 'default', eager: true });

/** Values that Python reads as JSON writes them: no booleans, no null. */
export type Literal = string | number | readonly Literal[];

/** Text of a file of this folder's `python`. */
export function pythonFile(name: string): string {
  const text = files[`./python/${name}`];
  if (text === undefined) throw new Error(`There is no Python file "${name}".`);
  return text;
}

/** The file with each named constant, a line `NAME: type = …` or `NAME = …`, set to the given Python. */
export function filledPython(name: string, constants: Readonly<Record<string, string>>): string {
  return Object.entries(constants).reduce((text, [constant, value]) => {
    const line = new RegExp(`^(${constant}(?:: \\w+)? = ).*$`, 'm');
    if (!line.test(text)) throw new Error(`${name} has no constant ${constant}.`);
    return text.replace(line, (_, start: string) => start + value);
  }, pythonFile(name));
}

export const literal = (value: Literal): string => JSON.stringify(value);

/** A list with a line for each of its values, which are Python already. */
export const listOfLines = (values: readonly string[]): string =>
  values.length ? `[\n${values.map((value) => `    ${value},\n`).join('')}]` : '[]';
