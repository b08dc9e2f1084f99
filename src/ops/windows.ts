/** Windows over an image: their attributes, their arithmetic, and what a place of the output sees. */
import { stridesWithDilation, unequalStrides, windowTooLarge } from '../diagnostics/messages/shapes.js';
import {
  type Dim,
  formatShape,
  isKnown,
  type Padding,
  type Shape,
  windowCount,
  windowExtent,
} from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute, type Pair } from './attributes.js';
import { RuleFault } from './fault.js';
import type { ImageShape } from './types.js';

/** How places of an output see those of an image. */
export type Window =
  /** The same place of the input. */
  | { readonly kind: 'same' }
  /** A window that slides with strides. */
  | ({ readonly kind: 'sliding'; readonly kernel: Pair } & WindowValues)
  /** Each place of the input reaches a window of the output, which slides with strides. */
  | ({ readonly kind: 'transposed'; readonly kernel: Pair } & WindowValues)
  /** `factors` places for each of the input. With bilinear interpolation, places between two of the input see both. */
  | { readonly kind: 'enlarged'; readonly factors: Pair; readonly isBlended: boolean }
  /** The same places, shifted down and to the right. */
  | { readonly kind: 'shifted'; readonly by: Pair }
  /** The only place sees everything. */
  | { readonly kind: 'whole' }
  /** As many windows as cover the image. */
  | { readonly kind: 'adaptive'; readonly output: Pair }
  /** Places of the output have no place on the input. */
  | { readonly kind: 'none' };

const positive = { minimum: 1 } as const;

export const filters = attribute(
  { type: 'integer', ...positive },
  {
    doc: 'The number of output channels.',
    aliases: [
      'out_channels',
      'num_output',
      'num_outputs',
      'num_filters',
      'n_filters',
      'nb_filter',
      'output_channels',
      ['channels', 'it is the number of output channels'],
      'units',
      'out_features',
    ],
  },
);

/** Names of a window's size in other libraries. */
export const windowAliases = [
  'size',
  'kernel',
  'ksize',
  'kernel_shape',
  'filter_size',
  'window_size',
  'window',
  'pool_size',
  'k',
] as const;

export const kernelSize = attribute(
  { type: 'pair', ...positive },
  { doc: 'The height and width of the window: 3x3, 1x7, or 3 for both.', aliases: windowAliases },
);

export const stridesAliases = ['stride', 'subsample', 'step', 's'] as const;

export const strides = attribute(
  { type: 'pair', ...positive },
  { doc: 'The vertical and horizontal step of the window.', default: [1, 1], aliases: stridesAliases },
);

export const paddingAliases = ['pad', 'pads', 'pad_type', 'border_mode', 'autopad', 'auto_pad'] as const;

export const padding = attribute(
  { type: 'choice', choices: ['valid', 'same'] },
  {
    doc: 'valid: no padding. same: pads with zeros so that the output size is the input size divided by the strides, rounded up.',
    default: 'valid',
    aliases: paddingAliases,
  },
);

const dilationRate = attribute(
  { type: 'pair', ...positive },
  {
    doc: 'The distance between the samples of the window; 1 is no dilation.',
    default: [1, 1],
    aliases: ['dilation', 'dilations', 'dilation_factor', 'atrous_rate', 'rate'],
  },
);

/** The attributes of a window that can be dilated. */
export const dilatedWindow = { kernel_size: kernelSize, strides, padding, dilation_rate: dilationRate } as const;

/** The window of an op with a sliding kernel. */
export const slidingKernel = ({ kernel_size, strides, padding, dilation_rate }: KernelValues): Window => ({
  kind: 'sliding',
  kernel: kernel_size,
  strides,
  padding,
  dilation_rate,
});

/** The movement of a window along any number of axes. */
export interface Movement {
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dilation_rate?: readonly number[];
}

/** The movement of a window over an image. */
export interface WindowValues extends Movement {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation_rate?: Pair;
}

interface KernelValues extends Required<WindowValues> {
  readonly kernel_size: Pair;
}

/** Height and width after a window has moved over an image, or a fault. `sizes` names the attribute of the kernel. */
export function slideWindow(
  [height, width]: ImageShape,
  kernel: Pair,
  values: WindowValues,
  sizes: string,
): readonly [Dim, Dim] | RuleFault {
  const output = slideAlong([height, width], kernel, values, sizes);
  return output instanceof RuleFault ? output : [output[0] ?? 1, output[1] ?? 1];
}

/** The sizes after a window has moved along axes, or a fault. `sizes` names the attribute of the kernel. */
export function slideAlong(
  inputs: Shape,
  kernel: readonly number[],
  values: Movement,
  sizes: string,
): readonly Dim[] | RuleFault {
  const dilation = values.dilation_rate ?? inputs.map(() => 1);
  if (Math.max(...dilation) > 1 && Math.max(...values.strides) > 1) {
    const message = stridesWithDilation(values.strides.join('x'), dilation.join('x'));
    return new RuleFault(message, { attribute: 'dilation_rate' });
  }
  const output: Dim[] = [];
  for (const [axis, input] of inputs.entries()) {
    const extent = windowExtent(itemAt(kernel, axis), itemAt(dilation, axis));
    if (values.padding === 'valid' && isKnown(input) && input < extent) {
      const dilated = Math.max(...dilation) > 1 ? dilation.join('x') : undefined;
      const message = windowTooLarge(kernel.join('x'), dilated, formatShape(inputs));
      return new RuleFault(message, { attribute: sizes });
    }
    output.push(windowCount(input, extent, itemAt(values.strides, axis), values.padding));
  }
  return output;
}

/** The same for a kernel that sees each channel by itself; TensorFlow has one stride for both axes. */
export function slideByChannel(
  kind: 'depthwise' | 'separable',
  image: ImageShape,
  values: KernelValues,
): readonly [Dim, Dim] | RuleFault {
  const { strides, kernel_size } = values;
  if (strides[0] === strides[1]) return slideWindow(image, kernel_size, values, 'kernel_size');
  return new RuleFault(unequalStrides(kind, strides.join('x')), { attribute: 'strides' });
}

/** The product of a pair of sizes. */
export const area = ([height, width]: Pair): number => height * width;
