/** Functions that take tensors and give one, or several by name: those of blocks, and of other specs. */
import { type Block, listedOutputs, type Spec } from '../../spec/spec.js';
import type { Field, Tag } from '../code/language.js';
import { call, type Doc, toLines } from '../code/layout.js';
import { propertyKey } from '../code/lexical.js';
import { aboutText, placeText } from '../code/words.js';
import { BodyWriter } from './body/body.js';
import type { Callable, Calls } from './body/calls.js';
import type { NamePiece } from './body/layer-names.js';
import { type FunctionDetails, referredIn } from './body/place.js';
import { tensorType } from './types.js';

/** The options of a function: how it takes them apart, and their types. */
export class FunctionOptions {
  readonly pattern: string[] = [];
  readonly fields: Field[] = [];

  /** Adds an option; `standard` is the code of its default, where it has one. */
  add(field: Field, standard?: string): void {
    this.pattern.push(standard === undefined ? field.key : `${field.key} = ${standard}`);
    this.fields.push(field);
  }

  get isEmpty(): boolean {
    return this.fields.length === 0;
  }

  get mayBeLeftOut(): boolean {
    return this.fields.every(({ isOptional }) => isOptional);
  }
}

/** What a function is called with. */
export interface Signature extends Callable {
  readonly owner: Block | Spec;
  /** The variables of its inputs; one where a block names none. */
  readonly inputs: readonly string[];
  /** The variable that its layers' names begin with. */
  readonly scope: string;
  readonly options: FunctionOptions;
  readonly optionsType: string;
}

/** A function line by line; the lines of each part stand at the function's own indentation. */
export interface FunctionText {
  readonly doc: readonly string[];
  readonly head: readonly string[];
  readonly body: readonly string[];
}

/** Writes a function that stands at an indentation, and its body two columns further in. */
export function writeTensorFunction(
  signature: Signature,
  details: FunctionDetails,
  calls: Calls,
  indentation: number,
): FunctionText {
  const { name, owner, inputs, scope, takesPrefix, options, optionsType } = signature;
  const { language } = details.context;
  const named = [...listedOutputs(owner)];
  const prefix: readonly NamePiece[] = takesPrefix ? [{ code: scope }] : [{ code: scope }, '/'];
  const referred = referredIn(
    owner.body,
    named.map(([, { layer }]) => layer),
  );
  const writer = new BodyWriter(details, prefix, referred, calls);
  for (const [index, input] of inputNames(owner).entries()) writer.define(input, inputs[index] as string);
  const result = writer.local('net');
  writer.writeBody(owner.body, inputs[0] as string, result);
  const outputs = named.map(([key, { layer }]): readonly [string, Doc] => {
    const { code, isOptional } = writer.resultOf(layer);
    return [propertyKey(key), isOptional ? language.readAs(code, tensorType) : code];
  });
  const returns = returnType(outputs.map(([key]) => key));
  const parameters: Doc[] = [
    ...inputs.map((input) => language.typed(input, tensorType)),
    language.typed(scope, 'string'),
    ...(options.isEmpty ? [] : [language.optionsParameter(options.pattern, optionsType, options.mayBeLeftOut)]),
  ];
  const tags: readonly Tag[] = [
    ...inputs.map((input): Tag => ['param', tensorType, input]),
    ['param', 'string', scope],
    ...(options.isEmpty ? [] : [['param', optionsType, options.mayBeLeftOut ? '[options]' : 'options'] as const]),
    ['returns', returns],
  ];
  return {
    doc: language.docOf([`${aboutText(owner)} ${placeText(owner.name.span)}`], tags),
    head: toLines(call(`function ${name}`, parameters), indentation, '', `${language.annotation(returns)} {`),
    body: writer.printReturning(result, outputs, indentation + 2),
  };
}

const inputNames = (owner: Block | Spec): readonly string[] =>
  owner.kind === 'spec' ? [...owner.inputs.keys()] : owner.inputs.map(({ text }) => text);

/** A tensor, or an object with it and more of them. */
function returnType(outputs: readonly string[]): string {
  if (outputs.length === 0) return tensorType;
  return `{ ${['output', ...outputs].map((key) => `${key}: ${tensorType}`).join('; ')} }`;
}
