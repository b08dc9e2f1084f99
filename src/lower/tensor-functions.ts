/** Functions that take tensors and give one, or several by name: those of blocks, and of other specs. */
import { referredIn } from '../spec/scoping.js';
import { type Block, listedOutputs, type Spec } from '../spec/spec.js';
import { BodyLowering } from './body/body.js';
import type { Calls } from './body/calls.js';
import type { FunctionDetails, NamePiece } from './body/place.js';
import { type Definition, type Entry, type Option, type TensorFunction, variable } from './module.js';
import { tensor } from './types.js';

/** What a function is called with. */
export interface Signature {
  readonly owner: Block | Spec;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly scope: string;
  readonly takesPrefix: boolean;
  readonly options: readonly Option[];
  readonly optionsType: string;
}

export function lowerTensorFunction(
  { owner, name, inputs, scope, takesPrefix, options, optionsType }: Signature,
  details: FunctionDetails,
  calls: Calls,
  definitions: readonly Definition[],
): TensorFunction {
  const listed = [...listedOutputs(owner)];
  const { separator } = details.context.naming;
  const prefix: readonly NamePiece[] = takesPrefix ? [variable(scope)] : [variable(scope), separator];
  const body = new BodyLowering(details, prefix, referredIn(owner.body, listedOutputs(owner)), calls);
  for (const [index, input] of inputNames(owner).entries()) body.define(input, inputs[index] ?? input);
  const result = body.variant('net');
  body.lowerBody(owner.body, variable(inputs[0] ?? 'x'), result);
  const outputs = listed.map(([key, { layer }]): Entry => {
    const { value, isOptional } = body.resultOf(layer);
    return [key, isOptional ? { kind: 'narrowed', value, type: tensor } : value];
  });
  const { statements } = body;
  return { owner, name, inputs, scope, options, optionsType, definitions, body: statements, result, outputs };
}

const inputNames = (owner: Block | Spec): readonly string[] =>
  owner.kind === 'spec' ? [...owner.inputs.keys()] : owner.inputs.map(({ text }) => text);
