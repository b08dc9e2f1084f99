/** The settings of ops as networks. */
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import type { Op } from '../../src/ops/op.js';
import type { Setting } from './settings.js';

/** A network of one layer; undefined if the layer is refused, or needs another beside it. */
export function modelOfSetting(op: Op, { inputs, attributes, below, isMasked }: Setting): Model | undefined {
  const declared = inputs.map((shape, index) => {
    if (isMasked && index === inputs.length - 1) return { shape, dtype: 'bool' };
    return below === undefined ? shape : { shape, dtype: 'int32', below };
  });
  const names = inputs.map((_, index) => `x${index}`);
  const { model } = compile(
    JSON.stringify({
      netspec: 1,
      name: 'Net',
      inputs: Object.fromEntries(names.map((name, index) => [name, declared[index]])),
      layers: [{ op: op.name, name: 'L', input: names.length === 1 ? names[0] : names, ...attributes }],
      outputs: { y: 'L' },
    }),
  );
  return model;
}
