/** A random spec with names for the sizes of its inputs. */
import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { formatShape } from '../../src/expressions/shape.js';
import type { Model } from '../../src/graph/graph.js';
import type { Chance } from './chance.js';

/**
 * The spec with names for the sizes of its inputs, but for the channels: one name, or one formula of another, for each
 * number. Declared outputs are left out. It has errors if anything in the spec depends on the values of the sizes.
 */
export function withNames(text: string, chance: Chance): string {
  const document = parseDocument(text);
  const inputs = document.get('inputs');
  if (!isMap(inputs)) return text;
  const shapes = inputs.items.map(shapeOf);
  const numbers = shapes.flatMap(({ dims, isWhole }) => dims.slice(0, isWhole ? undefined : -1));
  const formulas = formulasOf([...new Set(numbers)], chance);
  for (const { dims, isWhole, set } of shapes) {
    const named = dims.map((dim, axis) => (isWhole || axis < dims.length - 1 ? formulas.get(dim) : undefined) ?? dim);
    set(chance.percent(50) || named.length === 1 ? named : named.join(' x '));
  }
  const names = [...formulas].filter(([, formula]) => /^\w+$/.test(formula));
  const bounds = names.map(([number, name]) => [
    name,
    { ...(chance.percent(50) ? { minimum: chance.integer(1, number) } : {}), maximum: number + chance.integer(0, 3) },
  ]);
  document.set('sizes', chance.percent(50) ? names.map(([, name]) => name) : Object.fromEntries(bounds));
  forget(document.contents);
  return document.toString({ lineWidth: 0 });
}

/** The spec with some of the shapes that its items have, formulas of named sizes included. */
export function withOutputs(text: string, { endpoints, layers }: Model, chance: Chance): string {
  const document = parseDocument(text);
  const items = document.get('layers');
  if (!isSeq(items)) return text;
  for (const item of items.items) {
    if (!isMap(item) || item.has('endpoint') || item.has('when')) continue;
    const layer = endpoints.get(String(item.get('name')));
    const shape = layers.find(({ name }) => name === layer)?.output;
    if (shape && chance.percent(50)) item.set('output', formatShape(shape));
  }
  return document.toString({ lineWidth: 0 });
}

interface InputShape {
  readonly dims: readonly number[];
  /** Whether its last dimension is no channels: of tokens and masks. */
  readonly isWhole: boolean;
  readonly set: (shape: unknown) => void;
}

function shapeOf(pair: Pair): InputShape {
  const { value } = pair;
  const inside = isMap(value) ? (value.get('shape', true) as Node | undefined) : (value as Node);
  const dims = isSeq(inside)
    ? inside.items.map((item) => Number(isScalar(item) ? item.value : item))
    : String(isScalar(inside) ? inside.value : '')
        .split('x')
        .map(Number);
  const isWhole = isMap(value) && value.get('dtype') !== 'float32';
  const set = (shape: unknown) => {
    if (isMap(value)) value.set('shape', shape);
    else pair.value = shape;
  };
  return { dims, isWhole, set };
}

/** What each number is called: by a name, or as a formula of the first one. */
function formulasOf([first = 1, ...others]: readonly number[], chance: Chance): ReadonlyMap<number, string> {
  const base = `size_${first}`;
  const formulas = new Map([[first, base]]);
  for (const number of others) {
    const forms = [
      `size_${number}`,
      number > first ? `${base} + ${number - first}` : `${base} - ${first - number}`,
      ...(number % first === 0 ? [`${number / first} * ${base}`] : []),
      ...(number < first ? [`${base} // ${Math.floor(first / number)}`] : []),
    ];
    const formula = chance.percent(50) ? chance.pick(...forms) : `size_${number}`;
    const [, divisor] = /\/\/ (\d+)$/.exec(formula) ?? [];
    formulas.set(number, divisor && Math.floor(first / Number(divisor)) !== number ? `size_${number}` : formula);
  }
  return formulas;
}

/** Takes the declared outputs of items away. */
function forget(node: unknown): void {
  if (isSeq(node)) for (const item of node.items) forget(item);
  if (!isMap(node)) return;
  const isItem = (map: YAMLMap) => ['op', 'layers', 'branches'].some((key) => map.has(key));
  if (isItem(node)) node.delete('output');
  for (const { value } of node.items) forget(value);
}
