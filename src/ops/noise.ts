/** Ops that add noise in training. */
import { attribute } from './attributes.js';
import { dropRate } from './dropout.js';
import { anyTensor, defineOp } from './op.js';

export const gaussianNoise = defineOp({
  name: 'gaussian_noise',
  keras: 'GaussianNoise',
  doc: 'In training, adds normally distributed noise with mean 0. In inference, does nothing.',
  kind: 'pointwise',
  onlyTrains: true,
  figure: { shows: 'stddev' },
  inputs: anyTensor,
  attributes: {
    stddev: attribute(
      { type: 'number', minimum: 0 },
      { doc: 'The standard deviation of the noise.', aliases: ['std', 'sigma', 'noise', 'scale', 'stdev'] },
    ),
  },
  infer: ({ x }) => ({ output: x }),
  compute: (_, { x }) => x,
});

export const gaussianDropout = defineOp({
  name: 'gaussian_dropout',
  keras: 'GaussianDropout',
  doc: 'In training, multiplies by normally distributed noise with mean 1 and variance rate / (1 - rate). In inference, does nothing.',
  kind: 'pointwise',
  onlyTrains: true,
  figure: { shows: 'rate' },
  inputs: anyTensor,
  attributes: { rate: dropRate('The rate of a dropout with the same variance.') },
  infer: ({ x }) => ({ output: x }),
  compute: (_, { x }) => x,
});

export const alphaDropout = defineOp({
  name: 'alpha_dropout',
  keras: 'AlphaDropout',
  doc: 'Dropout for networks with selu: in training, sets a random fraction of the elements to the lower limit of selu, and keeps mean and variance (Klambauer et al., arXiv:1706.02515). In inference, does nothing.',
  kind: 'pointwise',
  onlyTrains: true,
  figure: { shows: 'rate' },
  inputs: anyTensor,
  attributes: { rate: dropRate('The fraction to drop.') },
  infer: ({ x }) => ({ output: x }),
  compute: (_, { x }) => x,
});
