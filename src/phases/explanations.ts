/** Notes that say how a shape or a sum came about. */
import type { Note } from '../diagnostics.js';
import type { Edge, Layer, Node } from '../graph.js';
import { add, type Dim, formatShape, type Shape, sameDim, sum } from '../shape.js';
import type { Edges } from './edges.js';

/** The most terms of a sum, sides of a join, and layers of a side, that a note lists. */
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
  const describe = (edge: Edge) => `${edges.nameBelow(node.name.scope, edge)} ${formatShape(edges.shapeOf(edge))}`;
  const chains = chainsTo(node.inputs, edges);
  return chains.slice(0, mostTerms).map((chain) => {
    const last = chain.slice(1).slice(-mostTerms);
    const more = last.length < chain.length - 1 ? ['...'] : [];
    const steps = [describe(chain[0] as Edge), ...more, ...last.map(describe)];
    return { message: steps.join(' -> '), span: edges.spanOf(makerOf(chain, axes, edges)) };
  });
}

/**
 * The edges that lead to each of several, each the only input of the next: from the last that all have in common, or else
 * from as far back as they are known.
 */
function chainsTo(ends: readonly Edge[], edges: Edges): readonly (readonly Edge[])[] {
  const chains = ends.map((end) => [end]);
  let [goal = 0] = ends;
  for (;;) {
    const heads = chains.map((chain) => followBack(chain, goal, edges));
    // What follows an edge comes after it: a chain that can't be followed back to another's has nothing in common with it.
    const isApart = heads.some((head) => head > goal);
    const next = isApart ? Number.NEGATIVE_INFINITY : heads.reduce((a, b) => Math.min(a, b), goal);
    if (next === goal) return chains.map((chain) => chain.toReversed());
    goal = next;
  }
}

/** Follows a chain back to an edge that does not come after `goal`, or as far as it is known; gives where that is. */
function followBack(chain: Edge[], goal: Edge, edges: Edges): Edge {
  let head = chain.at(-1) as Edge;
  while (head > goal) {
    const [before, other] = edges.graph.nodes[head]?.inputs ?? [];
    if (before === undefined || other !== undefined || !edges.has(before)) break;
    chain.push(before);
    head = before;
  }
  return head;
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
