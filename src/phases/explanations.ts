/** Notes that say how a shape or a sum came about. */
import type { Note } from '../diagnostics.js';
import type { Edge, Layer, Node } from '../graph.js';
import { add, type Dim, formatShape, type Shape, sameDim, sum } from '../shape.js';
import type { Edges } from './edges.js';

/** The most terms of a sum, and sides of a join, that a note lists. */
const mostTerms = 24;

/** A note at the layer, or the input of the network, that an input comes from. */
export function originOf(node: Node, index: number, edges: Edges): readonly Note[] {
  const edge = node.inputs[index] as Edge;
  const shape = edges.get(edge)?.shape;
  return shape ? [{ message: `${edges.nameOf(edge)} is ${formatShape(shape)}`, span: edges.spanOf(edge) }] : [];
}

/** For each side of a join a note at the layer that made the sizes which do not fit, with the shapes on the way. */
export function explainJoin(node: Node, values: Readonly<Record<string, unknown>>, edges: Edges): readonly Note[] {
  const shapes = node.inputs.map((edge) => edges.shapeOf(edge));
  const [first = []] = shapes;
  const axis = values.axis as number | undefined;
  const along = axis === undefined ? -1 : axis < 0 ? first.length + axis : axis - 1;
  const axes = [...first.keys()].filter(
    (index) => index !== along && shapes.some((shape) => sameDim(shape[index] ?? -1, first[index] ?? -1) === false),
  );
  const chains = cutCommon(node.inputs.map((edge) => chainTo(edge, edges)));
  return chains.slice(0, mostTerms).map((chain) => {
    const steps = chain.map((edge) => `${edges.nameBelow(node.name.scope, edge)} ${formatShape(edges.shapeOf(edge))}`);
    return { message: steps.join(' -> '), span: edges.spanOf(makerOf(chain, axes, edges)) };
  });
}

/** The edges that lead to one, each the only input of the next, as far back as they are known. */
function chainTo(edge: Edge, edges: Edges): readonly Edge[] {
  const chain = [edge];
  for (;;) {
    const [before, other] = edges.graph.nodes[chain[0] as Edge]?.inputs ?? [];
    if (before === undefined || other !== undefined || !edges.has(before)) return chain;
    chain.unshift(before);
  }
}

/** The last edge of a chain at which one of the axes, or the rank, came to be what it is at the end. */
function makerOf(chain: readonly Edge[], axes: readonly number[], edges: Edges): Edge {
  const last = edges.shapeOf(chain.at(-1) as Edge);
  const agrees = (shape: Shape) =>
    shape.length === last.length && axes.every((axis) => sameDim(shape[axis] ?? -1, last[axis] ?? -1) === true);
  const before = chain.findLastIndex((edge) => !agrees(edges.shapeOf(edge)));
  return chain[Math.min(before + 1, chain.length - 1)] as Edge;
}

/** The sum that makes the channels of a join, branch by branch. */
export function explainChannels(edge: Edge, shape: Shape, edges: Edges): readonly Note[] {
  const node = edges.graph.nodes[edge];
  if (node?.op.name !== 'concat') return [];
  const terms = node.inputs.map((input) => {
    const [branch] = edges.nameBelow(node.name.scope, input).split('/');
    return `${branch} ${edges.shapeOf(input).at(-1)}`;
  });
  return [{ message: `${terms.join(' + ')} = ${shape.at(-1)} channels`, span: node.item.span }];
}

/** Chains without what they have in common but its last edge, where they part. */
function cutCommon(chains: readonly (readonly Edge[])[]): readonly (readonly Edge[])[] {
  const [first = []] = chains;
  const parting = first.findIndex((edge, index) => chains.some((chain) => chain[index] !== edge));
  const common = parting === -1 ? first.length : parting;
  return chains.map((chain) => chain.slice(Math.max(0, common - 1)));
}

/** `Branch_0 12480 + Branch_1 12352 = 24832`: what layers sum up to, by what they stand in below a scope. */
export function describeSum(
  layers: readonly Layer[],
  cost: 'params' | 'trainableParams' | 'macs' | 'activations',
  scope = '',
): string {
  const parts = new Map<string, Dim>();
  for (const layer of layers) {
    const below = layer.name.startsWith(scope) ? layer.name.slice(scope.length) : layer.name;
    const part = below.split('/')[0] as string;
    parts.set(part, add(parts.get(part) ?? 0, layer[cost]));
  }
  const costly = [...parts].filter(([, value]) => value !== 0);
  if (costly.length === 0) return 'no layer has any';
  const terms = costly.map(([part, value]) => `${part} ${value}`);
  const more = terms.length > mostTerms ? [`${terms.length - mostTerms} more`] : [];
  return `${[...terms.slice(0, mostTerms), ...more].join(' + ')} = ${sum(parts.values())}`;
}
