import { noAxisInShape, notLeadingAxes } from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { initializer, regularizer } from './initializers.js';
import { anyTensor, defineOp } from './op.js';

export const prelu = defineOp({
  name: 'prelu',
  keras: 'PReLU',
  aliases: ['ParametricReLU'],
  doc: 'relu with a learned slope for negative values (He et al., arXiv:1502.01852).',
  kind: 'pointwise',
  inputs: anyTensor,
  attributes: {
    shared_axes: attribute(
      { type: 'integers', minimum: 1 },
      {
        doc: 'The axes that share a slope: 1 is height, 2 is width. With [1, 2] there is one slope per channel, with [] one per element. The list must start at axis 1.',
        default: [],
      },
    ),
    alpha_initializer: initializer('the slopes', 'zeros'),
    alpha_regularizer: regularizer('the slopes'),
  },
  infer({ x }, { shared_axes }) {
    const odd = shared_axes.find((axis) => axis > x.shape.length);
    if (odd !== undefined)
      return new RuleFault(noAxisInShape(odd, formatShape(x.shape), x.shape.length), { attribute: 'shared_axes' });
    // On wasm `tf.prelu` reads slopes as if they were those of the last axes.
    const isLeading = shared_axes.every((axis) => axis === 1 || shared_axes.includes(axis - 1));
    return isLeading
      ? { output: x }
      : new RuleFault(notLeadingAxes('shared_axes', shared_axes), { attribute: 'shared_axes' });
  },
  weights: ({ x: { shape } }, { shared_axes }) => ({
    alpha: {
      shape: shape.map((dim, axis) => (shared_axes.includes(axis + 1) ? 1 : dim)),
      trainable: true,
      initial: 'alpha_initializer',
    },
  }),
  compute: (t, { x }, { alpha }) => t.select(t.compare('less', x, t.constant(0)), t.multiply(x, alpha), x),
});
