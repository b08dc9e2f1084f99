import { indexBeyond, negativeIndex, noAxisInShape } from '../diagnostics/messages/shapes.js';
import { formatShape, isKnown } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axisAliases, axisDoc, placeOfAxis } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import { dtypes } from './types.js';

export const gather = defineOp({
  name: 'gather',
  keras: 'Gather',
  aliases: ['GatherV2', 'index_select'],
  doc: 'The slices of the first input along an axis at the indices in the second. The dimensions of the indices replace the axis.',
  kind: 'shape',
  figure: {},
  inputs: { x: { dtypes }, indices: { dtypes: ['int32'] } },
  attributes: {
    axis: attribute(
      { type: 'integer' },
      {
        doc: axisDoc,
        default: 1,
        aliases: axisAliases,
      },
    ),
  },
  window: () => ({ kind: 'none' }),
  infer({ x, indices }, { axis }, assume) {
    const { shape } = x;
    const place = placeOfAxis(axis, shape.length);
    const size = shape[place];
    if (size === undefined)
      return new RuleFault(noAxisInShape(axis, formatShape(shape), shape.length), { attribute: 'axis' });
    const { below, hasNegative } = indices;
    if (hasNegative) return new RuleFault(negativeIndex(), { input: 1 });
    if (below !== undefined && isKnown(size) && below > size)
      return new RuleFault(indexBeyond(below - 1, axis, formatShape(shape), size), { input: 1 });
    if (below !== undefined && !isKnown(size)) assume(`${size} >= ${below}`);
    const batched = x.batched || indices.batched;
    return { output: { ...x, shape: shape.toSpliced(place, 1, ...indices.shape), batched } };
  },
  compute: (t, { x, indices }, _, { axis }) => t.gather(x, indices, axisFromEnd(t.literal(axis), t.rank(x))),
});
