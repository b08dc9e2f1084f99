/** A dense layer that takes an image, if a flatten or a global pool before it would make a declared output hold. */

import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { declaredHere, imageIntoDense } from '../diagnostics/messages/claims.js';
import { formatShape, product, type Shape, sum } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Edge, Layer } from '../graph/graph.js';
import { fitsDeclared } from '../spec/spec.js';
import { itemAt } from '../text/lookup.js';
import { describeClaim, type Mismatch } from './claim.js';
import { recompute } from './recompute.js';

/** Common ops between an image and a dense layer, with the shape that they give. */
const reductions: Readonly<Record<string, (image: Shape) => Shape>> = {
  flatten: (image) => [product(image)],
  global_avg_pool2d: (image) => image.slice(-1),
};

/** Reports the dense layer; false if there is none. */
export function blameForgottenPool(mismatch: Mismatch, edges: Edges, diagnostics: Diagnostics): boolean {
  const { declaration, declared } = mismatch;
  const chain = chainTo(declaration.edge, edges);
  for (const [index, dense] of chain.entries()) {
    const input = edges.shapeOf(itemAt(dense.node.inputs, 0));
    if (dense.op.name !== 'dense' || input.length !== 3) continue;
    const remedies = Object.entries(reductions).flatMap(([op, reduce]) => {
      const made = recompute(
        chain.slice(index),
        (edge) => edges.typeOf(edge),
        ({ node, attributes }, inputs) => ({
          inputs: node === dense.node ? inputs.map((input) => ({ ...input, shape: reduce(input.shape) })) : inputs,
          values: attributes,
        }),
      );
      const shape = made?.types.get(declaration.edge)?.shape;
      if (!made || !shape || !fitsDeclared(shape, declared)) return [];
      return [{ op, params: sum(made.costs.map(({ params }) => params)) }];
    });
    if (remedies.length === 0) continue;
    const counted = remedies.filter(({ params }) => params === declaration.params?.value);
    const ops = (counted.length > 0 ? counted : remedies).map(({ op }) => op);
    const message = imageIntoDense(describeClaim(mismatch), formatShape(input), ops);
    diagnostics.report(message, dense.node.item.opSpan, {
      notes: [{ message: declaredHere, span: declared.span }],
    });
    return true;
  }
  return false;
}

/** The layers that lead to an edge, in order, each the only input of the next. */
function chainTo(end: Edge, edges: Edges): readonly Layer[] {
  const chain: Layer[] = [];
  for (let edge: Edge | undefined = end; edge !== undefined; ) {
    const layer: Layer | undefined = edges.get(edge)?.layer;
    if (!layer) break;
    chain.push(layer);
    const [before, other]: readonly Edge[] = layer.node.inputs;
    edge = other === undefined ? before : undefined;
  }
  return chain.reverse();
}
