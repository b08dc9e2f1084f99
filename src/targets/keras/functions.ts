/** The functions of blocks and of other specs, and the definitions of formulas. */
import type { Definition, Expr, Option, Parts, TensorFunction } from '../../lower/module.js';
import type { Block, Spec } from '../../spec/spec.js';
import type { Doc } from '../code/layout.js';
import { placeText, sentence } from '../code/words.js';
import { docstring, docText } from './docstrings.js';
import { code, literalText } from './expressions.js';
import { type NumberKind, numberKind } from './numbers.js';
import { printOps } from './ops.js';
import type { PythonPrinting } from './printing.js';
import type { Purposes } from './purposes.js';
import { block, type Python, type PythonStatement, pyCall, simple } from './python.js';
import { printBody } from './statements.js';
import { kindHint, tensorHint } from './types.js';

/** What a spec declares, by name: formulas, the functions of its ops, and its blocks. */
export type DeclaredPython = ReadonlyMap<string, PythonStatement>;

/** Declares the parts of a spec at an indentation. */
export function printParts(parts: Parts, indentation: number, printing: PythonPrinting): DeclaredPython {
  const { functions, classes } = printOps(parts, printing);
  for (const { name, code } of classes) printing.classes.set(name, code);
  return new Map([
    ...parts.definitions.map((one) => [one.name, printDefinition(one, printing)] as const),
    ...functions.map(({ name, code }) => [name, code] as const),
    ...parts.blocks.map((one) => [one.name, printTensorFunction(one, indentation, printing)] as const),
  ]);
}

/** A function of tensors; `parts` are what it declares for itself. */
export function printTensorFunction(
  of: TensorFunction,
  indentation: number,
  printing: PythonPrinting,
  parts: Python = [],
): PythonStatement {
  const { owner, name, inputs, scope, options, definitions, body, result, outputs } = of;
  const parameters: readonly Doc[] = [
    ...inputs.map((input) => `${input}: ${tensorHint}`),
    `${scope}: str`,
    ...(options.length > 0
      ? ['*', ...options.map((option) => parameterOf(option, printing.numbers.ofParameter(of, option.key)))]
      : []),
  ];
  const returns = outputs.length > 0 ? `dict[str, ${tensorHint}]` : tensorHint;
  const entries = outputs.map(([key, value]) => [literalText(key), code(value)] as const);
  return block(
    [pyCall(`def ${name}`, parameters), ` -> ${returns}`],
    [
      docstring(aboutOwner(owner), indentation + 4, [{ heading: 'Args', entries: argumentsOf(of, printing.purposes) }]),
      ...parts,
      ...definitions.map((one) => printDefinition(one, printing)),
      ...printBody(body, result, entries),
    ],
  );
}

/** What a network or a block is: a line, and its summary, with the place in the spec. */
export function aboutOwner({ kind, name, summary }: Spec | Block): readonly string[] {
  const line = `The ${kind === 'spec' ? 'network' : 'block'} ${name.text}`;
  const place = placeText(name.span);
  return summary === undefined
    ? [docText(`${line} ${place}.`)]
    : [docText(`${line}.`), docText(`${sentence(summary)} ${place}`)];
}

function argumentsOf(of: TensorFunction, purposes: Purposes): readonly (readonly [string, string])[] {
  const { inputs, scope, options } = of;
  return [
    ...inputs.map((input) => [input, inputs.length === 1 ? 'The input.' : `The input ${input}.`] as const),
    [scope, 'What the names of its layers begin with.'],
    ...options.flatMap((option) => entryOf(option.key, purposes.of(option, of))),
  ];
}

/** The entry of an option in a docstring, if something tells what it is for. */
export const entryOf = (key: string, purpose: string | undefined): readonly (readonly [string, string])[] =>
  purpose === undefined ? [] : [[key, purpose]];

export function parameterOf({ key, type, role, default: standard }: Option, kind: NumberKind): string {
  const declared = `${key}: ${kindHint(type, kind)}`;
  if (role === 'weights') return `${declared.replace(/ \| None$/, '')} | None = None`;
  return standard === undefined ? declared : `${declared} = ${valueText(standard, kind)}`;
}

/** A default; a number with a fraction, even if that is zero, where others have one. */
const valueText = (value: unknown, kind: NumberKind): string =>
  kind === 'float' && Number.isInteger(value) ? `${value}.0` : literalText(value);

/** A formula or a default, as a constant or a function. */
function printDefinition(definition: Definition, { numbers }: PythonPrinting): PythonStatement {
  const { kind, of, name, parameters, value, span } = definition;
  if (parameters.length === 0) return simple([`${name} = `, code(value)]);
  const about =
    kind === 'default'
      ? `The ${of.replace(/_/g, ' ')} of a layer, computed from what it asks for.`
      : `The ${kind} ${of}.`;
  const hints = parameters.map(([parameter, type]) => {
    const isTensor = type.includes('tensor');
    return `${parameter}: ${isTensor ? tensorHint : kindHint(type, numbers.ofParameter(definition, parameter))}`;
  });
  return block(
    [pyCall(`def ${name}`, hints), ` -> ${resultHint(value)}`],
    [docstring([docText(`${about} ${placeText(span)}`)], 8), simple(['return ', code(value)])],
  );
}

function resultHint(value: Expr): string {
  const kind = numberKind(value);
  return kind === 'other' ? 'object' : kind;
}
