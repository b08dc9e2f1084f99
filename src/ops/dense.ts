import { type Dim, multiply, type Shape } from '../expressions/shape.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { activation, attribute, batchNorm, defineOp, elements, kernelAndBias, oneInput, useBias } from './op.js';

const flattens = 'put a flatten before it: dense works on the last dimension';

export const dense = defineOp({
  name: 'dense',
  keras: 'Dense',
  aliases: ['Linear', 'FullyConnected', 'fc', 'Gemm', ['InnerProduct', flattens], ['connected', flattens]],
  doc: 'A fully connected layer over the last dimension.',
  inputs: oneInput,
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
    batch_norm: batchNorm,
    activation,
  },
  infer: ([input], values) => [...(input as Shape).slice(0, -1), values.units],
  weights([input], values) {
    return kernelAndBias([(input as Shape).at(-1) as Dim, values.units], values.units, values.use_bias);
  },
  macs: ([input], _, output) => multiply(elements(output), (input as Shape).at(-1) as Dim),
  compute: (t, [x], { kernel, bias }) => t.affine(t.matmul(x, kernel), undefined, bias),
});
