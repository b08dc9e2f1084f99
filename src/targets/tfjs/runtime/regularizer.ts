import type * as tf from '@tensorflow/tfjs';

export type Regularizer = Parameters<typeof tf.layers.conv2d>[0]['kernelRegularizer'] | undefined;
