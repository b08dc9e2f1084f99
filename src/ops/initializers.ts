/** Initializers and regularizers, with Keras's words, and the attributes that take them. */
import { type Aliases, attribute } from './attributes.js';

const seedless = {
  mean: attribute({ type: 'number' }, { doc: 'The mean.', default: 0 }),
  stddev: attribute({ type: 'number', minimum: 0 }, { doc: 'The standard deviation.', default: 0.05 }),
} as const;

const initializerType = {
  type: 'named',
  doc: 'The name of a Keras initializer, alone or with settings: zeros, {truncated_normal: {stddev: 0.01}}.',
  kinds: {
    zeros: {},
    ones: {},
    constant: { value: attribute({ type: 'number' }, { doc: 'The value of every element.' }) },
    glorot_uniform: {},
    glorot_normal: {},
    he_uniform: {},
    he_normal: {},
    lecun_uniform: {},
    lecun_normal: {},
    random_normal: seedless,
    random_uniform: {
      minval: attribute({ type: 'number' }, { doc: 'The smallest value.', default: -0.05 }),
      maxval: attribute({ type: 'number' }, { doc: 'The largest value.', default: 0.05 }),
    },
    truncated_normal: seedless,
    orthogonal: { gain: attribute({ type: 'number' }, { doc: 'The factor for the matrix.', default: 1 }) },
    variance_scaling: {
      scale: attribute({ type: 'number', above: 0 }, { doc: 'The factor for the variance.', default: 1 }),
      mode: attribute(
        { type: 'choice', choices: ['fan_in', 'fan_out', 'fan_avg'] },
        { doc: 'The divisor of the variance.', default: 'fan_in' },
      ),
      distribution: attribute(
        { type: 'choice', choices: ['normal', 'uniform'] },
        { doc: 'normal is a truncated normal distribution.', default: 'normal' },
      ),
    },
  },
} as const;

export const initializer = (what: string, value: string, aliases: Aliases = []) =>
  attribute(initializerType, { doc: `The initial value of ${what}.`, default: { kind: value, settings: {} }, aliases });

export const regularizer = (what: string, aliases: Aliases = []) =>
  attribute(
    {
      type: 'named',
      doc: 'A penalty that is added to the loss: {l2: 0.00002} adds 0.00002 times the sum of squares.',
      kinds: {
        none: {},
        l1: {
          l1: attribute(
            { type: 'number', minimum: 0 },
            { doc: 'The factor for the sum of absolute values.', default: 0.01 },
          ),
        },
        l2: {
          l2: attribute({ type: 'number', minimum: 0 }, { doc: 'The factor for the sum of squares.', default: 0.01 }),
        },
        l1_l2: {
          l1: attribute(
            { type: 'number', minimum: 0 },
            { doc: 'The factor for the sum of absolute values.', default: 0.01 },
          ),
          l2: attribute({ type: 'number', minimum: 0 }, { doc: 'The factor for the sum of squares.', default: 0.01 }),
        },
      },
    },
    { doc: `The penalty on ${what} during training.`, default: { kind: 'none', settings: {} }, aliases },
  );

export const kernelInitializer = initializer('the kernel', 'glorot_uniform', [
  'weight_initializer',
  'weights_initializer',
  'weight_filler',
  'kernel_init',
  'weight_init',
  'init',
]);
export const kernelRegularizer = regularizer('the kernel', [
  'weights_regularizer',
  'weight_regularizer',
  'W_regularizer',
  ['weight_decay', 'as {l2: ...}, with half of the weight decay'],
]);
export const biasInitializer = initializer('the bias', 'zeros', ['bias_filler', 'bias_init', 'biases_initializer']);
