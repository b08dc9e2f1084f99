import * as tf from '@tensorflow/tfjs';
import { Convolution } from './convolution.js';
import { convolve3d } from './convolve3d.js';

type Conv3DConfig = Omit<Parameters<typeof tf.layers.conv3d>[0], 'name' | 'padding' | 'strides' | 'dilationRate'> & {
  name: string;
  strides?: number | [number, number, number];
  padding?: 'same' | 'valid';
  dilationRate?: number | [number, number, number];
  groups?: number;
};

/** tf.layers.conv3d with groups, that can be trained with dilation, and on wasm is fast. */
export class Conv3D extends Convolution {
  static className = 'Conv3D';

  constructor(config: Conv3DConfig) {
    const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1 } = config;
    const [steps, dilation] = [strides, dilationRate].map((one) => (Array.isArray(one) ? one : [one, one, one])) as [
      [number, number, number],
      [number, number, number],
    ];
    const ofOneGroup = tf.layers.conv3d({ ...config, strides: steps, dilationRate: dilation as unknown as number });
    super(config, ofOneGroup, (x, kernel) => convolve3d(x, kernel, steps, padding, dilation, groups));
  }
}
