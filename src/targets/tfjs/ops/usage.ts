/**
 * How a network's layers use an op: an attribute that is the same in every layer is a constant; one in which they differ
 * is an option, whose default is the spec's.
 */
import type { Expression } from '../../../expressions/expression.js';
import type { AttributeType } from '../../../ops/attributes.js';
import type { OpName } from '../../../ops/index.js';
import type { Op } from '../../../ops/op.js';
import { type Default, isOfSpec, type LayerItem, literal, type Template, type Written } from '../../../spec/spec.js';
import { camelCase, quote } from '../../code/lexical.js';
import { type Program, writtenFor } from '../program.js';
import { pairType, typeText } from '../types.js';
import { isRegularizer } from './arguments.js';
import { rows } from './layers.js';

/** An attribute in which layers differ. */
export interface Option {
  /** What it is called in code. */
  readonly key: string;
  readonly type: string;
  /** What the spec's default is, of which a call says nothing. */
  readonly standard?: Written;
  readonly isOptional: boolean;
}

/** By attribute; one that no layer speaks of is neither. */
export interface Usage {
  readonly options: ReadonlyMap<string, Option>;
  readonly constants: ReadonlyMap<string, Written>;
}

/** How a program uses an op, of which `items` are all its layers. */
export function usageOf(op: Op, items: readonly LayerItem[], program: Program): Usage {
  const options = new Map<string, Option>();
  const constants = new Map<string, Written>();
  for (const [key, { type }] of Object.entries(op.attributes)) {
    const written = items.map((item) => writtenFor(item, key));
    if (written.every((one) => !one)) continue;
    const inherited = items.map((item) => (item.own.has(key) ? undefined : item.defaults.get(key)));
    const constant = sameWord(written) ?? sameDefault(inherited)?.written;
    if (constant) {
      constants.set(key, constant);
      continue;
    }
    const isSilent = written.some((one) => !one);
    const standard = isSilent ? undefined : mostFrequent(inherited)?.written;
    options.set(key, {
      key: camelCase(key),
      type: optionType(op, type, key, items, program),
      isOptional: isSilent || standard !== undefined,
      ...(standard ? { standard } : {}),
    });
  }
  return { options, constants };
}

/** The word that all layers give an attribute, where they do. */
function sameWord(written: readonly (Written | undefined)[]): Written | undefined {
  const [first, ...others] = written.map(wordOf);
  return first !== undefined && others.every((word) => word === first) ? written[0] : undefined;
}

/** The spec's default that all layers take, where they do. */
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

/** The word that was written, where it is one and has no holes. */
export const wordOf = (written: Written | undefined): string | undefined =>
  written?.kind === 'word' ? literal(written) : undefined;

// ---------------------------------------------------------------- types

/** The TypeScript type of an option, as far as the network's layers use it. */
function optionType(op: Op, type: AttributeType, key: string, items: readonly LayerItem[], program: Program): string {
  switch (type.type) {
    case 'choice':
      return wordsOf(key, type.choices, items, program).map(quote).join(' | ');
    case 'settings': {
      const fields = Object.entries(type.fields).map(([field, one]) => `${camelCase(field)}?: ${typeText(one.type)}`);
      return `{ ${fields.join('; ')} } | false`;
    }
    case 'named':
      return isRegularizer(type) ? 'Regularizer' : 'Initializer';
    default:
      return rows[op.name as OpName].pairs?.includes(key) ? pairType : typeText(type);
  }
}

/** The words that layers give an attribute, its default among them where one is silent. */
export function wordsOf(
  key: string,
  choices: readonly string[],
  items: readonly LayerItem[],
  program: Program,
): readonly string[] {
  const words = items.flatMap((item) => {
    const written = writtenFor(item, key);
    if (written?.kind !== 'word') return [item.op.attributes[key]?.default as string];
    const word = literal(written);
    return word === undefined ? choicesOf(written, program, choices) : [word];
  });
  return choices.filter((choice) => words.includes(choice));
}

/** The words that a template of one hole can come to: the choices of its parameter, where it declares them, or else all. */
export function choicesOf({ parts: [only] }: Template, program: Program, all: readonly string[]): readonly string[] {
  const names = typeof only === 'object' ? sidesOf(only.expression) : [];
  const choices = names.flatMap((name) =>
    [program.spec, ...program.blocks].flatMap(({ parameters }) => {
      const type = parameters.get(name)?.type;
      return type?.type === 'choice' ? type.choices : parameters.has(name) ? all : [];
    }),
  );
  return choices.length > 0 ? [...new Set(choices)] : all;
}

/** The names of which an expression gives the value of one. */
function sidesOf(expression: Expression): readonly string[] {
  if (expression.kind === 'conditional') return [expression.whenTrue, expression.whenFalse].flatMap(sidesOf);
  return expression.kind === 'name' ? [expression.name] : [];
}
