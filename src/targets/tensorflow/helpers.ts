/** Calls of the functions of runtime/ that the code of ops shares. */
import type { RotaryForm } from '../../algebra/rotary.js';
import { array, call, type Doc } from '../code/layout.js';
import { quote } from '../code/lexical.js';
import { TargetLimit } from '../target.js';
import {
  type Amount,
  amountCode,
  type ExpressionCode,
  type TensorExpression,
  withAmounts,
} from './tensor-expression.js';

/** The functions with windows. */
const spatialHelpers = ['convolve1d', 'convolve2d', 'convolve3d', 'deconvolve', 'pool1d', 'pool2d', 'pool3d'] as const;

export const helperNames = ['project', 'rotate', 'repeat', 'first-rows', 'gather-each', ...spatialHelpers] as const;

type SpatialHelper = (typeof spatialHelpers)[number];
export type HelperName = (typeof helperNames)[number];

/** The last `axes` axes of a tensor times the first of a kernel, plus a bias. */
export function projected(
  x: TensorExpression,
  kernel: TensorExpression,
  bias: TensorExpression | undefined,
  axes: 1 | 2,
): TensorExpression {
  const more = axes === 1 ? [] : [...(bias ? [] : ['undefined']), String(axes)];
  const write = (codes: readonly Doc[]) => call('project', [...codes, ...more]);
  const inputs = [x, kernel, ...(bias ? [bias] : [])];
  return { rank: x.rank + kernel.rank - 2 * axes, isBatched: x.isBatched, inputs, named: [], write, hint: 'y' };
}

/** Pairs of channels, rotated by the positions along an axis. */
export const rotated = (x: TensorExpression, axis: number, form: RotaryForm, wavelength: Amount): ExpressionCode =>
  withAmounts(
    [x],
    [wavelength],
    ([code = ''], [amount = '']) => call('rotate', [code, placeOf(x, axis), quote(form), amount]),
    'rotated',
  );

/** The first rows of a table. */
export function firstRows(table: TensorExpression, count: Amount): TensorExpression {
  const write = ([code = '']: readonly Doc[], [amount = '']: readonly string[]) => call('firstRows', [code, amount]);
  return { rank: 2, isBatched: false, ...withAmounts([table], [count], write, 'positions') };
}

/** Each element along an axis so many times. */
export function repeated(x: TensorExpression, axis: number, times: Amount): TensorExpression {
  const write = ([code = '']: readonly Doc[], [amount = '']: readonly string[]) =>
    call('repeat', [code, placeOf(x, axis), amount]);
  return { rank: x.rank, isBatched: x.isBatched, ...withAmounts([x], [times], write, 'repeated') };
}

/** A tensor of which elements become 0 in training; along shared axes, all elements share their fate. */
export function dropped(
  x: TensorExpression,
  rate: Amount,
  isTraining: string,
  shared: readonly number[],
): ExpressionCode {
  const places = shared.map((axis) => x.rank + 1 + axis);
  const sizes = (name: string) =>
    Array.from({ length: x.rank + 1 }, (_, place) =>
      places.includes(place) ? '1' : `Number(${name}.shape[${place}])`,
    );
  const write = (_: readonly Doc[], [name = '']: readonly string[]): Doc => [
    `${isTraining} ? `,
    call('tf.dropout', [name, amountCode(rate), ...(shared.length > 0 ? [array(sizes(name))] : [])]),
    ` : ${name}`,
  ];
  return { inputs: [], named: [x], write, hint: 'kept' };
}

/** The slices along an axis at the positions of each example. */
export function gatheredEach(x: TensorExpression, positions: TensorExpression, axis: number): TensorExpression {
  const write = (codes: readonly Doc[]) => call('gatherEach', [...codes, placeOf(x, axis)]);
  return { rank: x.rank - 1 + positions.rank, isBatched: true, inputs: [x, positions], named: [], write, hint: 'y' };
}

/** A function with windows, for the rank of a tensor. */
export function spatialHelper(what: 'convolve' | 'pool', { rank }: TensorExpression): SpatialHelper {
  if (rank === 2) return `${what}1d`;
  if (rank === 3) return `${what}2d`;
  if (rank === 4) return `${what}3d`;
  throw new TargetLimit(`a window over ${rank - 1} axes`);
}

/** A window over a sequence or a volume. What there is a number of for each axis is an array, if there are several. */
export function slid(
  helper: SpatialHelper,
  inputs: readonly [TensorExpression, ...TensorExpression[]],
  more: readonly (Amount | readonly Amount[] | string)[],
): TensorExpression {
  const isAmount = (one: Amount | readonly Amount[] | string) => typeof one !== 'string';
  const amounts = more.filter(isAmount).flat();
  const write = (codes: readonly Doc[], texts: readonly string[]) => {
    const rest = [...texts];
    const args = more.map((one): Doc => {
      if (typeof one === 'string') return one;
      return isList(one) ? tupleCode(rest.splice(0, one.length)) : (rest.shift() ?? '');
    });
    return call(helper, [...codes, ...args]);
  };
  return { rank: inputs[0].rank, isBatched: true, ...withAmounts(inputs, amounts, write) };
}

const isList = (value: Amount | readonly Amount[]): value is readonly Amount[] => Array.isArray(value);

/** `2`, `[1, 2, 2]`, or `strides` for `[strides[0], strides[1], strides[2]]`. */
function tupleCode(codes: readonly string[]): Doc {
  const [first = '', ...others] = codes;
  if (others.length === 0) return first;
  const [, name] = /^(\w+)\[0\]$/.exec(first) ?? [];
  return name !== undefined && codes.every((code, axis) => code === `${name}[${axis}]`) ? name : array(codes);
}

/** An axis counted from the front, batch included. */
const placeOf = (x: TensorExpression, axis: number): string => String(x.rank + (x.isBatched ? 1 : 0) + axis);
