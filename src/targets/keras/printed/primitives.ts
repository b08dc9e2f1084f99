/** The algebra as expressions of Python with keras.ops; `body.ts` writes them as statements. */
import type { Activation } from '../../../algebra/activations.js';
import { Algebra, type DilatedWindow, type Recurred } from '../../../algebra/algebra.js';
import type { Binary, ComparisonOp, Reduction, Unary } from '../../../algebra/elementwise.js';
import type { RotaryForm } from '../../../algebra/rotary.js';
import { Undecided } from '../../printed/undecided.js';
import { TargetLimit } from '../../target.js';
import { collection, pyCall, tuple } from '../python.js';
import { activationOps, comparisons, reductions, unaries } from './function-names.js';
import { aligned, alike, likeOne } from './operands.js';
import { after, before, isSize, ofNumber, quotient, reshaped, shapeOf, withNumbers } from './sizes.js';
import {
  atom,
  axesCode,
  calling,
  infix,
  type KerasNumber,
  type KerasTensor,
  like,
  type PythonCode,
  plain,
  precedence,
  type TensorCode,
  within,
} from './tensor-code.js';

const operators = {
  add: ['+', precedence.sum],
  subtract: ['-', precedence.sum],
  multiply: ['*', precedence.product],
  divide: ['/', precedence.product],
} as const;

/** Functions of templates/keras that classes share. */
export type KerasHelper = 'project' | 'rotate' | 'gather_each' | 'first_rows';

export class KerasExpressions extends Algebra<KerasTensor, KerasNumber> {
  /** Whether the code calls `self.dropout_layer`. */
  dropsOut = false;
  /** The functions of the module that the code calls. */
  readonly helpers = new Set<KerasHelper>();

  rank(x: KerasTensor): number {
    return x.rank;
  }

  size(x: KerasTensor, axis: number): KerasNumber {
    return { of: x, axis };
  }

  literal(value: KerasNumber): number {
    if (typeof value === 'number') return value;
    if ('of' in value) throw new TargetLimit('a size of a tensor as a number');
    if (value.value === undefined) throw new Undecided(value.key);
    return value.value;
  }

  ratio(dividend: KerasNumber, divisor: KerasNumber): KerasNumber {
    if (typeof dividend === 'number' && typeof divisor === 'number') return dividend / divisor;
    return quotient(dividend, divisor);
  }

  constant(value: KerasNumber): KerasTensor {
    const written = withNumbers([], [value], (_, [code = atom('0')]) => code, 'size');
    // On TensorFlow, an unknown size is a tensor.
    const kind = isSize(value) ? ({ holds: 'int' } as const) : ({ isNumber: true, isSimple: true } as const);
    return { rank: 0, isBatched: false, ...written, ...kind };
  }

  table(): KerasTensor {
    throw new TargetLimit('a table of values');
  }

  range(count: KerasNumber): KerasTensor {
    const written = withNumbers(
      [],
      [count],
      (_, [size = atom('')]) => atom(pyCall('ops.arange', [plain(size)])),
      'positions',
    );
    return { rank: 1, isBatched: false, holds: 'int', counts: count, ...written };
  }

  unary(what: Unary, x: KerasTensor): KerasTensor {
    if (x.isNumber) return ofNumber(what, x);
    const [operand = x] = alike([x]);
    if (what !== 'negate') return likeOne([operand], calling(unaries[what], [operand]));
    const write = ([code = atom('')]: readonly PythonCode[]): PythonCode => ({
      code: ['-', within(code, precedence.sign)],
      binds: precedence.sign,
    });
    return likeOne([operand], { operands: [operand], write, hint: 'y', isInfix: true });
  }

  binary(what: Binary, a: KerasTensor, b: KerasTensor): KerasTensor {
    const operands = aligned(alike([a, b]));
    if (what === 'maximum' || what === 'minimum') return likeOne(operands, calling(what, operands));
    const [operator, binds] = operators[what];
    const write = ([left = atom(''), right = atom('')]: readonly PythonCode[]) => infix(left, operator, right, binds);
    const both = operands.every(({ isNumber }) => isNumber);
    return {
      ...likeOne(operands, { operands, write, hint: 'y', isInfix: true }),
      ...(both ? { isNumber: true } : {}),
    };
  }

  compare(what: ComparisonOp, a: KerasTensor, b: KerasTensor): KerasTensor {
    const dtypes = new Set([a, b].flatMap(({ isNumber, holds }) => (isNumber ? [] : [holds])));
    const operands = aligned(dtypes.size > 1 ? alike([a, b]) : [a, b]);
    const write = ([left = atom(''), right = atom('')]: readonly PythonCode[]): PythonCode => ({
      code: [within(left, precedence.sum), ` ${comparisons[what]} `, within(right, precedence.sum)],
      binds: precedence.comparison,
    });
    return { ...likeOne(operands, { operands, write, hint: 'mask', isInfix: true }), holds: 'bool' };
  }

  select(condition: KerasTensor, yes: KerasTensor, no: KerasTensor): KerasTensor {
    return likeOne([condition, yes, no], calling('where', aligned([condition, ...alike([yes, no])])));
  }

  reduce(how: Reduction, x: KerasTensor, axes: readonly number[]): KerasTensor {
    const [callee, hint] = reductions[how];
    const operands = alike([x]);
    const along = ['axis=', axesCode(axes)];
    const tensor = calling(callee, operands, [along], hint);
    return {
      ...like(operands[0] ?? x),
      ...calling(callee, operands, [along, 'keepdims=True'], hint),
      dropped: { axes, tensor },
    };
  }

  matmul(a: KerasTensor, b: KerasTensor): KerasTensor {
    const rank = Math.max(a.rank, b.rank);
    return { rank, isBatched: a.isBatched || b.isBatched, ...calling('matmul', [a, b]) };
  }

  convolve(_x: KerasTensor, _kernel: KerasTensor, _window: DilatedWindow<KerasNumber>): KerasTensor {
    throw new TargetLimit('a convolution');
  }

  convolveTransposed(): KerasTensor {
    throw new TargetLimit('a transposed convolution');
  }

  pool(_how: 'mean' | 'max', _x: KerasTensor): KerasTensor {
    throw new TargetLimit('a pool');
  }

  recur(): Recurred<KerasTensor> {
    throw new TargetLimit('a recurrence');
  }

  // -------------------------------------------------------------- shapes

  reshape(x: KerasTensor, sizes: readonly KerasNumber[]): KerasTensor {
    // One size follows from the others: that of the batch, if no other is open.
    const batch: readonly KerasNumber[] = x.isBatched ? [sizes.includes(-1) ? { of: x, axis: 0 } : -1] : [];
    const written = withNumbers([x], [...batch, ...sizes], ([code = atom('')], all) => reshaped(code, all.map(plain)));
    return { ...like(x, sizes.length), ...written };
  }

  split(x: KerasTensor, axis: number, parts: KerasNumber): KerasTensor {
    const written = withNumbers(
      [x, shapeOf(x), shapeOf(x)],
      [parts],
      ([code = atom(''), shape = atom('')], [count = atom('')]) => {
        const size = infix(atom([plain(shape), `[${axis}]`]), '//', count, precedence.product);
        return reshaped(code, [...before(shape, axis), plain(count), plain(size), ...after(shape, axis)]);
      },
    );
    return { ...like(x, x.rank + 1), ...written, splits: { of: x, axis } };
  }

  merge(x: KerasTensor, axis: number): KerasTensor {
    const { splits } = x;
    const rest = like(x, x.rank - 1);
    // Merging what was split restores its shape.
    if (splits?.axis === axis + 1) {
      const write = ([code = atom(''), shape = atom('')]: readonly PythonCode[]) =>
        atom(pyCall('ops.reshape', [plain(code), plain(shape)]));
      return { ...rest, operands: [x, shapeOf(splits.of)], write, hint: 'y' };
    }
    const write = ([code = atom(''), shape = atom('')]: readonly PythonCode[]): PythonCode => {
      const product = [plain(shape), `[${axis}] * `, plain(shape), `[${axis + 1}]`];
      return reshaped(code, [...before(shape, axis), product, ...after(shape, axis + 1)]);
    };
    // The shape is mentioned more than once.
    return { ...rest, operands: [x, shapeOf(x), shapeOf(x)], write, hint: 'y' };
  }

  transpose(x: KerasTensor, order: readonly number[]): KerasTensor {
    const rank = x.rank + (x.isBatched ? 1 : 0);
    const axes = [...(x.isBatched ? [0] : []), ...order.map((axis) => rank + axis)];
    return { ...like(x), ...calling('transpose', [x], [tuple(axes.map(String))]) };
  }

  slice(x: KerasTensor, axis: number, from: number, to?: number): KerasTensor {
    const range = `${from === 0 ? '' : from}:${to ?? ''}`;
    const one = to === from + 1 || (from === -1 && to === undefined);
    return {
      ...like(x),
      ...(x.isOptional ? { isOptional: true } : {}),
      ...this.indexed(x, axis, range),
      ...(one ? { dropped: { axes: [axis], tensor: this.indexed(x, axis, String(from)) } } : {}),
    };
  }

  /** `x[:, 1]`, `x[..., 1:3]` */
  private indexed(x: KerasTensor, axis: number, index: string): TensorCode {
    const place = x.rank + (x.isBatched ? 1 : 0) + axis;
    const isFromEnd = -axis <= place;
    const places = isFromEnd
      ? ['...', index, ...Array.from({ length: -1 - axis }, () => ':')]
      : [...Array.from({ length: place }, () => ':'), index];
    const write = ([code = atom('')]: readonly PythonCode[]) =>
      atom([within(code, precedence.atom), `[${places.join(', ')}]`]);
    return { operands: [x], write, hint: 'part' };
  }

  pad(x: KerasTensor, margins: ReadonlyMap<number, readonly [KerasNumber, KerasNumber]>, value = 0): KerasTensor {
    const pairs = [
      ...(x.isBatched ? [[0, 0] as const] : []),
      ...this.axes(x).map((axis) => margins.get(axis) ?? [0, 0]),
    ];
    const written = withNumbers([x], pairs.flat(), ([code = atom('')], all) => {
      const codes = pairs.map((_, index) => tuple(all.slice(2 * index, 2 * index + 2).map(plain)));
      const constant = value === 0 ? [] : [`constant_values=${value}`];
      return atom(pyCall('ops.pad', [plain(code), tuple(codes), ...constant]));
    });
    return { ...like(x), ...written };
  }

  concat(xs: readonly KerasTensor[], axis: number): KerasTensor {
    const [first] = xs;
    if (!first || xs.some(({ isBatched }) => isBatched !== first.isBatched))
      throw new TargetLimit('a concatenation of what has no batch');
    const { expands } = first;
    if (first.isList && expands?.axis === axis)
      return { ...like(first), ...calling('stack', [expands.of], [`axis=${axis}`]) };
    const operands = alike(xs);
    const write = (codes: readonly PythonCode[]) => {
      const all = first.isList ? plain(codes[0] ?? atom('')) : collection('[', codes.map(plain), ']');
      return atom(pyCall('ops.concatenate', [all, `axis=${axis}`]));
    };
    return { ...like(operands[0] ?? first), operands, write, hint: 'y' };
  }

  gather(x: KerasTensor, positions: KerasTensor, axis: number): KerasTensor {
    const isBatched = x.isBatched || positions.isBatched;
    const rank = x.rank - 1 + positions.rank;
    if (x.isBatched && positions.isBatched) {
      this.helpers.add('gather_each');
      const write = ([from = atom(''), at = atom('')]: readonly PythonCode[]) =>
        atom(pyCall('gather_each', [plain(from), plain(at), `axis=${axis}`]));
      return { rank, isBatched, operands: [x, positions], write, hint: 'y' };
    }
    const whole: KerasTensor =
      positions.holds === 'int' ? positions : { ...positions, ...calling('cast', [positions], ['"int32"']) };
    return { rank, isBatched, ...calling('take', [x, whole], [`axis=${axis}`]) };
  }

  expand(x: KerasTensor, axis: number, size: KerasNumber): KerasTensor {
    return this.repeat(x, axis, size);
  }

  override repeat(x: KerasTensor, axis: number, times: KerasNumber): KerasTensor {
    const written = withNumbers([x], [times], ([code = atom('')], [count = atom('')]) =>
      atom(pyCall('ops.repeat', [plain(code), plain(count), `axis=${axis}`])),
    );
    return { ...like(x), ...written };
  }

  override partition(x: KerasTensor, axis: number, parts: number | readonly number[]): readonly KerasTensor[] {
    // On TensorFlow, Keras takes no list of places along an unknown size.
    if (typeof parts !== 'number') return super.partition(x, axis, parts);
    const rest = like(x);
    const all: KerasTensor = {
      ...rest,
      ...calling('split', [x], [String(parts), `axis=${axis}`], 'part'),
      items: parts,
    };
    return Array.from({ length: parts }, (_, item) => {
      return {
        ...rest,
        operands: [all],
        write: ([code = atom('')]: readonly PythonCode[]) => code,
        hint: 'part',
        item,
      };
    });
  }

  override squeeze(x: KerasTensor, axes: readonly number[]): KerasTensor {
    const { dropped } = x;
    const rest = like(x, x.rank - axes.length);
    const optional = x.isOptional ? ({ isOptional: true } as const) : {};
    if (dropped && String(dropped.axes) === String(axes)) return { ...rest, ...optional, ...dropped.tensor };
    return { ...rest, ...optional, ...calling('squeeze', [x], [['axis=', axesCode(axes)]]) };
  }

  override unsqueeze(x: KerasTensor, axis: number): KerasTensor {
    const code = calling('expand_dims', [x], [`axis=${axis}`]);
    return { ...like(x, x.rank + 1), ...(x.isList ? { isList: true } : {}), ...code, expands: { of: x, axis } };
  }

  // -------------------------------------------------------------- lists of tensors

  override fold(
    xs: readonly [KerasTensor, ...KerasTensor[]],
    join: (a: KerasTensor, b: KerasTensor) => KerasTensor,
  ): KerasTensor {
    if (xs[0].isList) throw new TargetLimit('a join of any number of inputs');
    return super.fold(xs, join);
  }

  // -------------------------------------------------------------- what Keras has ready-made

  override project(x: KerasTensor, kernel: KerasTensor, bias: KerasTensor | undefined, axes: 1 | 2 = 1): KerasTensor {
    this.helpers.add('project');
    const operands = [x, kernel, ...(bias ? [bias] : [])];
    const more = axes === 1 ? [] : [`axes=${axes}`];
    const write = (codes: readonly PythonCode[]) => atom(pyCall('project', [...codes.map(plain), ...more]));
    return { rank: x.rank + kernel.rank - 2 * axes, isBatched: x.isBatched, operands, write, hint: 'y' };
  }

  override firstRows(table: KerasTensor, count: KerasNumber): KerasTensor {
    this.helpers.add('first_rows');
    const written = withNumbers([table], [count], ([code = atom('')], [size = atom('')]) =>
      atom(pyCall('first_rows', [plain(code), plain(size)])),
    );
    return { ...like(table), ...written };
  }

  override oneHot(positions: KerasTensor, count: KerasNumber): KerasTensor {
    const isAt = this.compare('equal', this.unsqueeze(positions, -1), this.range(count));
    const [ones = isAt] = alike([isAt]);
    return ones;
  }

  override rotate(x: KerasTensor, axis: number, form: RotaryForm, wavelength: KerasNumber): KerasTensor {
    this.helpers.add('rotate');
    const written = withNumbers([x], [wavelength], ([code = atom('')], [number = atom('')]) =>
      atom(pyCall('rotate', [plain(code), `axis=${axis}`, `form="${form}"`, ['wavelength=', plain(number)]])),
    );
    return { ...like(x), ...written };
  }

  override dropout(x: KerasTensor, rate: KerasNumber): KerasTensor {
    if (typeof rate === 'object' && 'value' in rate && rate.value === 0) return x;
    this.dropsOut = true;
    const write = ([code = atom('')]: readonly PythonCode[]) => atom(pyCall('self.dropout_layer', [plain(code)]));
    return likeOne([x], { operands: [x], write, hint: 'kept' });
  }

  override named(x: KerasTensor, name: string): KerasTensor {
    return x.isSimple ? x : { ...x, isStep: true, hint: name };
  }

  override softmax(x: KerasTensor, axis: number): KerasTensor {
    return likeOne([x], calling('softmax', [x], [`axis=${axis}`]));
  }

  override activate(x: KerasTensor, activation: Activation<KerasNumber>): KerasTensor {
    const { word, negative_slope, alpha, approximate } = activation;
    const callee = activationOps[word];
    if (callee === undefined || (word === 'elu' && alpha !== 1)) return super.activate(x, activation);
    const settings = {
      leaky_relu: [`negative_slope=${negative_slope}`],
      gelu: [`approximate=${approximate ? 'True' : 'False'}`],
    };
    const more = word === 'leaky_relu' || word === 'gelu' ? settings[word] : [];
    return likeOne([x], calling(callee, [x], more));
  }

  override affine(x: KerasTensor, gamma: KerasTensor | undefined, beta: KerasTensor | undefined): KerasTensor {
    return this.ifGiven('add', this.ifGiven('multiply', x, gamma), beta);
  }

  /** An operand that may be None is left out then. */
  private ifGiven(what: 'add' | 'multiply', x: KerasTensor, operand: KerasTensor | undefined): KerasTensor {
    if (!operand) return x;
    const { isOptional, ...given } = operand;
    const result = this.binary(what, x, given);
    if (!isOptional) return result;
    // Both are mentioned twice.
    const write = ([code = atom(''), other = atom(''), joined = atom('')]: readonly PythonCode[]): PythonCode => ({
      code: [plain(joined), ' if ', plain(other), ' is not None else ', plain(code)],
      binds: precedence.conditional,
    });
    return { ...result, isStep: true, operands: [x, given, result], write, hint: 'y', isInfix: true };
  }
}
