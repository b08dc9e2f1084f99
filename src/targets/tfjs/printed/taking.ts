/** The lines of a printed layer that take its inputs, or their shapes. */
import type { Language } from '../../code/language.js';
import { array, toLines } from '../../code/layout.js';
import { camelCase } from '../../code/lexical.js';
import { isVaried, type TakenPort, type Taking } from '../../printed/taking.js';

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
  if (last.length === 0 && language.javascript) return [`const ${patternOf(ports)} = ${language.readAs(list, type)};`];
  if (last.length === 0) return toLines(array(types), 6, `const ${patternOf(ports)} = ${list} as `, ';');
  return [
    'const tensors = [inputs].flat();',
    ...last.toReversed().map(({ port, setting, isAlways }) => {
      const popped = isAlways ? 'tensors.pop()' : `this.settings.${camelCase(setting)} ? tensors.pop() : undefined`;
      // That one of several is there, another may tell.
      const isKnown = isAlways || last.length > 1;
      const code = isAlways || language.javascript ? popped : `(${popped})`;
      return `const ${camelCase(port)} = ${isKnown ? language.readAs(code, 'tf.Tensor') : popped};`;
    }),
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
  const types = ports.map(({ isOptional }) => `tf.Shape${isOptional ? '?' : ''}`);
  return [
    `const shapes = ${language.readAs(list, 'tf.Shape[]')};`,
    ...(last.length > 1 && ports.length > 1 ? [`const others = ${shapesBefore(last)};`] : []),
    `const ${patternOf(ports)} = ${language.readAs(ports.length > 1 ? othersOf(last) : 'shapes', `[${types.join(', ')}]`)};`,
    ...lines,
  ];
}

/** The shapes of all inputs but the last one, if there may be one, or a variable with those before the last ones. */
function othersOf([one, ...others]: Taking['last']): string {
  if (!one) return 'shapes';
  if (others.length > 0) return 'others';
  return one.isAlways
    ? 'shapes.slice(0, -1)'
    : `(this.settings.${camelCase(one.setting)} ? shapes.slice(0, -1) : shapes)`;
}

/** The shapes of all inputs but the last ones. */
function shapesBefore(last: Taking['last']): string {
  const counts = last.map(({ setting, isAlways }) => (isAlways ? '1' : `Number(this.settings.${camelCase(setting)})`));
  return `shapes.slice(0, shapes.length - ${counts.join(' - ')})`;
}

/** `[query, value = query]` */
const patternOf = (ports: readonly TakenPort[]): string => {
  const names = ports.map(({ name, like, isList }) => {
    const own = `${isList ? '...' : ''}${camelCase(name)}`;
    return like === undefined ? own : `${own} = ${camelCase(like)}`;
  });
  return `[${names.join(', ')}]`;
};
