/** What to do about an input with a dtype that its op does not take. */
import { declareDtype, embedFirst, notTokens } from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Node } from '../graph/graph.js';
import { itemAt } from '../text/lookup.js';

export function remedyForDtype({ inputs }: Node, index: number, edges: Edges): string | undefined {
  const edge = itemAt(inputs, index);
  const { dtype, shape } = edges.typeOf(edge);
  if (dtype === 'int32') return embedFirst;
  if (edge.kind !== 'input') return dtype === 'float32' ? notTokens : undefined;
  return declareDtype(edge.name, formatShape(shape), dtype === 'float32' ? 'int32' : 'float32');
}
