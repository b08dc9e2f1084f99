/** Networks of layers side by side. */
import { compile } from '../../src/compile.js';
import type { Setting } from './settings.js';

/** The text of a network with a layer for each setting that its op allows, each with inputs and an output of its own. */
export function sideBySide(op: string, table: readonly Setting[]): string {
  const parts = table.map((setting, index) => partOf(op, setting, index));
  return textOf(parts.filter((part) => compile(textOf([part])).model));
}

function partOf(op: string, { inputs, attributes, below }: Setting, index: number) {
  const names = inputs.map((_, place) => `x${index}_${place}`);
  const layer = { op, name: `Layer_${index}`, input: names.length === 1 ? names[0] : names, ...attributes };
  const declared = inputs.map((shape) => (below === undefined ? shape : { shape, dtype: 'int32', below }));
  return { inputs: names.map((name, place) => [name, declared[place]] as const), layer };
}

const textOf = (parts: readonly ReturnType<typeof partOf>[]): string =>
  JSON.stringify({
    netspec: 1,
    name: 'Net',
    inputs: Object.fromEntries(parts.flatMap(({ inputs }) => inputs)),
    layers: parts.map(({ layer }) => layer),
    outputs: Object.fromEntries(parts.map(({ layer }) => [`of_${layer.name}`, layer.name])),
  });
