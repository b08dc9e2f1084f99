import * as tf from '@tensorflow/tfjs';
import { deconvolve } from './deconvolve.js';
import type { Initializer } from './initializer.js';
import { initializerOf } from './initializer-of.js';
import type { Regularizer } from './regularizer.js';
import { regularizerOf } from './regularizer-of.js';
import { toConfig } from './to-config.js';

type TransposedNumber = number | number[];

type TransposedSettings = {
  filters: number;
  kernelSize: TransposedNumber;
  strides?: TransposedNumber;
  padding?: 'same' | 'valid' | number | (number | number[])[];
  outputPadding?: 'auto' | TransposedNumber;
  dilationRate?: TransposedNumber;
  groups?: number;
  useBias?: boolean;
};

type TransposedConvolutionConfig = TransposedSettings & {
  name: string;
  trainable?: boolean;
  kernelInitializer?: Initializer;
  kernelRegularizer?: Regularizer;
  biasInitializer?: Initializer;
};

/** Along an axis: the stride, what the kernel reaches of one place, and what is cropped of that at both ends. */
type TransposedAxis = { stride: number; extent: number; before: number; after: number };

/**
 * A transposed convolution over a sequence, an image or a volume, with groups, dilation, output padding and padding in
 * numbers, which TensorFlow.js does not have.
 */
export class TransposedConvolution extends tf.layers.Layer {
  static className = 'TransposedConvolution';
  private readonly window: TransposedSettings;
  private readonly kernelInitializer: ReturnType<typeof initializerOf>;
  private readonly kernelRegularizer: ReturnType<typeof regularizerOf>;
  private readonly biasInitializer: ReturnType<typeof initializerOf>;

  constructor(config: TransposedConvolutionConfig) {
    const { name, trainable = true, kernelInitializer, kernelRegularizer, biasInitializer, ...window } = config;
    super({ name, trainable });
    this.window = window;
    this.kernelInitializer = initializerOf(kernelInitializer ?? 'glorotUniform');
    this.kernelRegularizer = regularizerOf(kernelRegularizer);
    this.biasInitializer = initializerOf(biasInitializer ?? 'zeros');
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const { filters, kernelSize, groups = 1, useBias = true } = this.window;
    const axes = inputShape.length - 2;
    const sizes = Array.isArray(kernelSize) ? kernelSize : Array.from({ length: axes }, () => kernelSize);
    const shape = [...sizes, filters / groups, Number(inputShape[axes + 1])];
    this.addWeight('kernel', shape, 'float32', this.kernelInitializer, this.kernelRegularizer);
    if (useBias) this.addWeight('bias', [filters], 'float32', this.biasInitializer);
    super.build(inputShape);
  }

  /** The axes between those of the batch and the channels. If `after` is negative, so many zeros follow. */
  axes(count: number): TransposedAxis[] {
    const { kernelSize, strides = 1, padding = 'valid', outputPadding = 'auto', dilationRate = 1 } = this.window;
    return Array.from({ length: count }, (_, axis) => {
      const along = (one: TransposedNumber) => (Array.isArray(one) ? one[axis] : one) as number;
      const stride = along(strides);
      const extent = (along(kernelSize) - 1) * along(dilationRate) + 1;
      const more = outputPadding === 'auto' ? undefined : along(outputPadding);
      if (padding === 'valid') return { stride, extent, before: 0, after: -(more ?? Math.max(stride - extent, 0)) };
      if (padding === 'same') {
        const total = extent - (more === undefined ? stride : (extent % 2) + more);
        const before = Math.floor(Math.max(total, 0) / 2);
        return { stride, extent, before, after: total - before };
      }
      const side = Array.isArray(padding) && count > 1 ? padding[axis] : padding;
      const [before, after] = (Array.isArray(side) ? side : [side, side]) as [number, number];
      return { stride, extent, before, after: after - (more ?? 0) };
    });
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    const axes = this.axes(shape.length - 2);
    const sizes = shape.slice(1, -1).map((size, axis) => {
      const { stride, extent, before, after } = axes[axis] as TransposedAxis;
      return size === null ? null : (size - 1) * stride + extent - before - after;
    });
    return [...shape.slice(0, 1), ...sizes, this.window.filters];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const { strides = 1, dilationRate = 1, groups = 1 } = this.window;
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const whole = deconvolve(x, kernel as tf.Tensor, strides, dilationRate, groups);
      const axes = this.axes(x.rank - 2);
      const margins = [0, ...axes.map(({ after }) => Math.max(-after, 0)), 0].map((more) => [0, more]);
      const isLonger = axes.some(({ after }) => after < 0);
      const padded = isLonger ? tf.pad(whole, margins as [number, number][]) : whole;
      const first = [0, ...axes.map(({ before }) => before), 0];
      const y = tf.slice(padded, first, this.computeOutputShape(x.shape) as number[]);
      return bias ? tf.add(y, bias) : y;
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      ...this.window,
      kernelInitializer: toConfig(this.kernelInitializer),
      kernelRegularizer: toConfig(this.kernelRegularizer),
      biasInitializer: toConfig(this.biasInitializer),
    };
  }
}

tf.serialization.registerClass(TransposedConvolution);
