/** The primitives as expressions of TensorFlow.js. */
import {
  Algebra,
  type DilatedWindow,
  type Recurred,
  type Recurrence,
  type SlidingWindow,
  type TransposedWindow,
} from '../../algebra/algebra.js';
import type { Binary, ComparisonOp, Reduction, Unary } from '../../algebra/elementwise.js';
import { array, call, type Doc } from '../code/layout.js';
import { quote } from '../code/lexical.js';
import { Undecided } from '../printed/undecided.js';
import { TargetLimit } from '../target.js';
import { binaries, comparisons, reductions, unaries } from './function-names.js';
import { gatheredEach, type HelperName, slid, spatialHelper } from './helpers.js';
import { loopOf } from './loops.js';
import { matrixProduct } from './matrix-product.js';
import {
  type Amount,
  aligned,
  amountCode,
  axesCode,
  before,
  behind,
  calling,
  type ExpressionCode,
  numbers,
  reshapedLike,
  shapeOf,
  simple,
  sliceLength,
  type TensorExpression,
  tableOf,
  withAmounts,
} from './tensor-expression.js';

/** The primitives alone. What TensorFlow.js has ready-made is in `ready-made.ts`. */
export abstract class PrimitiveExpressions extends Algebra<TensorExpression, Amount> {
  /** The functions that the code calls. */
  readonly helpers = new Set<HelperName>();
  readonly table = tableOf;

  rank(x: TensorExpression): number {
    return x.rank;
  }

  size(x: TensorExpression, axis: number): Amount {
    return { of: x, axis: x.rank + (x.isBatched ? 1 : 0) + axis };
  }

  literal(value: Amount): number {
    if (typeof value === 'number') return value;
    if ('of' in value) throw new TargetLimit('a size of a tensor as a number');
    if (value.value === undefined) throw new Undecided(value.key);
    return value.value;
  }

  ratio(dividend: Amount, divisor: Amount): Amount {
    if (typeof dividend === 'number' && typeof divisor === 'number') return dividend / divisor;
    return {
      key: '',
      get code() {
        return `${amountCode(dividend)} / ${amountCode(divisor)}`;
      },
    };
  }

  constant(value: Amount): TensorExpression {
    if (typeof value === 'object' && 'of' in value)
      return { rank: 0, isBatched: false, ...withAmounts([], [value], (_, [size = '']) => size) };
    return { rank: 0, isBatched: false, ...simple(amountCode(value)) };
  }

  range(count: Amount): TensorExpression {
    return {
      rank: 1,
      isBatched: false,
      ...withAmounts([], [count], (_, [size = '']) => call('tf.range', ['0', size]), 'positions'),
    };
  }

  unary(what: Unary, x: TensorExpression): TensorExpression {
    return likeOne([x], calling(unaries[what], [numbers(x)]));
  }

  binary(what: Binary, a: TensorExpression, b: TensorExpression): TensorExpression {
    return likeOne([a, b], calling(binaries[what], aligned([a, b].map(numbers))));
  }

  compare(what: ComparisonOp, a: TensorExpression, b: TensorExpression): TensorExpression {
    return { ...likeOne([a, b], calling(comparisons[what], aligned([a, b].map(numbers)))), isBoolean: true };
  }

  select(condition: TensorExpression, yes: TensorExpression, no: TensorExpression): TensorExpression {
    const isTrue = condition.isBoolean ? condition : { ...condition, ...calling('cast', [condition], ["'bool'"]) };
    // tf.where takes no plain numbers.
    const [a, b] = [yes, no].map((x) => (x.rank === 0 ? { ...x, ...calling('scalar', [x]) } : numbers(x)));
    return likeOne([condition, yes, no], calling('where', aligned([isTrue, ...(a && b ? [a, b] : [])])));
  }

  reduce(how: Reduction, x: TensorExpression, axes: readonly number[]): TensorExpression {
    const [callee, hint] = reductions[how];
    const [input, along] = [numbers(x), axesCode(x, axes)];
    const reduces = { axes, dropped: calling(callee, [input], [along], hint) };
    return {
      rank: x.rank,
      isBatched: x.isBatched,
      isReduced: true,
      reduces,
      ...calling(callee, [input], [along, 'true'], hint),
    };
  }

  matmul(a: TensorExpression, b: TensorExpression): TensorExpression {
    return matrixProduct(a, b);
  }

  convolve(x: TensorExpression, kernel: TensorExpression, window: DilatedWindow<Amount>): TensorExpression {
    const { strides, padding, dilation, groups } = window;
    const isDense = groups === 1 && dilation.every((rate) => rate === 1);
    const more = isDense ? [] : groups === 1 ? [dilation] : [dilation, groups];
    return this.slid('convolve', [x, kernel], [strides, quote(padding), ...more]);
  }

  convolveTransposed(
    x: TensorExpression,
    kernel: TensorExpression,
    { strides, dilation, groups }: TransposedWindow<Amount>,
  ): TensorExpression {
    return this.helped('deconvolve', slid('deconvolve', [x, kernel], [strides, dilation, groups]));
  }

  pool(
    how: 'mean' | 'max',
    x: TensorExpression,
    sizes: readonly Amount[],
    { strides, padding }: SlidingWindow<Amount>,
  ): TensorExpression {
    return this.slid('pool', [x], [quote(how), sizes, strides, quote(padding)]);
  }

  private slid(
    what: Parameters<typeof spatialHelper>[0],
    inputs: readonly [TensorExpression, ...TensorExpression[]],
    more: Parameters<typeof slid>[2],
  ): TensorExpression {
    const helper = spatialHelper(what, inputs[0]);
    return this.helped(helper, slid(helper, inputs, more));
  }

  reshape(x: TensorExpression, sizes: readonly Amount[]): TensorExpression {
    // One size follows from the others: that of the batch, if no other is open.
    const batch: readonly Amount[] = x.isBatched ? [sizes.includes(-1) ? { of: x, upTo: 1 } : -1] : [];
    const write = ([code = '']: readonly Doc[], amounts: readonly string[]) =>
      call('tf.reshape', [code, array(amounts)]);
    return { rank: sizes.length, isBatched: x.isBatched, ...withAmounts([x], [...batch, ...sizes], write) };
  }

  split(x: TensorExpression, axis: number, parts: Amount): TensorExpression {
    const of = shapeOf(x);
    const sizes = (name: string) => array([...before(name, axis), amountCode(parts), '-1', ...behind(name, axis)]);
    return { ...reshapedLike(x, of, sizes, 'split'), rank: x.rank + 1, splits: axis };
  }

  merge(x: TensorExpression, axis: number): TensorExpression {
    const of = shapeOf(x);
    const [source] = of.named;
    const rank = x.rank - 1;
    // Merging what was split restores its shape.
    if (source && of.splits === axis + 1)
      return { ...reshapedLike(x, source, (name) => `${name}.shape`, 'y'), rank, like: source };
    const sizes = (name: string) => array([...before(name, axis), '-1', ...behind(name, axis + 1)]);
    return { ...reshapedLike(x, of, sizes, 'y'), rank };
  }

  transpose(x: TensorExpression, order: readonly number[]): TensorExpression {
    const rank = x.rank + (x.isBatched ? 1 : 0);
    const perm = [...(x.isBatched ? [0] : []), ...order.map((axis) => rank + axis)];
    return { rank: x.rank, isBatched: x.isBatched, ...calling('transpose', [x], [array(perm.map(String))]) };
  }

  slice(x: TensorExpression, axis: number, from: number, to?: number): TensorExpression {
    const rank = x.rank + (x.isBatched ? 1 : 0);
    const place = rank + axis;
    const begin = Array.from({ length: rank }, () => '0');
    const extent = Array.from({ length: rank }, () => '-1');
    return {
      rank: x.rank,
      isBatched: x.isBatched,
      ...(x.isOptional ? { isOptional: true } : {}),
      inputs: [],
      named: [x],
      write(_, [name = '']) {
        const length = `Number(${name}.shape[${place}])`;
        const position = (at: number): string => (at < 0 ? `${length} - ${-at}` : String(at));
        const code = call('tf.slice', [
          name,
          array(begin.with(place, position(from))),
          array(extent.with(place, sliceLength(from, to, length))),
        ]);
        return x.isOptional ? [`${name} && `, code] : code;
      },
      hint: 'part',
    };
  }

  pad(x: TensorExpression, margins: ReadonlyMap<number, readonly [Amount, Amount]>, value = 0): TensorExpression {
    const ofAxes = this.axes(x).map((axis) => array((margins.get(axis) ?? [0, 0]).map(amountCode)));
    const all = array([...(x.isBatched ? [array(['0', '0'])] : []), ...ofAxes]);
    return {
      rank: x.rank,
      isBatched: x.isBatched,
      ...calling('pad', [x], [all, ...(value === 0 ? [] : [String(value).replace('e+', 'e')])], 'padded'),
    };
  }

  concat(xs: readonly TensorExpression[], axis: number): TensorExpression {
    const [first] = xs;
    if (!first || xs.some(({ isBatched }) => isBatched !== first.isBatched))
      throw new TargetLimit('a concatenation of what has no batch');
    const along = String(first.rank + (first.isBatched ? 1 : 0) + axis);
    const write = (codes: readonly Doc[]) => call('tf.concat', [first.isList ? (codes[0] ?? '') : array(codes), along]);
    return { rank: first.rank, isBatched: first.isBatched, inputs: xs.map(numbers), named: [], write, hint: 'y' };
  }

  gather(x: TensorExpression, positions: TensorExpression, axis: number): TensorExpression {
    if (x.isBatched && positions.isBatched) return this.helped('gather-each', gatheredEach(x, positions, axis));
    const place = x.rank + (x.isBatched ? 1 : 0) + axis;
    if (positions.isBatched && place !== 0) throw new TargetLimit('a choice that each example makes of its own');
    const write = ([from = '', at = '']: readonly Doc[]) =>
      call('tf.gather', [
        from,
        positions.isInteger ? at : call('tf.cast', [at, "'int32'"]),
        ...(place === 0 ? [] : [String(place)]),
      ]);
    const rank = x.rank - 1 + positions.rank;
    const isBatched = x.isBatched || positions.isBatched;
    return { rank, isBatched, isTypedAsInput: true, inputs: [x, positions], named: [], write, hint: 'y' };
  }

  expand(x: TensorExpression, axis: number, size: Amount): TensorExpression {
    const rank = x.rank + (x.isBatched ? 1 : 0);
    const times = Array.from({ length: rank }, (): Amount => 1).with(rank + axis, size);
    const written = withAmounts([x], times, ([code = ''], sizes) => call('tf.tile', [code, array(sizes)]));
    return { rank: x.rank, isBatched: x.isBatched, ...written };
  }

  recur(x: TensorExpression, recurrence: Recurrence<TensorExpression, Amount>): Recurred<TensorExpression> {
    return loopOf(x, recurrence);
  }

  protected helped(helper: HelperName, x: TensorExpression): TensorExpression {
    this.helpers.add(helper);
    return x;
  }
}

/** The result of operands that broadcast: it has the shape of the largest. */
export function likeOne(operands: readonly TensorExpression[], written: ExpressionCode): TensorExpression {
  const rank = Math.max(...operands.map((x) => x.rank));
  const isBatched = operands.some((x) => x.isBatched);
  const whole = operands.find((x) => x.rank === rank && x.isBatched === isBatched && !x.isReduced);
  return { rank, isBatched, ...written, ...(whole ? { like: shapeOf(whole) } : { isReduced: true }) };
}
