import { emptySlice, noAxisInShape } from '../diagnostics/messages/shapes.js';
import { add, type Dim, formatShape, isKnown, subtract } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axisAliases, axisDoc, placeOfAxis } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { anyValues, defineOp } from './op.js';

const lengthHint = 'it is start + the number of elements';

export const slice = defineOp({
  name: 'slice',
  keras: 'Slice',
  aliases: ['narrow', 'StridedSlice', ['getitem', 'x[:, 1:] is {axis: 1, start: 1}']],
  doc: 'The elements along an axis from a start up to, but not including, an end.',
  kind: 'shape',
  figure: { shows: 'start' },
  inputs: anyValues,
  attributes: {
    start: attribute(
      { type: 'integer' },
      {
        doc: 'The first element, counted from 0; a negative one counts from the end.',
        default: 0,
        aliases: ['begin', 'starts', 'from', 'offset'],
      },
    ),
    end: attribute(
      { type: 'integer' },
      {
        doc: 'The element after the last one. A negative one counts from the end, and 0 is the end itself.',
        default: 0,
        aliases: ['stop', 'ends', 'to', ['size', lengthHint], ['length', lengthHint], ['sizes', lengthHint]],
      },
    ),
    axis: attribute(
      { type: 'integer' },
      {
        doc: axisDoc,
        default: -1,
        aliases: [...axisAliases, 'axes'],
      },
    ),
  },
  window({ axis }, { x: { shape } }) {
    return { kind: placeOfAxis(axis, shape.length) === shape.length - 1 ? 'same' : 'none' };
  },
  infer({ x }, { start, end, axis }, assume) {
    const { shape } = x;
    const along = placeOfAxis(axis, shape.length);
    const size = shape[along];
    if (size === undefined)
      return new RuleFault(noAxisInShape(axis, formatShape(shape), shape.length), { attribute: 'axis' });
    const [from, to] = [start < 0 ? add(size, start) : start, end <= 0 ? add(size, end) : end];
    const length = subtract(to, from);
    if (isKnown(size)) {
      const isInside = (dim: Dim, least: number) => isKnown(dim) && dim >= least && dim <= size;
      if (!isInside(from, 0)) return new RuleFault(emptySlice(axis, size, start, end), { attribute: 'start' });
      if (!isInside(to, 0) || !isInside(length, 1))
        return new RuleFault(emptySlice(axis, size, start, end), { attribute: end === 0 ? 'start' : 'end' });
    } else {
      if (isKnown(length) && length < 1)
        return new RuleFault(emptySlice(axis, undefined, start, end), { attribute: 'end' });
      const least = Math.max(-start, start + 1, -end + 1, end);
      if (least > 1)
        assume(`${size} >= ${isKnown(length) ? least : Math.max(least, start >= 0 ? start - end + 1 : least)}`);
    }
    return { output: { ...x, shape: shape.with(along, length) } };
  },
  compute(t, { x }, _, { start, end, axis }) {
    const last = t.literal(end);
    return t.slice(x, axisFromEnd(t.literal(axis), t.rank(x)), t.literal(start), last === 0 ? undefined : last);
  },
});
