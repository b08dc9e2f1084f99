import { type Dim, multiply, type Shape } from '../shape.js';
import {
  activation,
  attribute,
  batchNorm,
  biasInitializer,
  defineOp,
  elements,
  kernelAndBias,
  kernelInitializer,
  kernelRegularizer,
  oneInput,
  useBias,
} from './op.js';

export const dense = defineOp({
  name: 'dense',
  keras: 'Dense',
  doc: 'A fully connected layer over the last dimension.',
  inputs: oneInput,
  attributes: {
    units: attribute({ type: 'integer', minimum: 1 }, { doc: 'The size of the last dimension of the output.' }),
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
});
