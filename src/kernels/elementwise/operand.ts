// How a generated kernel reads one operand: the WGSL of its index and the numbers behind it. Text
// depends on the pattern alone; sizes are parameters, so that one pipeline serves every shape.

import { type Access, isFlat } from '../../graph/ops/access';

/** What invocation i holds of an operand when it computes `lanes` consecutive elements. */
export type Reading =
  /** The same flat elements: one vector load. */
  | 'flat'
  /** One element for all. */
  | 'one'
  /** A vector load at a computed place: the operand runs along the innermost axis. */
  | 'vector'
  /** One element in every lane: the innermost axis is broadcast. */
  | 'splat'
  /** Each lane at its own computed place. */
  | 'gather';

/** The cheapest reading that is right for `lanes` elements at a time. */
export function readingOf(access: Access, lanes: 1 | 4): Reading {
  if (isFlat(access)) return 'flat';
  if (access.length === 0) return 'one';
  if (lanes === 1) return 'gather';
  const multipleOf4 = (value: number) => value % 4 === 0;
  const [first, ...outer] = access;
  const contiguous =
    first.divide === 1 &&
    first.stride === 1 &&
    multipleOf4(first.modulo) &&
    outer.every((term) => multipleOf4(term.divide) && multipleOf4(term.stride));
  if (contiguous) return 'vector';
  return access.every((term) => multipleOf4(term.divide)) ? 'splat' : 'gather';
}

/** The access in units of the kernel's index: vectors for `vector`, vectors in and elements out for `splat`. */
export function scaledAccess(access: Access, reading: Reading): Access {
  if (reading === 'splat') return access.map((term) => ({ ...term, divide: term.divide / 4 }));
  if (reading !== 'vector') return access;
  return access.map(({ divide, modulo, stride }, index) =>
    index === 0 ? { divide, modulo: modulo / 4, stride } : { divide: divide / 4, modulo, stride: stride / 4 },
  );
}

/** `fn name(i) -> u32` for a scaled access, with the parameters it names in order. */
export function indexFunction(
  name: string,
  access: Access,
): { text: string; fields: string[]; values: number[] } {
  const fields: string[] = [];
  const values: number[] = [];
  const parameter = (suffix: string, value: number): string => {
    fields.push(`${name}_${suffix}`);
    values.push(value);
    return `params.${name}_${suffix}`;
  };
  const terms = access.map(({ divide, modulo, stride }, index) => {
    const quotient = divide === 1 ? 'i' : `i / ${parameter(`divide${index}`, divide)}`;
    const within = modulo === 0 ? quotient : `(${quotient}) % ${parameter(`modulo${index}`, modulo)}`;
    return stride === 1 ? within : `(${within}) * ${parameter(`stride${index}`, stride)}`;
  });
  return { text: `fn ${name}(i: u32) -> u32 {\n  return ${terms.join(' + ')};\n}`, fields, values };
}
