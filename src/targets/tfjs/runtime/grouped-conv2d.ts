import * as tf from '@tensorflow/tfjs';
import { Convolution } from './convolution.js';
import { convolve2d } from './convolve2d.js';

type GroupedConv2DConfig = Omit<Parameters<typeof tf.layers.conv2d>[0], 'name' | 'padding'> & {
  name: string;
  padding?: 'same' | 'valid';
  groups?: number;
};

/** tf.layers.conv2d with groups, that can be trained with dilation. */
export class GroupedConv2D extends Convolution {
  static className = 'Conv2D';

  constructor(config: GroupedConv2DConfig) {
    const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1 } = config;
    const [steps, dilation] = [strides, dilationRate].map((one) => (Array.isArray(one) ? one : [one, one])) as [
      [number, number],
      [number, number],
    ];
    super(config, tf.layers.conv2d(config), (x, kernel) => convolve2d(x, kernel, steps, padding, dilation, groups));
  }
}
