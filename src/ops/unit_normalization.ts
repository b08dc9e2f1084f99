import { noAxisInShape } from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axisAliases, placeOfAxis } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { anyTensor, defineOp } from './op.js';

/** The least norm to divide by, as in Keras and PyTorch. */
const leastNorm = 1e-12;

export const unitNormalization = defineOp({
  name: 'unit_normalization',
  keras: 'UnitNormalization',
  aliases: ['L2Norm', 'L2Normalize', 'l2_normalize', 'LpNormalization', 'UnitNorm', 'Normalize'],
  doc: 'Divides by the L2 norm along axes, so that the sum of squares is 1.',
  kind: 'pointwise',
  inputs: anyTensor,
  attributes: {
    axis: attribute(
      { type: 'integers' },
      {
        doc: 'The axes, numbered as in Keras: 1 is the first, -1 the last. 0, the batch, is not allowed.',
        default: [-1],
        aliases: axisAliases,
      },
    ),
  },
  infer({ x }, { axis }) {
    const { shape } = x;
    const odd = axis.find((one) => shape[placeOfAxis(one, shape.length)] === undefined);
    if (odd === undefined) return { output: x };
    return new RuleFault(noAxisInShape(odd, formatShape(shape), shape.length), { attribute: 'axis' });
  },
  compute(t, { x }, _, { axis }) {
    const axes = [...new Set(axis.map((one) => axisFromEnd(one, t.rank(x))))];
    const norm = t.unary('sqrt', t.reduce('sum', t.multiply(x, x), axes));
    return t.divide(x, t.binary('maximum', norm, t.constant(leastNorm)));
  },
});
