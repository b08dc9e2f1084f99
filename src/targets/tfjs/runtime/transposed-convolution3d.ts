import * as tf from '@tensorflow/tfjs';
import { Convolution } from './convolution.js';
import { deconvolve3d } from './deconvolve3d.js';

type Conv3DTransposeConfig = Omit<Parameters<typeof tf.layers.conv3dTranspose>[0], 'name' | 'padding' | 'strides'> & {
  name: string;
  strides?: number | [number, number, number];
  padding?: 'same' | 'valid';
};

/** tf.layers.conv3dTranspose, which cannot be trained, and is wrong on wasm. */
export class Conv3DTranspose extends Convolution {
  static className = 'Conv3DTranspose';

  constructor(config: Conv3DTransposeConfig) {
    const { strides = 1, padding = 'valid' } = config;
    const steps = (Array.isArray(strides) ? strides : [strides, strides, strides]) as [number, number, number];
    super(config, tf.layers.conv3dTranspose({ ...config, strides: steps }), (x, kernel) =>
      deconvolve3d(x, kernel, steps, padding),
    );
  }
}
