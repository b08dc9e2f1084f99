/** What an op makes of its inputs, with the rules that all ops have in common. */
import { type Dim, formatShape, type Shape } from '../expressions/shape.js';
import { Fault, normalisationWeights, type Op, type Weight } from './op.js';

/** The shape of an op's output, or why it has none. `assume` is told what must hold of sizes that are not known. */
export function applyOp(
  op: Op,
  inputs: readonly Shape[],
  values: Readonly<Record<string, unknown>>,
  assume: (condition: string) => void = () => {},
): Shape | Fault {
  const odd = op.rank === undefined ? -1 : inputs.findIndex((shape) => shape.length !== op.rank);
  if (odd === -1) return op.infer(inputs, values as never, assume);
  const message = `${op.name} takes height x width x channels, and is given ${formatShape(inputs[odd] as Shape)}`;
  return new Fault('wrong-rank', message, { input: odd });
}

/** The op's own variables, then those of its batch norm. */
export function weightsOf(
  op: Op,
  inputs: readonly Shape[],
  values: Readonly<Record<string, unknown>>,
  output: Shape,
): readonly Weight[] {
  const own = op.weights?.(inputs, values as never) ?? [];
  const norm = values.batch_norm as { center: boolean; scale: boolean } | false | undefined;
  return norm ? [...own, ...normalisationWeights(output.at(-1) as Dim, norm, 'BatchNorm/')] : own;
}
