/** Loops over the steps of a sequence, as expressions. */
import type { Recurred, Recurrence } from '../../algebra/algebra.js';
import { array, type Doc } from '../code/layout.js';
import { type Amount, calling, type Loop, type LoopState, named, type TensorExpression } from './tensor-expression.js';

/** The results of a loop. */
export function loopOf(
  x: TensorExpression,
  { size, initial, isReversed, step }: Recurrence<TensorExpression, Amount>,
): Recurred<TensorExpression> {
  const ofStep = (hint: string): TensorExpression => named(hint, x.rank - 1, true);
  const [now, variables] = [ofStep('step'), initial.map((_, index) => ofStep('hc'[index] ?? 'state'))];
  const next = step(now, variables);
  const states = variables.flatMap((variable, index): readonly LoopState[] => {
    const [after] = next.slice(index);
    return after ? [{ variable, initial: initial[index], next: after }] : [];
  });
  const of: Loop = { over: x, isReversed, size, now, states };
  const written = { inputs: [], named: [], write: () => '', isBatched: true } as const;
  return {
    sequence: { ...written, rank: x.rank, hint: 'sequence', result: { of } },
    last: states.map((state) => ({ ...written, rank: x.rank - 1, hint: 'last', result: { of, state } })),
  };
}

/** The equal parts of the last axis. */
export function partsOf(x: TensorExpression, count: number, size: string): readonly TensorExpression[] {
  const before = Array.from({ length: x.rank - (x.isBatched ? 0 : 1) }, () => '0');
  const extent = array([...before.map(() => '-1'), size]);
  return Array.from({ length: count }, (_, index) => {
    const start = index === 0 ? '0' : index === 1 ? size : `${index} * ${size}`;
    const { rank, isBatched } = x;
    const part = calling('slice', [x], [array([...before, start]), extent], 'part');
    if (!x.isOptional) return { rank, isBatched, ...part };
    const write = (_: readonly Doc[], [name = '']: readonly string[]): Doc => [`${name} && `, part.write([name], [])];
    return { rank, isBatched, isOptional: true, inputs: [], named: [x], write, hint: 'part' };
  });
}

/** The expressions in a step that are the same in each: they are computed before the loop. */
export function invariantsOf({ now, states }: Loop): readonly TensorExpression[] {
  const varying = new Map<TensorExpression, boolean>(
    [now, ...states.map(({ variable }) => variable)].map((x) => [x, true]),
  );
  const operands = ({ inputs, named }: TensorExpression) => [...inputs, ...named];
  const varies = (x: TensorExpression): boolean => {
    const known = varying.get(x) ?? operands(x).map(varies).includes(true);
    varying.set(x, known);
    return known;
  };
  for (const { next } of states) varies(next);
  const all = [...varying].filter(([, isVarying]) => isVarying).flatMap(([x]) => operands(x));
  return [...new Set(all)].filter((x) => !x.isSimple && !varying.get(x));
}
