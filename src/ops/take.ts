import { noAxisInShape, noSuchIndex, nothingLeft } from '../diagnostics/messages/shapes.js';
import { formatShape, isKnown } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axisAliases, axisDoc } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { anyValues, defineOp } from './op.js';

export const take = defineOp({
  name: 'take',
  keras: 'Take',
  aliases: ['Select'],
  doc: 'One slice along an axis, which is removed: of a sequence, index 0 of axis 1 is its first step.',
  kind: 'shape',
  figure: { shows: 'index' },
  inputs: anyValues,
  attributes: {
    index: attribute(
      { type: 'integer' },
      {
        doc: 'The position along the axis. 0 is the first, -1 the last.',
        aliases: ['indices', 'position', 'step', 'at', 'which'],
      },
    ),
    axis: attribute(
      { type: 'integer' },
      {
        doc: axisDoc,
        aliases: axisAliases,
      },
    ),
  },
  window: () => ({ kind: 'none' }),
  infer({ x }, { index, axis }) {
    const { shape } = x;
    const place = axis < 0 ? axis + shape.length : axis - 1;
    const size = shape[place];
    if (size === undefined)
      return new RuleFault(noAxisInShape(axis, formatShape(shape), shape.length), { attribute: 'axis' });
    if (shape.length === 1) return new RuleFault(nothingLeft(formatShape(shape)), { attribute: 'axis' });
    if (isKnown(size) && (index >= size || index < -size))
      return new RuleFault(noSuchIndex(index, axis, formatShape(shape), size), { attribute: 'index' });
    return { output: { ...x, shape: shape.toSpliced(place, 1) } };
  },
  compute(t, { x }, _, { index, axis }) {
    const along = axisFromEnd(t.literal(axis), t.rank(x));
    const at = t.literal(index);
    return t.squeeze(t.slice(x, along, at, at === -1 ? undefined : at + 1), [along]);
  },
});
