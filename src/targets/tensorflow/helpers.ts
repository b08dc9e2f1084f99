/** Calls of the functions of runtime/ that the code of ops shares. */
import type { RotaryForm } from '../../algebra/rotary.js';
import { call, type Doc } from '../code/layout.js';
import { quote } from '../code/lexical.js';
import {
  type Amount,
  amountCode,
  type ExpressionCode,
  type TensorExpression,
  withAmounts,
} from './tensor-expression.js';

export type HelperName = 'project' | 'rotate' | 'repeat' | 'convolve1d' | 'pool1d';

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

/** Each element along an axis so many times. */
export function repeated(x: TensorExpression, axis: number, times: Amount): TensorExpression {
  const write = ([code = '']: readonly Doc[], [amount = '']: readonly string[]) =>
    call('repeat', [code, placeOf(x, axis), amount]);
  return { rank: x.rank, isBatched: x.isBatched, ...withAmounts([x], [times], write, 'repeated') };
}

/** A window over a sequence. */
export const slid = (
  helper: 'convolve1d' | 'pool1d',
  inputs: readonly TensorExpression[],
  more: readonly (Amount | string)[],
): TensorExpression => ({
  rank: 2,
  isBatched: true,
  inputs,
  named: [],
  write: (codes) => call(helper, [...codes, ...more.map((one) => (typeof one === 'string' ? one : amountCode(one)))]),
  hint: 'y',
});

/** An axis counted from the front, batch included. */
const placeOf = (x: TensorExpression, axis: number): string => String(x.rank + (x.isBatched ? 1 : 0) + axis);
