// The epilogue of a product as kernel constants and bindings 2 to 6; see shaders/lib/epilogue.wgsl.

import { type Epilogue, epilogueInputs, epilogueOf } from '../../graph/ops/matmul';
import type { Node, Value } from '../../graph/value';
import { type Binding, type LoweringContext, read, write } from '../kernel';

/** In the order of `activated` and `derived` in the shader, from 1. */
const activations = ['relu', 'gelu', 'silu', 'hardSwish', 'sigmoid', 'tanh'] as const;

/** A product's result and the tensors its epilogue touches, all rows of whole vec4s. */
export interface ProductOutput {
  product: Value;
  epilogue: Epilogue;
  bias?: Value;
  residual?: Value;
  source?: Value;
  preActivation?: Value;
}

/** The operands of a node, which follow its `own` inputs. */
export function outputOf(node: Node, own = 2): ProductOutput {
  const epilogue = epilogueOf(node.attributes);
  const { bias, residual, source } = epilogueInputs(epilogue, own);
  const at = (index: number | undefined) => (index === undefined ? undefined : node.inputs[index]);
  return {
    product: node.outputs[0],
    preActivation: epilogue.savePreActivation ? node.outputs[1] : undefined,
    epilogue,
    bias: at(bias),
    residual: at(residual),
    source: at(source),
  };
}

/** As `activated` and `derived` count them; 0 is none. */
export const activationNumber = (activation: string | undefined): number =>
  activations.indexOf(activation as (typeof activations)[number]) + 1;

export const epilogueConstants = ({ epilogue }: ProductOutput): Record<string, number> => ({
  BIAS: Number(!!epilogue.bias),
  RESIDUAL: Number(!!epilogue.residual),
  SAVE: Number(!!epilogue.savePreActivation),
  ACTIVATION: activationNumber(epilogue.activation),
  DERIVATIVE: activationNumber(epilogue.activationGradient),
});

/** Bindings 2 to 6; `stand` is bound where an operand is absent, for every binding must hold something. */
export function epilogueBindings(output: ProductOutput, stand: Value, context: LoweringContext): Binding[] {
  return [
    read(output.bias ?? stand),
    read(output.residual ?? stand),
    read(output.source ?? stand),
    write(output.product),
    write(output.preActivation ?? context.scratch([4], 'unused')),
  ];
}
