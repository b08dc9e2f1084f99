/**
 * The sizes of transposed convolutions. The kernel reaches `(input - 1) * strides + extent` places along an axis, where
 * `extent` is `dilation_rate * (kernel_size - 1) + 1`. Padding crops that, and output padding follows it:
 *
 * - Numbers crop `before` and `after`, and add `output_padding`, 0 by default, as in PyTorch
 *   (https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html).
 * - Words are Keras's (keras/src/backend/common/backend_utils.py). `valid` leaves `extent + output_padding` after the
 *   last stride, `same` leaves `extent % 2 + output_padding`. By default these are `max(extent, strides)` and `strides`,
 *   so that `same` gives the input times the strides. `same` crops as much before as after, or one less.
 */
import { outputPaddingTooLarge, paddingCropsAll } from '../diagnostics/messages/shapes.js';
import {
  add,
  type Dim,
  formatShape,
  isKnown,
  multiply,
  type Padding,
  rangeOf,
  type Shape,
  windowExtent,
} from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import type { Assume } from './op.js';
import { isMargins, type Margins, paddingAliases } from './padding.js';
import { along, type PerAxis } from './spatial.js';

const sizes =
  'same: the output size is the input size times the strides. valid: the part of the kernel beyond the strides is added to that. Numbers crop what the kernel reaches, as in PyTorch:';
const paddingDocs = {
  1: `${sizes} both ends (1), or the beginning and the end ([1, 2]).`,
  2: `${sizes} all sides (1), top and bottom and then left and right (1x2), or each side ([[top, bottom], [left, right]]).`,
  3: `${sizes} all sides (1), each axis (0x1x1), or each side ([[front, back], [top, bottom], [left, right]]).`,
} as const;

const choices = ['valid', 'same'] as const;
const usual = { default: 'valid', aliases: paddingAliases } as const;

export const transposedPadding = {
  1: attribute({ type: 'choice', choices, or: { type: 'margins', axes: 1 } }, { doc: paddingDocs[1], ...usual }),
  2: attribute({ type: 'choice', choices, or: { type: 'margins', axes: 2 } }, { doc: paddingDocs[2], ...usual }),
  3: attribute({ type: 'choice', choices, or: { type: 'margins', axes: 3 } }, { doc: paddingDocs[3], ...usual }),
} as const;

const added = {
  doc: 'What is added at the end of the output. auto: nothing with padding in numbers; with a word, what gives the size that the word stands for. With a number and valid, the output size is that of padding: 0; with same, (input - 1) * strides + extent % 2 + output_padding, as in Keras, where the extent is dilation_rate * (kernel_size - 1) + 1.',
  default: 'auto',
  aliases: ['adj', 'output_pad'],
} as const;

export const outputPadding = {
  1: attribute({ type: 'choice', choices: ['auto'], or: { type: 'integer', minimum: 0 } }, added),
  2: attribute({ type: 'choice', choices: ['auto'], or: { type: 'pair', minimum: 0 } }, added),
  3: attribute({ type: 'choice', choices: ['auto'], or: { type: 'triple', minimum: 0 } }, added),
} as const;

/** The values of the attributes on which sizes depend. */
export interface TransposedArguments<N = number> {
  readonly kernel_size: PerAxis<N>;
  readonly strides: PerAxis<N>;
  readonly padding: Padding | Margins<N>;
  readonly output_padding: 'auto' | PerAxis<N>;
  readonly dilation_rate: PerAxis<N>;
}

/** What is cropped of all that the kernel reaches, along each axis; if `after` is negative, so many zeros follow. */
export function trimsOf<N>(
  { kernel_size, strides, padding, output_padding, dilation_rate }: TransposedArguments<N>,
  numberOf: (value: N) => number,
): Margins {
  const [steps, rates] = [along(strides), along(dilation_rate)];
  return along(kernel_size).map((length, axis) => {
    const extent = windowExtent(numberOf(length), numberOf(itemAt(rates, axis)));
    const stride = numberOf(itemAt(steps, axis));
    const more = output_padding === 'auto' ? undefined : numberOf(itemAt(along(output_padding), axis));
    if (isMargins(padding)) {
      const [before, after] = itemAt(padding, axis);
      return [numberOf(before), numberOf(after) - (more ?? 0)];
    }
    if (padding === 'valid') return [0, -(more ?? Math.max(stride - extent, 0))];
    const total = extent - (more === undefined ? stride : (extent % 2) + more);
    const before = Math.floor(Math.max(total, 0) / 2);
    return [before, total - before];
  });
}

/** Whether a transposed convolution is one of Keras and TensorFlow.js without more than strides and padding. */
export const isUsualTransposed = (values: TransposedArguments & { readonly groups: number }): boolean =>
  !isMargins(values.padding) &&
  values.output_padding === 'auto' &&
  values.groups === 1 &&
  Math.max(...along(values.dilation_rate)) === 1;

/** The sizes of the output, or a fault. */
export function reach(inputs: Shape, values: TransposedArguments, assume: Assume): readonly Dim[] | RuleFault {
  const [kernel, strides, dilation] = [values.kernel_size, values.strides, values.dilation_rate].map((one) =>
    along(one),
  ) as [readonly number[], readonly number[], readonly number[]];
  const most = strides.map((stride, axis) => Math.max(stride, itemAt(dilation, axis)) - 1);
  if (values.output_padding !== 'auto') {
    const more = along(values.output_padding);
    if (more.some((count, axis) => count > itemAt(most, axis)))
      return new RuleFault(
        outputPaddingTooLarge(more.join('x'), strides.join('x'), dilation.join('x'), most.join('x')),
        {
          attribute: 'output_padding',
        },
      );
  }
  const reached = inputs.map((size, axis) => {
    const stride = itemAt(strides, axis);
    return add(multiply(size, stride), windowExtent(itemAt(kernel, axis), itemAt(dilation, axis)) - stride);
  });
  const output = trimsOf(values, Number).map(([before, after], axis) => add(itemAt(reached, axis), -before - after));
  if (output.some((size) => isKnown(size) && size <= 0)) {
    const attribute = isMargins(values.padding) ? 'padding' : 'output_padding';
    return new RuleFault(paddingCropsAll(formatShape(reached)), { attribute });
  }
  for (const size of output) if (!isKnown(size) && rangeOf(size)[0] <= 0) assume(`${size} > 0`);
  return output;
}
