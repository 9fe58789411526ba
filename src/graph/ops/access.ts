// How an element-wise kernel finds the operand element for a flat output index. Broadcasting, reshapes
// and plain element-wise reading are all one formula, so kernels, passes and the reference share it.

import { elementCount, type Shape } from '../value';

/** One run of axes the operand shares with the result: contributes ((i / divide) mod modulo)·stride. */
export interface AccessTerm {
  divide: number;
  /** 0 where the quotient never reaches the run's size: no axis lies further out. */
  modulo: number;
  stride: number;
}

/** Innermost run first. No term: one element for all. */
export type Access = readonly AccessTerm[];

/** How to read an operand of shape `from` that broadcasts (aligned right) into `into`. */
export function broadcastAccess(from: Shape, into: Shape): Access {
  const terms: AccessTerm[] = [];
  const total = elementCount(into);
  let divide = 1;
  let stride = 1;
  let inRun = false;
  for (let axis = into.length - 1; axis >= 0; axis--) {
    const size = into[axis];
    if (size === 1) continue;
    const shared = from[axis - into.length + from.length] === size;
    const run = terms.at(-1);
    if (shared && inRun && run) run.modulo *= size;
    else if (shared) terms.push({ divide, modulo: size, stride });
    inRun = shared;
    divide *= size;
    if (shared) stride *= size;
  }
  return terms.map((term) => (term.divide * term.modulo === total ? { ...term, modulo: 0 } : term));
}

/** The operand element for output element `flat`. */
export function accessIndex(access: Access, flat: number): number {
  let index = 0;
  for (const { divide, modulo, stride } of access) {
    const quotient = Math.floor(flat / divide);
    index += (modulo ? quotient % modulo : quotient) * stride;
  }
  return index;
}

/** Whether output element i reads operand element i. */
export const isFlat = (access: Access): boolean =>
  access.length === 1 && access[0].divide === 1 && access[0].modulo === 0 && access[0].stride === 1;

export const sameAccess = (a: Access, b: Access): boolean =>
  a.length === b.length &&
  a.every(
    (term, index) =>
      term.divide === b[index].divide && term.modulo === b[index].modulo && term.stride === b[index].stride,
  );
