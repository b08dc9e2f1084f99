/** The sizes of tensors as expressions of Python. */
import type { Unary } from '../../../algebra/elementwise.js';
import { type Doc, flatText } from '../../code/layout.js';
import { TargetLimit } from '../../target.js';
import { pyCall, tuple } from '../python.js';
import {
  atom,
  infix,
  type KerasNumber,
  type KerasTensor,
  type PythonCode,
  plain,
  precedence,
  type SizeOfTensor,
  type TensorCode,
  within,
} from './tensor-code.js';

const shapes = new WeakMap<KerasTensor, KerasTensor>();

/** The shape of a tensor, batch included: known sizes as numbers. */
export function shapeOf(x: KerasTensor): KerasTensor {
  const known = shapes.get(x);
  if (known) return known;
  const shape: KerasTensor = {
    rank: 0,
    isBatched: false,
    operands: [x],
    write: ([of = atom('')]) => atom(pyCall('ops.shape', [plain(of)])),
    hint: 'shape',
  };
  shapes.set(x, shape);
  return shape;
}

export const isSize = (amount: KerasNumber): amount is SizeOfTensor => typeof amount === 'object' && 'of' in amount;

/** Code that mentions numbers after its operands. */
export function withNumbers(
  operands: readonly KerasTensor[],
  numbers: readonly KerasNumber[],
  write: (operands: readonly PythonCode[], numbers: readonly PythonCode[]) => PythonCode,
  hint = 'y',
): TensorCode {
  const sizes = numbers.filter(isSize);
  return {
    operands: [...operands, ...sizes.map(({ of }) => shapeOf(of))],
    write(codes) {
      const shapesOfSizes = codes.slice(operands.length);
      const codesOfNumbers = numbers.map((one) => {
        if (!isSize(one)) return numberCode(one);
        const size = atom([plain(shapesOfSizes.shift() ?? atom('')), `[${one.axis}]`]);
        return one.per === undefined ? size : infix(size, '//', numberCode(one.per), precedence.product);
      });
      return write(codes.slice(0, operands.length), codesOfNumbers);
    },
    hint,
  };
}

/** The code of a number that is no size. */
function numberCode(amount: Exclude<KerasNumber, SizeOfTensor>): PythonCode {
  if (typeof amount === 'object') return { code: amount.code, binds: amount.binds ?? precedence.atom };
  const code = Math.abs(amount) < 1e6 ? String(amount) : amount.toExponential().replace('+', '');
  return { code, binds: amount < 0 ? precedence.sign : precedence.atom };
}

/** The quotient of numbers that divide. */
export function quotient(dividend: KerasNumber, divisor: KerasNumber): KerasNumber {
  if (isSize(divisor)) throw new TargetLimit('a quotient by a size of a tensor');
  if (isSize(dividend)) return { ...dividend, per: divisor };
  return {
    key: '',
    binds: precedence.product,
    get code() {
      return flatText(plain(infix(numberCode(dividend), '//', numberCode(divisor), precedence.product)));
    },
  };
}

/** A function of a number of Python. */
export function ofNumber(what: Unary, x: KerasTensor): KerasTensor {
  const write = ([code = atom('')]: readonly PythonCode[]): PythonCode => {
    if (what === 'log') return atom(pyCall('math.log', [plain(code)]));
    if (what === 'sqrt') return { code: [within(code, precedence.atom), '**0.5'], binds: precedence.power };
    return { code: ['-', within(code, precedence.sign)], binds: precedence.sign };
  };
  if (what !== 'negate' && what !== 'sqrt' && what !== 'log') throw new TargetLimit(`${what} of a number`);
  return { rank: 0, isBatched: false, isNumber: true, operands: [x], write, hint: 'y' };
}

// ---------------------------------------------------------------- reshaping

export const reshaped = (x: PythonCode, sizes: readonly Doc[]): PythonCode =>
  atom(pyCall('ops.reshape', [plain(x), tuple(sizes)]));

/** The sizes before an axis, counted from the end, and after it. */
export const before = (shape: PythonCode, axis: number): readonly Doc[] => [['*', plain(shape), `[:${axis}]`]];
export const after = (shape: PythonCode, axis: number): readonly Doc[] =>
  axis === -1 ? [] : axis === -2 ? [[plain(shape), '[-1]']] : [['*', plain(shape), `[${axis + 1}:]`]];
