/** The types in the code that templates hold; JavaScript has them in comments, or not at all. */
import type { Language } from '../code/language.js';

const pairType = '[number, number]';

/** What stands behind a name, by what it is the type of. */
const annotations = {
  normalization: 'BatchNormalizationConfig',
  grouped: 'GroupedConv2DConfig',
  depthwise: 'DepthwiseConv2DConfig',
  separable: 'SeparableConv2DConfig',
  shapes: 'tf.Shape | tf.Shape[]',
  tensors: 'tf.Tensor | tf.Tensor[]',
  tensor: 'tf.Tensor',
  training: '{ training?: boolean }',
  adaptive: '{ name: string; outputSize: [number, number] }',
  scale: '{ name: string; initValues?: number }',
  squeeze: '{ name: string; axis: number[] }',
  number: 'number',
  axis: '0 | 1',
  layer: 'tf.layers.Layer',
  config: 'tf.serialization.ConfigDict',
  void: 'void',
} as const;

/** Values that are read as another type. */
const casts = {
  shape: ['inputShape', 'tf.Shape'],
  imageShape: ['inputShape', '[number, number | null, number | null, number]'],
  any: ['(Array.isArray(inputs) ? inputs[0] : inputs)', 'tf.Tensor'],
  size: ['x.shape[axis]', 'number'],
  moving: ['this.weights.slice(-2)', '[tf.LayerVariable, tf.LayerVariable]'],
  tensor: ['(Array.isArray(inputs) ? inputs[0] : inputs)', 'tf.Tensor4D'],
  kernel: ['kernel', 'tf.Tensor4D'],
  dilated: ['tf.slice(samples, [0, 0, 0, 0], size)', 'tf.Tensor4D'],
  parts: ['tf.split(x, groups, 3)', 'tf.Tensor4D[]'],
  groupKernel: ['kernels[group]', 'tf.Tensor4D'],
  gamma: ['this.weights', '[tf.LayerVariable]'],
  pointwise: ['pointwise', 'tf.Tensor4D'],
  strides: ['strides', pairType],
  padding: ['padding', "'same' | 'valid'"],
  dilation: ['dilationRate', pairType],
} as const;

/** Annotations of types, empty in JavaScript, and values that are read as another type. */
export interface TemplateTypes {
  readonly t: Readonly<Record<string, string>>;
  readonly cast: Readonly<Record<string, string>>;
  /** Types of options, which JavaScript has in comments. */
  readonly trainingType: string;
  readonly adaptiveType: string;
  readonly scaleType: string;
  readonly squeezeType: string;
}

export function templateTypes(language: Language): TemplateTypes {
  return {
    t: Object.fromEntries(Object.entries(annotations).map(([key, type]) => [key, language.annotation(type)])),
    cast: Object.fromEntries(Object.entries(casts).map(([key, [code, type]]) => [key, language.readAs(code, type)])),
    trainingType: `{${annotations.training}}`,
    adaptiveType: `{${annotations.adaptive}}`,
    scaleType: `{${annotations.scale}}`,
    squeezeType: `{${annotations.squeeze}}`,
  };
}
