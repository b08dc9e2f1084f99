/** Which side of a join is at fault where its inputs do not fit, and how each of them came about. */

import type { Code } from '../diagnostics/codes.js';
import type { Note } from '../diagnostics/diagnostic.js';
import type { Message } from '../diagnostics/messages/message.js';
import { equalChannels, joinedHere, lastAxis, oddSide, oddSideMadeHere } from '../diagnostics/messages/shapes.js';
import { formatShape, type Shape, sameDim } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Edge, Environment, Node } from '../graph/graph.js';
import type { RuleFault } from '../ops/fault.js';
import type { WrittenValue } from '../spec/spec.js';
import { itemAt } from '../text/lookup.js';
import type { Span } from '../text/source.js';

/** The most sides of a join, and the most layers of a side, that notes list. */
const mostSides = 24;
const mostLayers = 6;

/** What is known where a join fails. */
export interface FailedJoin {
  readonly node: Node;
  readonly fault: RuleFault;
  readonly inputs: readonly Shape[];
  /** The axis of a concatenation, as it is written. */
  readonly axis?: number | undefined;
  /** The shape that an item declares the join to have. */
  readonly declared?: Shape | undefined;
  /** Whether shapes could be joined. */
  readonly fits: (shapes: readonly Shape[]) => boolean;
}

/** What to report of a join. */
export interface BlamedJoin {
  readonly span: Span;
  readonly message: Message<Code>;
  readonly notes: readonly Note[];
  readonly help?: string | undefined;
  /** Whether the place is of one use of the block that the join is in, so that other uses may be right. */
  readonly isOfUse?: boolean;
}

/** One side: the edges that lead to it from where all sides part, and the one that made the sizes that do not fit. */
interface JoinSide {
  readonly chain: readonly Edge[];
  readonly maker: Edge;
  /** Whether the maker belongs to this side alone. */
  readonly isOwn: boolean;
}

/**
 * Blames the layer that makes the odd side what it is, or that side where it has no such layer; where no side is odder
 * than another, the join.
 */
export function blameJoin(join: FailedJoin, edges: Edges): BlamedJoin {
  const { node, fault } = join;
  const axes = axesOf(join);
  const sides = sidesOf(node, axes, edges);
  const spans = sides.map((side, index) => spanOfSide(side, index, node, edges));
  const notes = sides.slice(0, mostSides).map(({ chain, maker }, index) => {
    return { message: describeChain(chain, maker, node, edges), span: itemAt(spans, index) };
  });
  const help = remedyOf(join, axes);
  const joined = { message: joinedHere, span: node.item.opSpan };
  const odd = findOdd(join);
  const index = odd ?? findOnlyOwn(node, sides);
  const side = index === undefined ? undefined : sides[index];
  if (index === undefined || !side) return { span: node.item.opSpan, message: fault.message, notes, help };
  if (side.isOwn) {
    const argument = argumentOf(side.maker, node);
    const span = argument ?? itemAt(spans, index);
    const isOfUse = argument !== undefined;
    const message = odd === undefined ? fault.message : oddSideMadeHere(fault.message);
    return { span, message, notes: [joined, ...notes], help, isOfUse };
  }
  return { span: itemAt(spans, index), message: oddSide(fault.message), notes: [joined, ...notes], help };
}

/** The axes that do not fit. */
function axesOf({ inputs, axis }: FailedJoin): readonly number[] {
  const [first = []] = inputs;
  const along = axis === undefined ? -1 : axis < 0 ? first.length + axis : axis - 1;
  return [...first.keys()].filter(
    (index) => index !== along && inputs.some((shape) => sameDim(shape[index] ?? -1, first[index] ?? -1) === false),
  );
}

/** The one side that fits neither what is declared of the join nor the others; undefined where that is not clear. */
function findOdd({ fault, inputs, declared, fits }: FailedJoin): number | undefined {
  const misfits = declared
    ? [...inputs.entries()].flatMap(([index, shape]) => (fits([shape, declared]) ? [] : index))
    : [];
  if (misfits.length === 1) return misfits[0];
  const others = inputs.filter((_, index) => index !== fault.at.input);
  return others.length > 1 && fits(others) ? fault.at.input : undefined;
}

/** Of branches the only one that changes the sizes in which they differ. */
function findOnlyOwn({ item }: Node, sides: readonly JoinSide[]): number | undefined {
  const own = [...sides.keys()].filter((index) => sides[index]?.isOwn);
  return item.sides && own.length === 1 ? own[0] : undefined;
}

/** What to do where an image keeps its size and has other channels than what it is added to. */
function remedyOf({ node, inputs, axis, declared }: FailedJoin, axes: readonly number[]): string | undefined {
  const [one, other] = inputs;
  const isAlongChannels = one !== undefined && axes.length === 1 && axes[0] === one.length - 1;
  if (node.op.name === 'concat' && axis !== undefined && isAlongChannels) return lastAxis;
  if (node.op.name !== 'add' || declared || inputs.length !== 2 || one?.length !== 3 || other?.length !== 3)
    return undefined;
  if (axes.length !== 1 || axes[0] !== 2) return undefined;
  return equalChannels(String(other[2]), String(one[2]));
}

// ---------------------------------------------------------------- sides

function sidesOf({ inputs }: Node, axes: readonly number[], edges: Edges): readonly JoinSide[] {
  const chains = chainsTo(inputs, edges);
  const isApart = new Set(chains.map(([head]) => head)).size > 1;
  return chains.map((chain) => {
    const at = makerOf(chain, axes, edges);
    return { chain, maker: itemAt(chain, at), isOwn: at > 0 || isApart };
  });
}

/**
 * The edges that lead to each of several, each the only input of the next: from the last that all have in common, or else
 * from as far back as they are known.
 */
function chainsTo(ends: readonly Edge[], edges: Edges): readonly (readonly Edge[])[] {
  const chains = ends.map((end) => [end]);
  let goal = Math.min(...ends.map(orderOf));
  for (;;) {
    const heads = chains.map((chain) => followBack(chain, goal, edges));
    // What follows an edge comes after it: a chain that can't be followed back to another's has nothing in common with it.
    const isApart = heads.some((head) => head > goal);
    const next = isApart ? Number.NEGATIVE_INFINITY : Math.min(...heads);
    if (next === goal) return chains.map((chain) => chain.toReversed());
    goal = next;
  }
}

/** Edges in an order in which each comes after those that its node takes. */
const orderOf = (edge: Edge): number => (edge.kind === 'output' ? edge.node.index : -1);

/** Follows a chain back to an edge that does not come after `goal`, or as far as it is known; gives its order. */
function followBack(chain: Edge[], goal: number, edges: Edges): number {
  let head = itemAt(chain, -1);
  while (head.kind === 'output' && head.node.index > goal) {
    const [before, other] = head.node.inputs;
    if (before === undefined || other !== undefined || !edges.has(before)) break;
    chain.push(before);
    head = before;
  }
  return orderOf(head);
}

/** The place in a chain of the last edge at which one of the axes, or the rank, came to be what it is at the end. */
function makerOf(chain: readonly Edge[], axes: readonly number[], edges: Edges): number {
  const last = edges.shapeOf(itemAt(chain, -1));
  const agrees = (shape: Shape) =>
    shape.length === last.length && axes.every((axis) => sameDim(shape[axis] ?? -1, last[axis] ?? -1) === true);
  const before = chain.findLastIndex((edge) => !agrees(edges.shapeOf(edge)));
  return Math.min(before + 1, chain.length - 1);
}

/** `Stem 32x32x8 -> ... -> Conv_3 32x32x16 -> Drop 32x32x16`: the first edge of a chain, its maker and its last ones. */
function describeChain(chain: readonly Edge[], maker: Edge, { name }: Node, edges: Edges): string {
  const last = Math.max(1, chain.length - mostLayers + 1);
  const isKept = (edge: Edge | undefined, index: number) => index <= 0 || index >= last || edge === maker;
  const steps = chain.flatMap((edge, index) => {
    if (!isKept(edge, index)) return [];
    const isAfterGap = !isKept(chain[index - 1], index - 1);
    const step = `${edges.nameBelow(name.scope, edge)} ${formatShape(edges.shapeOf(edge))}`;
    return isAfterGap ? ['...', step] : [step];
  });
  return steps.join(' -> ');
}

// ---------------------------------------------------------------- places

/** Where a side is made what it is, as far as that can be seen from the join: a layer, or the use that it is in. */
function spanOfSide({ maker, isOwn, chain }: JoinSide, index: number, { item, path }: Node, edges: Edges): Span {
  const written = item.sides?.[index] ?? item.inputs?.[index]?.span;
  if (!isOwn && written && (item.sides || chain.length > 1)) return written;
  const way = maker.kind === 'output' ? maker.node.path : [];
  const apart = way.findIndex((step, depth) => step.item !== path[depth]?.item || step.index !== path[depth]?.index);
  const inner = apart === -1 ? undefined : way.slice(apart).find((step) => step.item.kind === 'use');
  return inner?.item.span ?? edges.spanOf(maker);
}

/** Where a use says what a layer's size is, of the uses that it has in common with the join. */
function argumentOf(maker: Edge, { uses }: Node): Span | undefined {
  const node = maker.kind === 'output' ? maker.node : undefined;
  const size = node?.attributes.get('filters') ?? node?.attributes.get('units');
  return size && node?.uses.at(-1) === uses.at(-1) ? givenBy(size.written, size.environment) : undefined;
}

/** Where a value is written that is handed on from use to use, the outermost; undefined where it is no argument. */
function givenBy(written: WrittenValue, environment: Environment): Span | undefined {
  if (written.kind !== 'formula' || written.expression.kind !== 'name') return undefined;
  const binding = environment.get(written.expression.name);
  if (binding?.kind !== 'argument') return undefined;
  return givenBy(binding.written, binding.environment) ?? binding.written.span;
}
