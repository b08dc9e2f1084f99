import type { Algebra } from '../algebra/algebra.js';
import { marginsTooWide } from '../diagnostics/messages/shapes.js';
import type { Padding } from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import { isMargins, type Margins, padAlong, padding } from './padding.js';
import { along, only, type PerAxis, positive, type Rank, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';
import { slideAlong, strideDocs, stridesAliases, windowAliases } from './windows.js';

/** The pools. */
export type PoolName = `${'max' | 'avg'}_pool${Rank}d`;

const sizeAliases = ['kernel_size', ...windowAliases] as const;

const poolSize = {
  1: attribute(positive[1], { doc: 'The length of the window.', default: 2, aliases: sizeAliases }),
  2: attribute(positive[2], { doc: 'The height and width of the window.', default: [2, 2], aliases: sizeAliases }),
  3: attribute(positive[3], {
    doc: 'The depth, height and width of the window.',
    default: [2, 2, 2],
    aliases: sizeAliases,
  }),
} as const;

const strides = <R extends Rank>(rank: R) =>
  attribute(positive[rank], { doc: strideDocs[rank], like: 'pool_size', aliases: stridesAliases });

const rounding = attribute(
  { type: 'choice', choices: ['down', 'up'] },
  {
    doc: 'Whether a last window that reaches beyond the end is left out (down) or kept (up). With padding: same it is kept in any case.',
    default: 'down',
    aliases: [
      ['ceil_mode', 'for true, write rounding: up'],
      ['round_mode', 'for ceil, write rounding: up'],
    ],
  },
);

const countPadding = attribute(
  { type: 'boolean' },
  {
    doc: 'Whether the average includes the zeros of a padding in numbers.',
    default: false,
    aliases: [
      'count_include_pad',
      ['divisor_override', 'multiply the average by a number: {op: rescaling, scale: 0.5}'],
    ],
  },
);

interface PoolArguments<N> {
  readonly pool_size: PerAxis<N>;
  readonly strides: PerAxis<N>;
  readonly padding: Padding | Margins<N>;
  readonly rounding: 'down' | 'up';
  /** Only average pools have it. */
  readonly count_padding?: unknown;
}

/** The numbers of a pool along one axis. */
interface PoolAxis {
  readonly size: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
  /** What a last window can reach beyond that; it begins before the end. */
  readonly beyond: number;
}

/** The padding of a pool in numbers, which has that or rounds up; undefined if it has a word. */
function axesInNumbers<N>(
  { pool_size, strides, padding, rounding }: PoolArguments<N>,
  numberOf: (value: N) => number,
): readonly PoolAxis[] | undefined {
  if (padding === 'same' || (padding === 'valid' && rounding === 'down')) return undefined;
  const steps = along(strides);
  return along(pool_size).map((length, axis) => {
    const [size, stride] = [numberOf(length), numberOf(itemAt(steps, axis))];
    const [before, after] = isMargins(padding) ? itemAt(padding, axis).map(numberOf) : [];
    const left = rounding === 'up' ? Math.max(Math.min(stride, size - (after ?? 0)) - 1, 0) : 0;
    return { size, stride, before: before ?? 0, after: after ?? 0, beyond: left };
  });
}

/** The padding that leaves as many windows as a pool has. */
export function poolPadding(values: PoolArguments<number>): Padding | Margins {
  const axes = axesInNumbers(values, Number);
  return axes ? axes.map(({ before, after, beyond }) => [before, after + beyond]) : (values.padding as Padding);
}

/** Whether a pool has no padding in numbers, and rounds down. */
export const isUsualPool = (values: PoolArguments<number>): boolean => !isMargins(poolPadding(values));

/** Less than any value of a network. */
const least = -3e38;

/** The maximum or the mean of each window. */
function poolOf<T, N>(t: Algebra<T, N>, how: 'max' | 'mean', x: T, values: PoolArguments<N>): T {
  const { pool_size, padding, count_padding } = values;
  const strides = along(values.strides);
  const axes = axesInNumbers(values, (value) => t.literal(value));
  if (!axes) return t.pool(how, x, along(pool_size), { strides, padding: padding as Padding });
  const margins = axes.map(({ before, after, beyond }) => [before, after + beyond] as const);
  const whole = t.named(padAlong(t, x, margins, how === 'max' ? least : 0), 'padded');
  const pooled = t.pool(how, whole, along(pool_size), { strides, padding: 'valid' });
  return how === 'max' ? pooled : ofCounted(t, pooled, x, axes, count_padding === true);
}

/** The means of what counts, of means that count all: divided by the share that counts of each window. */
function ofCounted<T, N>(t: Algebra<T, N>, means: T, x: T, axes: readonly PoolAxis[], counts: boolean): T {
  return axes.reduce((y, { size, stride, before, after, beyond }, place) => {
    if ((counts || before + after === 0) && beyond === 0) return y;
    const axis = place - axes.length - 1;
    const number = (value: N | number): T => t.constant(value);
    const from = t.subtract(t.multiply(t.range(t.size(means, axis)), number(stride)), number(before));
    const first = t.named(from, 'first');
    const length = number(t.size(x, axis));
    const end = counts && after > 0 ? t.add(length, number(after)) : length;
    const begin = counts || before === 0 ? first : t.binary('maximum', first, number(0));
    const counted = t.subtract(t.binary('minimum', t.add(first, number(size)), end), begin);
    const share = t.divide(counted, number(size));
    const aligned = Array.from({ length: -axis - 1 }).reduce<T>((wide) => t.unsqueeze(wide, -1), share);
    return t.divide(y, t.named(aligned, 'share'));
  }, means);
}

/** A fault if a window can see nothing but padding. */
function faultOfMargins({ pool_size, padding }: PoolArguments<number>): RuleFault | undefined {
  const wide = isMargins(padding) && along(pool_size).some((size, axis) => Math.max(...itemAt(padding, axis)) >= size);
  return wide ? new RuleFault(marginsTooWide(along(pool_size).join('x')), { attribute: 'padding' }) : undefined;
}

const pool = <R extends Rank>(rank: R, how: 'max' | 'mean', words: SpatialWords) =>
  defineOp({
    ...words,
    name: `${how === 'max' ? 'max' : 'avg'}_pool${rank}d`,
    keras: `${how === 'max' ? 'Max' : 'Average'}Pooling${rank}D`,
    kind: 'pool',
    inputs: spatialInput(rank),
    attributes: {
      pool_size: poolSize[rank],
      strides: strides(rank),
      padding: padding[rank],
      rounding,
      ...(how === 'mean' ? { count_padding: countPadding } : {}),
    },
    window: (values) => ({
      kind: 'sliding',
      kernel: along(values.pool_size),
      strides: along(values.strides),
      padding: poolPadding(values),
    }),
    infer(inputs, values) {
      const x = only(inputs);
      const movement = { strides: along(values.strides), padding: poolPadding(values) };
      const fault = faultOfMargins(values);
      if (fault) return fault;
      const sizes = slideAlong(sizesOf(x), along(values.pool_size), movement, 'pool_size');
      return sizes instanceof RuleFault ? sizes : { output: { ...x, shape: [...sizes, channelsOf(x)] } };
    },
    compute: (t, inputs, _, values) => poolOf(t, how, only(inputs), values),
  });

export const maxPool1d = pool(1, 'max', {
  aliases: ['TemporalMaxPooling'],
  doc: 'The maximum of each window over a sequence, per channel.',
});

export const avgPool1d = pool(1, 'mean', {
  aliases: ['AvgPooling1D', 'AveragePool1d'],
  doc: 'The average of each window over a sequence, per channel.',
});

export const maxPool2d = pool(2, 'max', {
  aliases: ['MaxPooling', ['maxpool', "for darknet's maxpool, also write padding: same"]],
  doc: 'The maximum of each window, per channel.',
});

export const avgPool2d = pool(2, 'mean', {
  aliases: ['AvgPooling2D', 'AveragePool2d', 'AveragePool', 'AveragePooling'],
  doc: 'The average of each window, per channel.',
});

export const maxPool3d = pool(3, 'max', {
  aliases: ['VolumetricMaxPooling'],
  doc: 'The maximum of each window over a volume, per channel.',
});

export const avgPool3d = pool(3, 'mean', {
  aliases: ['AvgPooling3D', 'AveragePool3d', 'VolumetricAveragePooling'],
  doc: 'The average of each window over a volume, per channel.',
});
