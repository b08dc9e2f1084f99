/**
 * How a network's layers use an op: an attribute that is the same in every layer is a constant; one in which they differ
 * is an option with the spec's default.
 */
import type { Placed, Unit } from '../core/core.js';
import type { Expression } from '../expressions/expression.js';
import type { Attributes, AttributeType } from '../ops/attributes.js';
import type { Op } from '../ops/op.js';
import { writtenFor } from '../spec/defaults.js';
import {
  type Default,
  isOfSpec,
  type LayerItem,
  literal,
  type Parameter,
  type Template,
  type WrittenValue,
} from '../spec/spec.js';
import { lowerAttribute } from './attributes.js';
import type { ExpressionScope } from './expressions.js';
import { wordOf } from './facts.js';
import type { Constant, OpOption } from './module.js';
import type { Program } from './program.js';
import { type Type, typeOf } from './types.js';

/** By attribute; one that is written for no layer is neither. */
export interface Usage {
  readonly options: ReadonlyMap<string, OpOption>;
  readonly constants: ReadonlyMap<string, Constant>;
  /** The spec's defaults of options, of which a call says nothing. */
  readonly standards: ReadonlyMap<string, WrittenValue>;
}

/** How a program uses an op in all its layers of it; `nameOf` names options. */
export function usageOf(
  op: Op,
  layers: readonly Placed<LayerItem>[],
  program: Program,
  scope: ExpressionScope,
  nameOf: (key: string) => string,
): Usage {
  const options = new Map<string, OpOption>();
  const constants = new Map<string, Constant>();
  const standards = new Map<string, WrittenValue>();
  for (const [key, { type }] of Object.entries(op.attributes)) {
    const written = layers.map(({ item }) => writtenFor(item, key));
    if (written.every((one) => !one)) continue;
    const constantOf = (one: WrittenValue): Constant => ({
      value: lowerAttribute(one, key, op, scope),
      words: one.kind === 'word' ? wordsIn(one, program.network, []) : [],
    });
    const inherited = layers.map(({ item }) => (item.own.has(key) ? undefined : item.defaults.get(key)));
    const constant = sameWord(written) ?? sameDefault(inherited)?.written;
    if (constant) {
      constants.set(key, constantOf(constant));
      continue;
    }
    const isSilent = written.some((one) => !one);
    const standard = isSilent ? undefined : mostFrequent(inherited)?.written;
    if (standard) standards.set(key, standard);
    const words = type.type === 'choice' ? wordsOf(key, type.choices, layers, program) : [];
    options.set(key, {
      key: nameOf(key),
      type: [...optionType(type, words, written), ...numbersFor(key, type, layers, program)],
      isOptional: isSilent || standard !== undefined,
      words,
      ...(standard ? { standard: constantOf(standard) } : {}),
    });
  }
  return { options, constants, standards };
}

/** The word that all layers give an attribute, if it is the same. */
function sameWord(written: readonly (WrittenValue | undefined)[]): WrittenValue | undefined {
  const [first, ...others] = written.map(wordOf);
  return first !== undefined && others.every((word) => word === first) ? written[0] : undefined;
}

/** The spec's default that all layers take, if it is the same. */
function sameDefault([first, ...others]: readonly (Default | undefined)[]): Default | undefined {
  return first && isOfSpec(first) && others.every((standard) => standard === first) ? first : undefined;
}

/** The spec's default that the most layers take. */
function mostFrequent(inherited: readonly (Default | undefined)[]): Default | undefined {
  const counts = new Map<Default, number>();
  for (const standard of inherited)
    if (standard && isOfSpec(standard)) counts.set(standard, (counts.get(standard) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

// ---------------------------------------------------------------- types

/** The type of an option, as far as the network's layers use it. */
function optionType(
  type: AttributeType,
  words: readonly string[],
  written: readonly (WrittenValue | undefined)[],
): Type {
  switch (type.type) {
    case 'choice':
      return [...words.map((word) => ({ word })), ...wordsWithSettings(type, written)];
    case 'settings':
      return [{ settings: Object.entries(type.fields).map(([key, field]) => [key, typeOf(field.type)]) }, 'false'];
    case 'named':
      return [Object.hasOwn(type.kinds, 'l2') ? 'regularizer' : 'initializer'];
    default:
      return typeOf(type);
  }
}

/** The type of the words that some layers write with their settings. */
function wordsWithSettings(
  { settings = {} }: AttributeType & { type: 'choice' },
  written: readonly (WrittenValue | undefined)[],
): Type {
  const isWritten = (word: string) => written.some((one) => one?.kind === 'settings' && one.entries.has(word));
  const used = Object.entries(settings).filter(([word]) => isWritten(word));
  const fieldsOf = (fields: Attributes): Type => [
    { settings: Object.entries(fields).map(([key, field]) => [key, typeOf(field.type)]) },
  ];
  return used.length > 0 ? [{ settings: used.map(([word, fields]) => [word, fieldsOf(fields)]) }] : [];
}

/** The type of the numbers that some layers may give instead of a word. */
function numbersFor(key: string, type: AttributeType, layers: readonly Placed<LayerItem>[], program: Program): Type {
  if (type.type !== 'choice' || !type.or) return [];
  const mayBeNumbers = layers.some((layer) => {
    const located = program.writtenFor(layer, key);
    return located && !isSurelyWord(located.written, located.unit);
  });
  return mayBeNumbers ? typeOf(type.or) : [];
}

/** Whether a value is a word, and can't be a number: a parameter in its place declares choices. */
function isSurelyWord(written: WrittenValue, unit: Unit): boolean {
  if (written.kind !== 'word') return false;
  const [only] = written.parts;
  if (written.parts.length !== 1 || typeof only !== 'object') return true;
  const parameters = sidesOf(only.expression, unit);
  return parameters.length > 0 && parameters.every(({ type }) => type?.type === 'choice');
}

/** The words that layers give an attribute, and its default if a layer gives none. */
function wordsOf(
  key: string,
  choices: readonly string[],
  layers: readonly Placed<LayerItem>[],
  program: Program,
): readonly string[] {
  const words = new Set(
    layers.flatMap((layer): readonly unknown[] => {
      const located = program.writtenFor(layer, key);
      if (!located) return [layer.item.op.attributes[key]?.default];
      const { written, unit } = located;
      return written.kind === 'word' ? wordsIn(written, unit, choices) : [];
    }),
  );
  return choices.filter((choice) => words.has(choice));
}

/**
 * The words that a template can be: its own, or, if it is one hole, the choices of the parameter in it; all, if the
 * parameter declares none.
 */
function wordsIn(template: Template, unit: Unit, all: readonly string[]): readonly string[] {
  const word = literal(template);
  if (word !== undefined) return [word];
  const [only] = template.parts;
  const parameters = typeof only === 'object' ? sidesOf(only.expression, unit) : [];
  const choices = parameters.flatMap(({ type }) => (type?.type === 'choice' ? type.choices : all));
  return choices.length > 0 ? [...new Set(choices)] : all;
}

/** The parameters of which an expression gives the value of one. */
function sidesOf(expression: Expression, unit: Unit): readonly Parameter[] {
  if (expression.kind === 'conditional')
    return [expression.whenTrue, expression.whenFalse].flatMap((side) => sidesOf(side, unit));
  const variable = expression.kind === 'name' ? unit.variables.get(expression)?.target : undefined;
  if (variable?.kind === 'formula') return sidesOf(variable.declared.expression, variable.unit);
  return variable?.kind === 'parameter' ? [variable.declared] : [];
}
