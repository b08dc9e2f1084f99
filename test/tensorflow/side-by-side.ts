/** Networks of layers side by side. */
import { compile } from '../../src/compile.js';
import type { Setting } from './settings.js';

/** The text of a network with a layer for each setting that its op allows, each with inputs and an output of its own. */
export function sideBySide(op: string, table: readonly Setting[]): string {
  const parts = table.map((setting, index) => partOf(op, setting, index));
  return textOf(parts.filter((part) => compile(textOf([part])).model));
}

/** A setting in the spec: its inputs, its layers, and the last of them. */
interface SettingPart {
  readonly inputs: readonly (readonly [name: string, declared: unknown])[];
  readonly layers: readonly object[];
  readonly last: string;
}

function partOf(op: string, { inputs, attributes, below, tied }: Setting, index: number): SettingPart {
  const [own, sum] = [`Layer_${index}`, `Sum_${index}`];
  const layer = { op, name: own, ...attributes };
  const names = inputs.map((_, place) => `x${index}_${place}`);
  // What takes nothing is added to an input, which would otherwise reach no output.
  if (names.length === 0) {
    const added = { op: 'add', name: sum, input: [own, `x${index}`] };
    return { inputs: [[`x${index}`, attributes.shape]], layers: [layer, added], last: sum };
  }
  const [token = '', table = [], [first = []]] = [names[0], tied, inputs];
  if (tied) {
    const [vocabulary = 1, units] = table;
    const embedding = { op: 'embedding', name: `${own}_tokens`, input: token, vocabulary, units, weights: own };
    const shape = first.length > 1 ? first.slice(0, -1) : [1];
    return {
      inputs: [[token, { shape, dtype: 'int32', below: vocabulary }]],
      layers: [embedding, { ...layer, weights: own }],
      last: own,
    };
  }
  const declared = inputs.map((shape) => (below === undefined ? shape : { shape, dtype: 'int32', below }));
  return {
    inputs: names.map((name, place) => [name, declared[place]]),
    layers: [{ ...layer, input: names.length === 1 ? names[0] : names }],
    last: own,
  };
}

const textOf = (parts: readonly SettingPart[]): string =>
  JSON.stringify({
    netspec: 1,
    name: 'Net',
    inputs: Object.fromEntries(parts.flatMap(({ inputs }) => inputs)),
    layers: parts.flatMap(({ layers }) => layers),
    outputs: Object.fromEntries(parts.map(({ last }) => [`of_${last}`, last])),
  });
