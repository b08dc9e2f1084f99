/** Notes that explain a shape or a sum. */

import type { Note } from '../diagnostics/diagnostic.js';
import { noParams, sumOfChannels } from '../diagnostics/messages/claims.js';
import { shapeOf } from '../diagnostics/messages/shapes.js';
import { add, type Dim, formatShape, product, type Shape, sum } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Edge, Layer, Node } from '../graph/graph.js';
import { itemAt } from '../text/lookup.js';

/** The maximum length of the terms of a sum. */
const mostCharacters = 76;

/** A note at the source of an input: a layer, or an input of the network. */
export function originOf(node: Node, index: number, edges: Edges): readonly Note[] {
  const edge = itemAt(node.inputs, index);
  const type = edges.get(edge)?.type;
  if (!type) return [];
  const dtype = type.dtype === 'float32' ? undefined : type.dtype;
  return [{ message: shapeOf(edges.nameOf(edge), formatShape(type.shape), dtype), span: edges.spanOf(edge) }];
}

/** The sum of a join's channels, branch by branch. */
export function explainChannels(edge: Edge, shape: Shape, edges: Edges): readonly Note[] {
  if (edge.kind !== 'output' || edge.node.op.name !== 'concat') return [];
  const { node } = edge;
  const terms = node.inputs.map((input) => {
    const [branch] = edges.nameBelow(node.name.scope, input).split('/');
    return `${branch} ${edges.shapeOf(input).at(-1)}`;
  });
  return [{ message: sumOfChannels(joinTerms(terms), String(shape.at(-1))), span: node.item.span }];
}

/** `Branch_0 12480 + Branch_1 12352 = 24832`: the parameters of layers, grouped by their module below a scope. */
export function describeParams(layers: readonly Layer[], scope: string): string {
  const parts = new Map<string, Dim>();
  const count = (part: string, params: Dim) => parts.set(part, add(parts.get(part) ?? 0, params));
  const [only, another] = layers;
  if (only && !another) for (const { name, shape } of only.weights) count(name, product(shape));
  for (const { name, params } of another ? layers : []) {
    const below = name.startsWith(scope) ? name.slice(scope.length) : name;
    count(itemAt(below.split('/'), 0), params);
  }
  const costly = [...parts].filter(([, params]) => params !== 0);
  if (costly.length === 0) return noParams;
  return `${joinTerms(costly.map(([part, params]) => `${part} ${params}`))} = ${sum(parts.values())}`;
}

/** A sum, or its first terms and the number of further ones. */
function joinTerms(terms: readonly string[]): string {
  let room = mostCharacters;
  const end = terms.findIndex((term) => {
    room -= term.length + 3;
    return room < 0;
  });
  if (end === -1) return terms.join(' + ');
  const shown = Math.max(end, 1);
  return `${terms.slice(0, shown).join(' + ')} + ${terms.length - shown} more`;
}
