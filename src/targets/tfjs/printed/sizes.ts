/** The sizes of a printed layer's inputs in code: variables that are taken of `inputShape`. */
import { axisNames, type Dim, isKnown, type Shape, symbol } from '../../../expressions/shape.js';
import type { Language } from '../../code/language.js';
import { array, toLines } from '../../code/layout.js';
import { camelCase } from '../../code/lexical.js';
import type { Form, Forms, PortCode } from '../../printed/forms.js';
import { isVaried } from '../../printed/taking.js';

/** What the axes of a tensor are called, by how many there are. */
const namesByRank: Readonly<Record<number, readonly string[]>> = { ...axisNames, 0: [], 2: ['steps', 'channels'] };

const axesOf = (rank: number): readonly string[] =>
  namesByRank[rank] ?? [...Array.from({ length: rank - 1 }, (_, axis) => `size${axis + 1}`), 'channels'];

/** An input with its batch and its sizes as variables. */
interface SizedInput {
  readonly port: string;
  readonly batch: string;
  readonly sizes: readonly string[];
}

/** The inputs of a form that are there, of a port that takes several the first. */
function inputsOf({ op, taking }: Forms, { ranks }: Form): readonly SizedInput[] {
  const ports = Object.keys(op.inputs);
  const [only] = taking.ports.length === 1 ? taking.ports : [];
  return ranks.flatMap((rank, index) => {
    if (rank === undefined) return [];
    const name = (size: string) => (only?.name === ports[index] ? size : camelCase(`${ports[index]}_${size}`));
    return [{ port: camelCase(ports[index] ?? ''), batch: index === 0 ? 'batch' : '', sizes: axesOf(rank).map(name) }];
  });
}

/** The shapes of a form's inputs, of sizes that are variables of the code. */
export const symbolicShapes = (forms: Forms, form: Form): readonly Shape[] =>
  inputsOf(forms, form).map(({ sizes }) => sizes.map(symbol));

/** The size of an axis that two tensors broadcast to. */
export const largerSize = (one: Dim, other: Dim): Dim => symbol(`(${one} === 1 ? ${other} : ${one})`);
const isLarger = /^\((\w+ === 1 \? \w+ : \w+)\)$/;

/** The code of a size; of one that may be null, null if it is. */
export function sizeCode(dim: Dim, mayBeNull: readonly string[] = []): string {
  if (isKnown(dim)) return String(dim);
  const code = String(dim).replaceAll('floor(', 'Math.floor(');
  if (/^\w+$/.test(code)) return code;
  const [, larger] = isLarger.exec(code) ?? [];
  if (larger !== undefined) return larger;
  const unknown = mayBeNull.filter((name) => mentions(code, name));
  return [...unknown, code].join(' && ');
}

/** How code speaks of the shape of a port's input. */
export function shapeCode({ op, taking }: Forms, port: number, language: Language): PortCode {
  if (taking.alone === 'always') return { input: 'inputShape', rank: 'inputShape.length' };
  if (isVaried(taking)) {
    const input = camelCase(Object.keys(op.inputs)[port] ?? '');
    return { input, rank: `${input}.length` };
  }
  const input = `inputShape[${port}]`;
  return { input, rank: `${language.cast(input, 'tf.Shape')}.length` };
}

/** The variables that a form's sizes are. */
export const sizeNames = (forms: Forms, form: Form): readonly string[] =>
  inputsOf(forms, form).flatMap(({ sizes }) => sizes);

/** The lines that take the sizes that some code mentions of `inputShape`, as `size` if that is not empty. */
export function sizesLines(
  forms: Forms,
  form: Form,
  code: string,
  size: string,
  language: Language,
): readonly string[] {
  const { taking } = forms;
  const inputs = inputsOf(forms, form).map(({ port, batch, sizes }) => ({
    port,
    names: trimmed([batch, ...sizes].map((name) => (name !== '' && mentions(code, name) ? name : ''))),
  }));
  if (inputs.every(({ names }) => names.length === 0)) return [];
  const listOf = (names: readonly string[]) => `[${names.join(', ')}]`;
  const typeOf = (names: readonly string[]) => (size === '' ? 'tf.Shape' : listOf(names.map(() => size)));
  const [first] = inputs;
  if (taking.alone === 'always' && first)
    return [`const ${listOf(first.names)} = ${language.readAs('inputShape', typeOf(first.names))};`];
  if (isVaried(taking))
    return inputs.flatMap(({ port, names }) =>
      names.length > 0
        ? [`const ${listOf(names)} = ${size === '' ? port : language.readAs(port, typeOf(names))};`]
        : [],
    );
  const patterns = trimmed(inputs.map(({ names }) => (names.length > 0 ? listOf(names) : '')));
  const types = inputs.slice(0, patterns.length).map(({ names }) => typeOf(names));
  const head = `const ${listOf(patterns)} = `;
  if (language.javascript) return [`${head}${language.readAs('inputShape', listOf(types))};`];
  return toLines(array(types), 4, `${head}inputShape as `, ';');
}

const mentions = (code: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(code);

/** Names without the empty ones at the end. */
function trimmed(names: readonly string[]): readonly string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}
