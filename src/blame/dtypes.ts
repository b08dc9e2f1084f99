/** What to do about an input with a dtype that its op does not take. */
import {
  addDtype,
  declareDtype,
  declareMask,
  embedFirst,
  maskLast,
  notTokens,
  otherOrder,
} from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Node } from '../graph/graph.js';
import type { Op } from '../ops/op.js';
import { findRefused } from '../ops/ports.js';
import type { TensorType } from '../ops/types.js';
import { itemAt } from '../text/lookup.js';

export function remedyForDtype({ op, inputs }: Node, index: number, edges: Edges): string | undefined {
  const edge = itemAt(inputs, index);
  const { dtype, shape } = edges.typeOf(edge);
  if (takesMask(op) && dtype === 'bool') return maskLast;
  if (
    fitsInReverse(
      op,
      inputs.map((other) => edges.typeOf(other)),
    )
  )
    return otherOrder;
  const maker = edge.kind === 'output' ? edge.node : undefined;
  if (maker?.op.name === 'constant' && dtype === 'float32') return addDtype('int32', edges.nameOf(edge));
  if (dtype === 'int32') return embedFirst;
  if (edge.kind !== 'input') return dtype === 'float32' ? notTokens(op.name) : undefined;
  return declareDtype(edge.name, formatShape(shape), dtype === 'float32' ? 'int32' : 'float32');
}

/** Whether an op takes two inputs of these types in the other order. */
const fitsInReverse = ({ inputs }: Op, types: readonly TensorType[]): boolean =>
  types.length === 2 && findRefused(inputs, types.toReversed(), {}) === undefined;

/** Whether an op takes a mask as its last input. */
const takesMask = ({ inputs }: Op): boolean => Object.values(inputs).some(({ lastIf }) => lastIf !== undefined);

/** What to do about the last of several inputs that is probably a mask: an input of the network that is not bool. */
export function remedyForMask({ op, inputs }: Node, index: number, edges: Edges): string | undefined {
  const edge = itemAt(inputs, index);
  const { dtype, shape } = edges.typeOf(edge);
  const isLast = index > 0 && index === inputs.length - 1;
  return takesMask(op) && isLast && edge.kind === 'input' && dtype !== 'bool'
    ? declareMask(edge.name, formatShape(shape))
    : undefined;
}
