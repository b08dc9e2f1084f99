/** Finds the input of a join that is at fault, and how each input got its shape. */

import type { Code } from '../diagnostics/codes.js';
import type { Note, Remedy } from '../diagnostics/diagnostic.js';
import { otherValueToFit } from '../diagnostics/messages/claims.js';
import type { Message } from '../diagnostics/messages/message.js';
import { equalChannels, joinedHere, lastAxis, oddSide, oddSideMadeHere } from '../diagnostics/messages/shapes.js';
import { nameTheSize, oneName } from '../diagnostics/messages/sizes.js';
import { formatDim, formatShape, isKnown, type Shape, sameDim } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { BoundAttribute, Edge, Environment, Node } from '../graph/graph.js';
import type { RuleFault } from '../ops/fault.js';
import type { WrittenValue } from '../spec/spec.js';
import { itemAt } from '../text/lookup.js';
import type { Span } from '../text/source.js';
import { choicesOf, findOtherWindow, type OtherWindow } from './other-window.js';

/** The maximum number of inputs of a join, and of layers per input, that notes list. */
const mostSides = 24;
const mostLayers = 6;

/** A join that failed. */
export interface FailedJoin {
  readonly node: Node;
  readonly fault: RuleFault;
  readonly inputs: readonly Shape[];
  /** The axis of a concatenation, as written. */
  readonly axis?: number | undefined;
  /** The declared shape of the join. */
  readonly declared?: Shape | undefined;
  /** Whether to search the layers before it for what another value would mend. */
  readonly isExamined: boolean;
  /** Whether shapes can be joined. */
  readonly fits: (shapes: readonly Shape[]) => boolean;
}

/** What to report of a join. */
export interface BlamedJoin extends Remedy {
  readonly span: Span;
  readonly message: Message<Code>;
  readonly notes: readonly Note[];
  /** Whether the place belongs to one use of the block that contains the join; other uses may be right. */
  readonly isOfUse?: boolean;
}

/**
 * One input of the join: the chain of edges that leads to it from the common source, and the edge that set the sizes
 * that do not fit.
 */
interface JoinSide {
  readonly chain: readonly Edge[];
  readonly maker: Edge;
  /** Whether no other input has this maker. */
  readonly isOwn: boolean;
}

/**
 * Blames the layer that gives the odd input its shape, or that input if there is no such layer; the join itself if no
 * input is odder than the others.
 */
export function blameJoin(join: FailedJoin, edges: Edges): BlamedJoin {
  const { node, fault } = join;
  const axes = axesOf(join);
  const sides = sidesOf(node, axes, edges);
  const spans = sides.map((side, index) => spanOfSide(side, index, node, edges));
  const notes = sides.slice(0, mostSides).map(({ chain, maker }, index) => {
    return { message: describeChain(chain, maker, node, edges), span: itemAt(spans, index) };
  });
  const help = remedyForSizes(join, axes) ?? remedyOf(join, axes);
  const joined = { message: joinedHere, span: node.item.opSpan };
  const odd = findOdd(join);
  const index = odd ?? findOnlyOwn(node, sides);
  const side = index === undefined ? undefined : sides[index];
  if (index === undefined || !side) return { span: node.item.opSpan, message: fault.message, notes, help };
  const other = help === undefined ? findWindowOf(side, index, join, edges) : undefined;
  const made = other ? { ...side, maker: other.layer.node.output, isOwn: true } : side;
  const around = [joined, ...notes];
  if (!made.isOwn) return { span: itemAt(spans, index), message: oddSide(fault.message), notes: around, help };
  const bound = boundBy(made, axes, other, join);
  const argument = bound && givenBy(bound.written, bound.environment);
  const written = other && bound && !bound.isDefault ? bound.written : undefined;
  return {
    span: argument ?? written?.span ?? spanOfSide(made, index, node, edges),
    message: odd === undefined ? fault.message : oddSideMadeHere(fault.message),
    notes: around,
    isOfUse: argument !== undefined,
    help: other ? otherValueToFit(other.key, other.text, edges.nameBelow(node.name.scope, made.maker)) : help,
    choices: other && written ? choicesOf(other, written) : [],
  };
}

/** The axes that do not fit. */
function axesOf({ inputs, axis }: FailedJoin): readonly number[] {
  const [first = []] = inputs;
  const along = axis === undefined ? -1 : axis < 0 ? first.length + axis : axis - 1;
  return [...first.keys()].filter(
    (index) => index !== along && inputs.some((shape) => sameDim(shape[index] ?? -1, first[index] ?? -1) === false),
  );
}

/** The one input that fits neither the declared shape nor the others; undefined if that is not clear. */
function findOdd({ fault, inputs, declared, fits }: FailedJoin): number | undefined {
  const misfits = declared
    ? [...inputs.entries()].flatMap(([index, shape]) => (fits([shape, declared]) ? [] : index))
    : [];
  if (misfits.length === 1) return misfits[0];
  const others = inputs.filter((_, index) => index !== fault.at.input);
  return others.length > 1 && fits(others) ? fault.at.input : undefined;
}

/** The only branch that changes the sizes that differ. */
function findOnlyOwn({ item }: Node, sides: readonly JoinSide[]): number | undefined {
  const own = [...sides.keys()].filter((index) => sides[index]?.isOwn);
  return item.sides && own.length === 1 ? own[0] : undefined;
}

/** Another window in the layers of one input with which that input would fit. */
function findWindowOf({ chain }: JoinSide, index: number, join: FailedJoin, edges: Edges): OtherWindow | undefined {
  const { inputs, declared, fits, isExamined } = join;
  if (!isExamined) return undefined;
  const layers = chain.slice(1).flatMap((edge) => edges.get(edge)?.layer ?? []);
  return findOtherWindow(layers, edges, (types) => {
    const shape = types.get(itemAt(chain, -1))?.shape;
    return shape !== undefined && fits(inputs.with(index, shape)) && (!declared || fits([shape, declared]));
  });
}

/** The remedy if sizes that do not fit are different unknown ones. */
function remedyForSizes({ inputs }: FailedJoin, axes: readonly number[]): string | undefined {
  const [axis] = axes;
  const dims = axis === undefined ? [] : inputs.map((shape) => shape[axis]).filter((dim) => dim !== undefined);
  if (dims.length < inputs.length || dims.some(isKnown)) return undefined;
  const texts = [...new Set(dims.map(formatDim))];
  return texts.includes('?') ? nameTheSize : oneName(texts);
}

/** The remedy if an image keeps its size but has other channels than what it is added to. */
function remedyOf({ node, inputs, axis, declared }: FailedJoin, axes: readonly number[]): string | undefined {
  const [one, other] = inputs;
  const isAlongChannels = one !== undefined && axes.length === 1 && axes[0] === one.length - 1;
  if (node.op.name === 'concat' && axis !== undefined && isAlongChannels) return lastAxis;
  if (node.op.name !== 'add' || declared || inputs.length !== 2 || one?.length !== 3 || other?.length !== 3)
    return undefined;
  if (axes.length !== 1 || axes[0] !== 2) return undefined;
  return equalChannels(String(other[2]), String(one[2]));
}

// ---------------------------------------------------------------- inputs of a join

function sidesOf({ inputs }: Node, axes: readonly number[], edges: Edges): readonly JoinSide[] {
  const chains = chainsTo(inputs, edges);
  const isApart = new Set(chains.map(([head]) => head)).size > 1;
  return chains.map((chain) => {
    const at = makerOf(chain, axes, edges);
    return { chain, maker: itemAt(chain, at), isOwn: at > 0 || isApart };
  });
}

/**
 * The chain of edges that leads to each of several edges, each the only input of the next. Chains begin at the last
 * edge that all have in common, or else as far back as possible.
 */
function chainsTo(ends: readonly Edge[], edges: Edges): readonly (readonly Edge[])[] {
  const chains = ends.map((end) => [end]);
  let goal = Math.min(...ends.map(orderOf));
  for (;;) {
    const heads = chains.map((chain) => followBack(chain, goal, edges));
    // A chain that can't be followed back to another's start has nothing in common with it.
    const isApart = heads.some((head) => head > goal);
    const next = isApart ? Number.NEGATIVE_INFINITY : Math.min(...heads);
    if (next === goal) return chains.map((chain) => chain.toReversed());
    goal = next;
  }
}

/** An order in which each edge comes after the inputs of its node. */
const orderOf = (edge: Edge): number => (edge.kind === 'output' ? edge.node.index : -1);

/** Follows a chain back to an edge at or before `goal`, or as far as possible; gives the order of that edge. */
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

/** The index of the last edge in a chain that changed the rank, or one of the axes, to what it is at the end. */
function makerOf(chain: readonly Edge[], axes: readonly number[], edges: Edges): number {
  const last = edges.shapeOf(itemAt(chain, -1));
  const agrees = (shape: Shape) =>
    shape.length === last.length && axes.every((axis) => sameDim(shape[axis] ?? -1, last[axis] ?? -1) === true);
  const before = chain.findLastIndex((edge) => !agrees(edges.shapeOf(edge)));
  return Math.min(before + 1, chain.length - 1);
}

/**
 * `Stem 32x32x8 -> ... -> Conv_3 32x32x16 -> Drop 32x32x16`: the first edge of a chain, its maker and the last edges.
 */
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

/** The place that gives an input its shape, as seen from the join: a layer, or the use around it. */
function spanOfSide({ maker, isOwn, chain }: JoinSide, index: number, { item, path }: Node, edges: Edges): Span {
  const written = item.sides?.[index] ?? item.inputs?.[index]?.span;
  if (!isOwn && written && (item.sides || chain.length > 1)) return written;
  const way = maker.kind === 'output' ? maker.node.path : [];
  const apart = way.findIndex((step, depth) => step.item !== path[depth]?.item || step.index !== path[depth]?.index);
  const inner = apart === -1 ? undefined : way.slice(apart).find((step) => step.item.kind === 'use');
  return inner?.item.span ?? edges.spanOf(maker);
}

/** The attribute that makes an input odd, of a layer in the same use as the join. */
function boundBy(
  { maker }: JoinSide,
  axes: readonly number[],
  other: OtherWindow | undefined,
  { node: { uses }, inputs: [first = []] }: FailedJoin,
): BoundAttribute | undefined {
  const node = maker.kind === 'output' ? maker.node : undefined;
  const keys = other ? [other.key] : axes.includes(first.length - 1) ? ['filters', 'units'] : [];
  const [bound] = keys.flatMap((key) => node?.attributes.get(key) ?? []);
  return node?.uses.at(-1) === uses.at(-1) ? bound : undefined;
}

/** The outermost argument that a value is passed on from; undefined if it is no argument. */
function givenBy(written: WrittenValue, environment: Environment): Span | undefined {
  if (written.kind !== 'formula' || written.expression.kind !== 'name') return undefined;
  const binding = environment.find(written.expression);
  if (binding?.kind !== 'argument') return undefined;
  return givenBy(binding.written, binding.environment) ?? binding.written.span;
}
