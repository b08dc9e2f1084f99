/** Definitions, and functions of tensors, as lines. */
import type { Definition, Option, TensorFunction } from '../../../lower/module.js';
import { tensor } from '../../../lower/types.js';
import type { Field, Tag } from '../../code/language.js';
import { arrow, call, type Doc, toLines } from '../../code/layout.js';
import { commentText, propertyKey } from '../../code/lexical.js';
import { aboutText, placeText, sentence, valueText } from '../../code/words.js';
import type { Part, Printing } from './printing.js';
import { outputsType, tensorType, typeText } from './types.js';

/** A function line by line; the lines of each part have the function's own indentation. */
interface FunctionText {
  readonly doc: readonly string[];
  readonly head: readonly string[];
  readonly body: readonly string[];
}

/** A formula or a default: a constant or a small function. */
export function printDefinition(definition: Definition, indentation: number, printing: Printing): Part {
  const { kind, of, name, span, parameters, value } = definition;
  const { language, expressions } = printing;
  const about =
    kind === 'default'
      ? `The ${of.replace(/_/g, ' ')} of a layer, computed from what it asks for.`
      : `The ${kind} ${commentText(of)}.`;
  const tags = parameters.map(([parameter, type]): Tag => ['param', typeText(type), parameter]);
  const head = `(${parameters.map(([parameter, type]) => language.typed(parameter, typeText(type))).join(', ')})`;
  const code = expressions.code(value);
  return {
    lines: [
      ...language.docOf([`${about} ${placeText(span)}`], tags),
      ...toLines(parameters.length > 0 ? arrow(head, code) : code, indentation, `const ${name} = `, ';'),
    ],
  };
}

/** Prints a function at an indentation, with its body indented by two more columns. */
export function printTensorFunction(of: TensorFunction, indentation: number, printing: Printing): FunctionText {
  const { name, owner, inputs, scope, options, optionsType } = of;
  const { language, expressions, statements } = printing;
  const outputs = of.outputs.map(([key, value]): readonly [string, Doc] => [propertyKey(key), expressions.code(value)]);
  const mayBeLeftOut = options.every(isOptional);
  const returns = returnType(outputs.map(([key]) => key));
  const parameters: Doc[] = [
    ...inputs.map((input) => language.typed(input, tensorType)),
    language.typed(scope, 'string'),
    ...(options.length > 0 ? [language.optionsParameter(options.map(patternOf), optionsType, mayBeLeftOut)] : []),
  ];
  const tags: readonly Tag[] = [
    ...inputs.map((input): Tag => ['param', typeText(tensor), input]),
    ['param', 'string', scope],
    ...(options.length > 0 ? [['param', optionsType, mayBeLeftOut ? '[options]' : 'options'] as const] : []),
    ['returns', returns],
  ];
  return {
    doc: language.docOf([`${aboutText(owner)} ${placeText(owner.name.span)}`], tags),
    head: toLines(call(`function ${name}`, parameters), indentation, '', `${language.annotation(returns)} {`),
    body: statements.printBody(of.body, of.result, outputs, indentation + 2),
  };
}

/** A tensor, or an object with it and more of them. */
const returnType = (outputs: readonly string[]): string =>
  outputs.length === 0 ? tensorType : outputsType({ kind: 'named', names: ['output', ...outputs] });

/** Whether a call may be silent of an option. */
export const isOptional = ({ role, default: standard }: Option): boolean =>
  role === 'weights' || standard !== undefined;

/** An option in the pattern that takes a function's options apart. */
const patternOf = ({ key, default: standard }: Option): string =>
  standard === undefined ? key : `${key} = ${valueText(standard)}`;

/** Declares the type of a function's options. */
export function declareOptions({ options, optionsType }: TensorFunction, printing: Printing): void {
  if (options.length === 0) return;
  printing.types.push({ lines: printing.language.objectType(optionsType, options.map(fieldOf)) });
}

function fieldOf(option: Option): Field {
  const doc = docOf(option);
  return {
    key: option.key,
    type: typeText(option.type),
    isOptional: isOptional(option),
    ...(doc === undefined ? {} : { doc }),
  };
}

function docOf({ role, summary }: Option): string | undefined {
  if (role === 'rename') return `The name of ${summary}.`;
  if (role === 'trainable') return 'Whether training changes the weights.';
  if (role === 'weights') return 'The key under which the layers share their weights.';
  return summary === undefined ? undefined : sentence(commentText(summary));
}
