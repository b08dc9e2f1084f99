/** Operands: what several tensors have in common, their dtypes, and their axes. */
import { pyCall } from '../python.js';
import { withNumbers } from './sizes.js';
import { atom, calling, type KerasTensor, like, type PythonCode, plain, type TensorCode } from './tensor-code.js';

/** The result of operands that broadcast. */
export function likeOne(operands: readonly KerasTensor[], written: TensorCode): KerasTensor {
  const rank = Math.max(...operands.map((x) => x.rank));
  const precise =
    operands.every(({ holds, isNumber }) => isNumber || holds === 'float32') && operands.some(({ holds }) => holds);
  return { rank, isBatched: operands.some((x) => x.isBatched), ...(precise ? { holds: 'float32' } : {}), ...written };
}

/** Operands as numbers of one dtype: positions are float32 among themselves, and what the layer computes with else. */
export function alike(operands: readonly KerasTensor[]): readonly KerasTensor[] {
  const dtype = operands.every(({ holds, isNumber }) => isNumber || holds === 'int' || holds === 'float32')
    ? '"float32"'
    : 'self.compute_dtype';
  return operands.map((x): KerasTensor => {
    if (x.holds === undefined || x.isNumber || (x.holds === 'float32' && dtype === '"float32"')) return x;
    const { rank, isBatched, counts, hint } = x;
    const numbers = { rank, isBatched, ...(dtype === '"float32"' ? ({ holds: 'float32' } as const) : {}) };
    if (counts === undefined) return { ...numbers, ...calling('cast', [x], [dtype], hint) };
    const write = (_: readonly PythonCode[], [size = atom('')]: readonly PythonCode[]) =>
      atom(pyCall('ops.arange', [plain(size), `dtype=${dtype}`]));
    return { ...numbers, ...withNumbers([], [counts], write, hint) };
  });
}

/** Inserts axes of size 1 after the batch, so that the axes of all operands are aligned. */
export function aligned(operands: readonly KerasTensor[]): readonly KerasTensor[] {
  const rank = Math.max(...operands.map((x) => x.rank));
  return operands.map((x) => {
    let wide = x;
    if (x.isBatched)
      while (wide.rank < rank) wide = { ...like(wide, wide.rank + 1), ...calling('expand_dims', [wide], ['axis=1']) };
    return wide;
  });
}
