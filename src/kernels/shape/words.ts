// Copies move 4-byte words whatever they mean.

import { TesseraError } from '../../base/errors';
import { bytesPerElement, type Node } from '../../graph/value';

export function requireWords(node: Node): void {
  for (const { name, dtype } of [...node.inputs, ...node.outputs])
    if (bytesPerElement[dtype] !== 4)
      throw new TesseraError(`${node.op}: "${name}" is ${dtype}; only types of four bytes can be copied.`);
}
