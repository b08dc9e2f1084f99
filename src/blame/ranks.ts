/** What to do about an input with another number of dimensions than its op takes. */
import { flattenLater, reshapeTo, returnSequences, takeState, writeOther } from '../diagnostics/messages/shapes.js';
import { isKnown } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Node } from '../graph/graph.js';
import { isOpName } from '../ops/index.js';
import { namedOutputs } from '../ops/outputs.js';
import { itemAt } from '../text/lookup.js';

export function remedyForRank({ op, inputs }: Node, index: number, edges: Edges): string | undefined {
  const edge = itemAt(inputs, index);
  const { shape } = edges.typeOf(edge);
  const wanted = Object.values(op.inputs)[index]?.rank;
  const before = edge.kind === 'output' ? edge.node : undefined;
  const name = edges.nameOf(edge);
  const isFirst = edge.kind === 'output' && edge === edge.node.output;
  if (isFirst && wanted === shape.length + 1 && before?.op.attributes.return_sequences) return returnSequences(name);
  const [, state] = isFirst && before ? namedOutputs(before.op) : [];
  if (wanted === 1 && state !== undefined) return takeState(`${name}.${state}`);
  if (before?.op.name === 'flatten') return flattenLater(name);
  const other = op.name.replace(/[123]d(?=$|_transpose$)/, `${shape.length - 1}d`);
  const taken = ['a sequence', 'an image', 'a volume'][shape.length - 2];
  if (other !== op.name && isOpName(other) && taken) return writeOther(other, taken);
  const last = itemAt(shape, -1);
  if (wanted === 2 && shape.length > 2) return reshapeTo(`[-1, ${isKnown(last) ? last : 'in.channels'}]`);
  if (wanted === 2 && shape.length === 1) return reshapeTo('[-1, 1]');
  return undefined;
}
