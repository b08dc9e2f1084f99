import { noAxisInShape, nothingLeft } from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import { type Aliases, attribute } from './attributes.js';
import { axesDoc, axisAliases } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { anyTensor, defineOp } from './op.js';

const reductions = ['mean', 'max', 'sum', 'min'] as const;

const otherNames: Aliases = reductions.map((word) => [`reduce_${word}`, `with reduction: ${word}`] as const);

export const reduce = defineOp({
  name: 'reduce',
  keras: 'Reduce',
  aliases: [...otherNames, ['Reduction', 'with reduction: mean, and the axes']],
  doc: 'The mean, the greatest, the sum or the least of all elements along axes.',
  kind: 'pool',
  figure: { label: '', shows: 'reduction' },
  inputs: anyTensor,
  attributes: {
    reduction: attribute(
      { type: 'choice', choices: reductions },
      { doc: 'What is computed of the elements.', aliases: ['mode', 'method', 'how', 'operation', 'function'] },
    ),
    axis: attribute(
      { type: 'integers' },
      {
        doc: axesDoc,
        aliases: axisAliases,
      },
    ),
    keepdims: attribute(
      { type: 'boolean' },
      { doc: 'Whether to keep the axes, with size 1.', default: false, aliases: ['keepdim', 'keep_dims'] },
    ),
  },
  window({ axis, keepdims: keeps }, { x: { shape } }) {
    const spatial = shape.length - 1;
    const gone = new Set(placesOf(axis, shape.length).filter((place) => place < spatial));
    if (gone.size === spatial) return { kind: 'whole' };
    return { kind: gone.size > 0 || !keeps ? 'none' : 'same' };
  },
  infer({ x }, { axis, keepdims: keeps }) {
    const { shape } = x;
    const gone = placesOf(axis, shape.length);
    const odd = gone.findIndex((place) => place < 0 || place >= shape.length);
    if (odd >= 0)
      return new RuleFault(noAxisInShape(Number(axis[odd]), formatShape(shape), shape.length), { attribute: 'axis' });
    if (keeps) return { output: { ...x, shape: shape.map((dim, place) => (gone.includes(place) ? 1 : dim)) } };
    const left = shape.filter((_, place) => !gone.includes(place));
    if (left.length === 0) return new RuleFault(nothingLeft(formatShape(shape)), { attribute: 'axis' });
    return { output: { ...x, shape: left } };
  },
  compute(t, { x }, _, { reduction, axis, keepdims: keeps }) {
    const rank = t.rank(x);
    const axes = [...new Set(axis.map((one) => axisFromEnd(one, rank)))];
    const reduced = t.reduce(reduction, x, axes);
    return keeps ? reduced : t.squeeze(reduced, axes);
  },
});

/** The places in a shape of axes as Keras numbers them. */
const placesOf = (axes: readonly number[], rank: number): readonly number[] =>
  axes.map((axis) => (axis < 0 ? axis + rank : axis - 1));
