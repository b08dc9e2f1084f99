/** The functions of blocks and of other specs, and the definitions of formulas. */
import type { Definition, Option, Parts, TensorFunction } from '../../lower/module.js';
import type { Doc } from '../code/layout.js';
import { aboutText, placeText, sentence } from '../code/words.js';
import { docstring, docText } from './docstrings.js';
import { code, literalText } from './expressions.js';
import { printOps } from './ops.js';
import type { PythonPrinting } from './printing.js';
import { block, type Python, type PythonStatement, pyCall, simple } from './python.js';
import { printBody } from './statements.js';
import { hint, tensorHint } from './types.js';

/** What a spec declares, by name: formulas, the functions of its ops, and its blocks. */
export type DeclaredPython = ReadonlyMap<string, PythonStatement>;

/** Declares the parts of a spec at an indentation. */
export function printParts(parts: Parts, indentation: number, printing: PythonPrinting): DeclaredPython {
  const { functions, classes } = printOps(parts, printing);
  for (const { name, code } of classes) printing.classes.set(name, code);
  return new Map([
    ...parts.definitions.map((one) => [one.name, printDefinition(one)] as const),
    ...functions.map(({ name, code }) => [name, code] as const),
    ...parts.blocks.map((one) => [one.name, printTensorFunction(one, indentation)] as const),
  ]);
}

/** A function of tensors; `parts` are what it declares for itself. */
export function printTensorFunction(of: TensorFunction, indentation: number, parts: Python = []): PythonStatement {
  const { owner, name, inputs, scope, options, definitions, body, result, outputs } = of;
  const parameters: readonly Doc[] = [
    ...inputs.map((input) => `${input}: ${tensorHint}`),
    `${scope}: str`,
    ...(options.length > 0 ? ['*', ...options.map(parameterOf)] : []),
  ];
  const returns = outputs.length > 0 ? `dict[str, ${tensorHint}]` : tensorHint;
  const entries = outputs.map(([key, value]) => [literalText(key), code(value)] as const);
  return block(
    [pyCall(`def ${name}`, parameters), ` -> ${returns}`],
    [
      docstring([docText(`${aboutText(owner)} ${placeText(owner.name.span)}`)], indentation + 4, [
        { heading: 'Args', entries: argumentsOf(of) },
      ]),
      ...parts,
      ...definitions.map(printDefinition),
      ...printBody(body, result, entries),
    ],
  );
}

function argumentsOf({ inputs, scope, options }: TensorFunction): readonly (readonly [string, string])[] {
  return [
    ...inputs.map((input) => [input, inputs.length === 1 ? 'The input.' : `The input ${input}.`] as const),
    [scope, 'What the names of its layers begin with.'],
    ...options.map((option) => [option.key, aboutOption(option)] as const),
  ];
}

/** What an option is for; without a summary, its name in words. */
export function aboutOption({ key, role, summary }: Option): string {
  if (role === 'rename') return docText(`The name of ${summary}.`);
  if (role === 'trainable') return 'Whether training changes the weights.';
  if (role === 'weights') return 'The key under which the layers share their weights.';
  const words = key.replaceAll('_', ' ').trim();
  return summary === undefined ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : docText(sentence(summary));
}

export function parameterOf({ key, type, role, default: standard }: Option): string {
  const declared = `${key}: ${hint(type)}`;
  if (role === 'weights') return `${declared.replace(/ \| None$/, '')} | None = None`;
  return standard === undefined ? declared : `${declared} = ${literalText(standard)}`;
}

/** A formula or a default, as a constant or a function. */
function printDefinition({ kind, of, name, parameters, value, span }: Definition): PythonStatement {
  if (parameters.length === 0) return simple([`${name} = `, code(value)]);
  const about = kind === 'default' ? `The default of ${of}, by what a layer says.` : `The ${kind} ${of}.`;
  return block(
    [
      pyCall(
        `def ${name}`,
        parameters.map(([parameter, type]) => `${parameter}: ${hint(type)}`),
      ),
      ' -> float',
    ],
    [docstring([docText(`${about} ${placeText(span)}`)], 8), simple(['return ', code(value)])],
  );
}
