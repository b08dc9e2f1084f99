import * as tf from '@tensorflow/tfjs';
import { Convolution } from './convolution.js';
import { convolve1d } from './convolve1d.js';

type Conv1DConfig = Omit<Parameters<typeof tf.layers.conv1d>[0], 'name' | 'padding'> & {
  name: string;
  padding?: 'same' | 'valid' | 'causal';
  groups?: number;
};

/** tf.layers.conv1d with groups and causal padding, that can be trained with dilation. */
export class Conv1D extends Convolution {
  static className = 'Conv1D';

  constructor(config: Conv1DConfig) {
    const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1 } = config;
    // Causal padding leaves as many windows as padding on both ends.
    const ofOneGroup = tf.layers.conv1d({ ...config, padding: padding === 'valid' ? 'valid' : 'same' });
    super(config, ofOneGroup, (x, kernel) =>
      convolve1d(x, kernel, Number(strides), padding, Number(dilationRate), groups),
    );
  }
}
