/** Windows that slide along one, two or three axes: their attributes, their arithmetic, and what a place sees. */
import { stridesWithDilation, unequalStrides, windowTooLarge } from '../diagnostics/messages/shapes.js';
import {
  add,
  type Dim,
  formatShape,
  isKnown,
  type Padding,
  type Shape,
  windowCount,
  windowExtent,
} from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { convolutionPadding, isMargins, type Margins } from './padding.js';
import { along, type PerAxis, positive, type Rank } from './spatial.js';

/** How places of an output see those of an input, with a number for each axis but that of the channels. */
export type Window =
  /** The same place of the input. */
  | { readonly kind: 'same' }
  /** A window that slides with strides. */
  | ({ readonly kind: 'sliding'; readonly kernel: readonly number[] } & Movement)
  /** Each place of the input reaches a window of the output, which slides with strides. */
  | {
      readonly kind: 'transposed';
      readonly kernel: readonly number[];
      readonly strides: readonly number[];
      readonly dilation: readonly number[];
      /** What is cropped before the output. */
      readonly before: readonly number[];
    }
  /** `factors` places for each of the input. With bilinear interpolation, places between two of the input see both. */
  | { readonly kind: 'enlarged'; readonly factors: readonly number[]; readonly isBlended: boolean }
  /** The same places, shifted towards the end. */
  | { readonly kind: 'shifted'; readonly by: readonly number[] }
  /** The only place sees everything. */
  | { readonly kind: 'whole' }
  /** As many windows as cover the input. */
  | { readonly kind: 'adaptive'; readonly output: readonly number[] }
  /** Places of the output have no place on the input. */
  | { readonly kind: 'none' };

export const filters = attribute(
  { type: 'integer', minimum: 1 },
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

const kernelDocs = {
  1: 'The length of the window.',
  2: 'The height and width of the window: 3x3, 1x7, or 3 for both.',
  3: 'The depth, height and width of the window: 3x3x3, 1x7x7, or 3 for all.',
} as const;

export const kernelSize = <R extends Rank>(rank: R) =>
  attribute(positive[rank], { doc: kernelDocs[rank], aliases: windowAliases });

export const stridesAliases = ['stride', 'subsample', 'step', 's'] as const;

export const strideDocs = {
  1: 'The step of the window.',
  2: 'The vertical and horizontal step of the window.',
  3: 'The steps of the window along depth, height and width.',
} as const;

export const strides = {
  1: attribute(positive[1], { doc: strideDocs[1], default: 1, aliases: stridesAliases }),
  2: attribute(positive[2], { doc: strideDocs[2], default: [1, 1], aliases: stridesAliases }),
  3: attribute(positive[3], { doc: strideDocs[3], default: [1, 1, 1], aliases: stridesAliases }),
} as const;

const dilation = {
  doc: 'The distance between the samples of the window; 1 is no dilation.',
  aliases: ['dilation', 'dilations', 'dilation_factor', 'atrous_rate', 'rate'],
} as const;

export const dilationRate = {
  1: attribute(positive[1], { ...dilation, default: 1 }),
  2: attribute(positive[2], { ...dilation, default: [1, 1] }),
  3: attribute(positive[3], { ...dilation, default: [1, 1, 1] }),
} as const;

/** The attributes of a window that can be dilated. */
export const dilatedWindow = <R extends Rank>(rank: R) => ({
  kernel_size: kernelSize(rank),
  strides: strides[rank],
  padding: convolutionPadding[rank],
  dilation_rate: dilationRate[rank],
});

/** The values of these attributes. */
export interface WindowValues {
  readonly kernel_size: PerAxis;
  readonly strides: PerAxis;
  readonly padding: Padding | 'causal' | Margins;
  readonly dilation_rate: PerAxis;
}

/** The movement of a window. */
export interface Movement {
  readonly strides: readonly number[];
  readonly padding: Padding | Margins;
  readonly dilation_rate?: readonly number[];
}

export const movementOf = ({ strides, padding, dilation_rate }: Omit<WindowValues, 'kernel_size'>): Movement => ({
  strides: along(strides),
  // Causal padding leaves as many windows as padding on both ends.
  padding: padding === 'causal' ? 'same' : padding,
  dilation_rate: along(dilation_rate),
});

/** The window of an op with a sliding kernel. */
export const slidingKernel = (values: WindowValues): Window => ({
  kind: 'sliding',
  kernel: along(values.kernel_size),
  ...movementOf(values),
});

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
    const [before, after] = (isMargins(values.padding) && values.padding[axis]) || [0, 0];
    const whole = add(input, before + after);
    const padding = isMargins(values.padding) ? 'valid' : values.padding;
    if (padding === 'valid' && isKnown(whole) && whole < extent) {
      const dilated = Math.max(...dilation) > 1 ? dilation.join('x') : undefined;
      const message = windowTooLarge(kernel.join('x'), dilated, formatShape(inputs));
      return new RuleFault(message, { attribute: sizes });
    }
    output.push(windowCount(whole, extent, itemAt(values.strides, axis), padding));
  }
  return output;
}

/** The same for a kernel that sees each channel by itself; TensorFlow has one stride for all axes. */
export function slideByChannel(
  kind: 'depthwise' | 'separable',
  inputs: Shape,
  values: WindowValues,
): readonly Dim[] | RuleFault {
  const strides = along(values.strides);
  if (new Set(strides).size === 1)
    return slideAlong(inputs, along(values.kernel_size), movementOf(values), 'kernel_size');
  return new RuleFault(unequalStrides(kind, strides.join('x')), { attribute: 'strides' });
}

/** The product of the sizes of a window. */
export const area = (sizes: PerAxis): number => along(sizes).reduce((product, size) => product * size, 1);
