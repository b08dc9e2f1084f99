import type * as tf from '@tensorflow/tfjs';

export type Initializer = NonNullable<Parameters<typeof tf.layers.conv2d>[0]['kernelInitializer']>;
