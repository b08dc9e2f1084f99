import { multiply, product } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { anyTensor, defineOp } from './op.js';
import { channelsOf } from './types.js';
import { kernelAndBias, useBias } from './weights.js';

const flattens = 'put a flatten before it: dense works on the last dimension';

export const dense = defineOp({
  name: 'dense',
  keras: 'Dense',
  aliases: ['Linear', 'FullyConnected', 'fc', 'Gemm', ['InnerProduct', flattens], ['connected', flattens]],
  doc: 'A fully connected layer, applied to the last dimension.',
  kind: 'dense',
  figure: { makes: 'units' },
  inputs: anyTensor,
  attributes: {
    units: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The size of the last dimension of the output.',
        aliases: [
          'out_features',
          'filters',
          'num_output',
          'num_outputs',
          'output_dim',
          'features',
          'num_units',
          'num_classes',
          'classes',
          'out_channels',
        ],
      },
    ),
    use_bias: useBias,
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
    bias_initializer: biasInitializer,
  },
  companions: ['batch_norm', 'activation'],
  infer: ({ x }, { units }) => ({ output: { ...x, shape: [...x.shape.slice(0, -1), units] } }),
  weights: ({ x }, { units, use_bias }) => kernelAndBias('io', [channelsOf(x), units], units, use_bias),
  macs: ({ x }, _, output) => multiply(product(output), channelsOf(x)),
  compute: (t, { x }, { kernel, bias }) => t.affine(t.matmul(x, kernel), undefined, bias),
});
