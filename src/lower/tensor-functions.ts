/** Functions that take tensors and give one, or several by name: those of blocks, and of other specs. */
import { outputIn } from '../core/resolver.js';
import { BodyLowering } from './body/body.js';
import type { Calls } from './body/calls.js';
import type { FunctionDetails, NamePiece } from './body/place.js';
import { type Definition, type Entry, type Option, type TensorFunction, variable } from './module.js';
import { tensor } from './types.js';

/** What a function is called with. */
export interface Signature {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly scope: string;
  readonly takesPrefix: boolean;
  readonly options: readonly Option[];
  readonly optionsType: string;
  /** What it gives beside its result, if that is asked for. */
  readonly outputs: readonly string[];
}

export function lowerTensorFunction(
  { name, inputs, scope, takesPrefix, options, optionsType, outputs }: Signature,
  details: FunctionDetails,
  calls: Calls,
  definitions: readonly Definition[],
): TensorFunction {
  const { owner } = details.unit;
  const listed = outputs.flatMap((key) => {
    const reference = outputIn(details.unit, key);
    return reference ? [[key, reference] as const] : [];
  });
  const { separator } = details.context.naming;
  const prefix: readonly NamePiece[] = takesPrefix ? [variable(scope)] : [variable(scope), separator];
  const body = new BodyLowering(
    details,
    prefix,
    listed.map(([, reference]) => reference),
    calls,
  );
  for (const [index, input] of [...owner.inputs.values()].entries())
    body.defineInput(input, inputs[index] ?? input.text);
  const result = body.variant('net');
  body.lowerBody(owner.body, variable(inputs[0] ?? 'x'), result);
  const given = listed.map(([key, reference]): Entry => {
    const { value, isOptional } = body.resultOf(reference);
    return [key, isOptional ? { kind: 'narrowed', value, type: tensor } : value];
  });
  const { statements } = body;
  return { owner, name, inputs, scope, options, optionsType, definitions, body: statements, result, outputs: given };
}
