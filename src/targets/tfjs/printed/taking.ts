/** How the layers of a class take their inputs: as one tensor or as a list, and which input is for which port. */
import type { Op } from '../../../ops/op.js';
import type { Language } from '../../code/language.js';
import { array, toLines } from '../../code/layout.js';
import { camelCase } from '../../code/lexical.js';

/** A port that some layers give something. */
interface TakenPort {
  readonly name: string;
  /** The port that it takes the input of in layers that give it nothing. */
  readonly like?: string;
  readonly isOptional: boolean;
  readonly isList: boolean;
}

export interface Taking {
  /** In the order of the inputs. */
  readonly ports: readonly TakenPort[];
  /** Whether layers take a tensor, and not a list: all of them, or some. */
  readonly alone: 'always' | 'sometimes' | 'never';
  /** The port of the last input, if its place differs between layers; with the setting that tells who has it. */
  readonly last?: { readonly port: string; readonly setting: string; readonly isAlways: boolean };
}

/** How layers take inputs that have these ranks by port. */
export function takingOf(
  { inputs }: Op,
  forms: readonly { readonly ranks: readonly (number | undefined)[] }[],
): Taking {
  const all = Object.entries(inputs).map(([name, port], index) => {
    const given = forms.filter(({ ranks }) => ranks[index] !== undefined).length;
    return {
      name,
      port,
      isGiven: given > 0 || !port.optional,
      isOptional: given < forms.length && port.optional === true,
    };
  });
  const counts = new Set(forms.map(({ ranks }) => ranks.filter((rank) => rank !== undefined).length));
  const hasList = all.some(({ port }) => port.least !== undefined);
  const given = all.filter(({ isGiven }) => isGiven);
  const moving = given.find(({ port }) => port.lastIf !== undefined && counts.size > 1);
  const taken = given.filter((one) => one !== moving);
  const isOne = given.length === 1 && !hasList;
  return {
    ports: taken.map(({ name, port: { least, like }, isOptional }) => ({
      name,
      isOptional,
      isList: least !== undefined,
      ...(like !== undefined && isOptional ? { like } : {}),
    })),
    alone: isOne ? 'always' : counts.has(1) && !hasList ? 'sometimes' : 'never',
    ...(moving
      ? { last: { port: moving.name, setting: camelCase(moving.port.lastIf ?? ''), isAlways: !moving.isOptional } }
      : {}),
  };
}

/** The ranks of a form, in which ports that take the input of another have its rank, and zeros the one of their port. */
export function filledRanks(
  { inputs }: Op,
  ranks: readonly (number | undefined)[],
  { ports }: Taking,
): readonly (number | undefined)[] {
  const names = Object.keys(inputs);
  const filled = [...ranks];
  for (const { name, like } of ports) {
    const { orZeros, rank } = inputs[name] ?? {};
    if (like !== undefined) filled[names.indexOf(name)] ??= filled[names.indexOf(like)];
    if (orZeros && typeof rank === 'number') filled[names.indexOf(name)] ??= rank;
  }
  return filled;
}

/** The lines that take the inputs of `call`. */
export function inputLines({ ports, alone, last }: Taking, language: Language): readonly string[] {
  const [only] = ports;
  if (alone === 'always' && only) {
    const code = 'Array.isArray(inputs) ? inputs[0] : inputs';
    return [
      `const ${camelCase(only.name)} = ${language.readAs(language.javascript ? code : `(${code})`, 'tf.Tensor')};`,
    ];
  }
  const types = ports.map(({ isOptional, isList }) =>
    isList ? '...tf.Tensor[]' : `tf.Tensor${isOptional ? '?' : ''}`,
  );
  if (ports.length === 1 && only?.isList)
    return [`const ${camelCase(only.name)} = ${language.readAs('inputs', '[tf.Tensor, ...tf.Tensor[]]')};`];
  const list = alone === 'sometimes' ? '(Array.isArray(inputs) ? inputs : [inputs])' : 'inputs';
  const type = `[${types.join(', ')}]`;
  if (!last && language.javascript) return [`const ${patternOf(ports)} = ${language.readAs(list, type)};`];
  if (!last) return toLines(array(types), 6, `const ${patternOf(ports)} = ${list} as `, ';');
  const popped = last.isAlways ? 'tensors.pop()' : `this.settings.${last.setting} ? tensors.pop() : undefined`;
  return [
    'const tensors = [inputs].flat();',
    `const ${camelCase(last.port)} = ${last.isAlways ? language.readAs(popped, 'tf.Tensor') : popped};`,
    `const ${patternOf(ports)} = ${language.readAs('tensors', type)};`,
  ];
}

/**
 * The lines of a method after those that take the shapes of inputs that they mention; the lines alone if all layers take
 * their inputs in the same way.
 */
export function withShapes(lines: readonly string[], taking: Taking, language: Language): readonly string[] {
  if (!isVaried(taking)) return lines;
  const { alone, last } = taking;
  const isMentioned = ({ name }: TakenPort) => lines.some((line) => new RegExp(`\\b${camelCase(name)}\\b`).test(line));
  const ports = taking.ports.slice(0, taking.ports.findLastIndex(isMentioned) + 1);
  if (ports.length === 0) return lines;
  const list = alone === 'sometimes' ? '(Array.isArray(inputShape[0]) ? inputShape : [inputShape])' : 'inputShape';
  const others = last?.isAlways
    ? 'shapes.slice(0, -1)'
    : `(this.settings.${last?.setting} ? shapes.slice(0, -1) : shapes)`;
  const types = ports.map(({ isOptional }) => `tf.Shape${isOptional ? '?' : ''}`);
  return [
    `const shapes = ${language.readAs(list, 'tf.Shape[]')};`,
    `const ${patternOf(ports)} = ${language.readAs(last && ports.length > 1 ? others : 'shapes', `[${types.join(', ')}]`)};`,
    ...lines,
  ];
}

/** `[query, value = query]` */
const patternOf = (ports: readonly TakenPort[]): string => {
  const names = ports.map(({ name, like, isList }) => {
    const own = `${isList ? '...' : ''}${camelCase(name)}`;
    return like === undefined ? own : `${own} = ${camelCase(like)}`;
  });
  return `[${names.join(', ')}]`;
};

/** Whether the place of an input's shape depends on the layer. */
export const isVaried = ({ alone, last, ports }: Taking): boolean =>
  alone === 'sometimes' || last !== undefined || ports.some(({ like }) => like !== undefined);
