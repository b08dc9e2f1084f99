/**
 * Places the parts of a diagram from top to bottom, and routes the ways between them.
 *
 * Networks are mostly series-parallel: parts that everything passes are placed one below the other on an axis, and
 * independent groups between two of them side by side. Whatever can't be split like this is laid out in rows. A way
 * goes straight down beside parts and bends only between rows of them, so that it never crosses one.
 */

import { groupBy } from '../../text/group-by.js';
import { itemAt } from '../../text/lookup.js';
import { type Drawable, type Extent, type Point, spacing, type Way } from './piece.js';
import { Rows } from './rows.js';

/** A node to place. `stem` is the space below it in which its ways go straight down, beside its label. */
export interface LayoutNode extends Extent {
  readonly stem: number;
}

export interface LayoutGraph<Of extends LayoutNode> {
  /** Each comes after those that it takes from. */
  readonly nodes: readonly Of[];
  readonly edges: readonly (readonly [from: number, to: number])[];
  readonly entries: readonly number[];
  readonly exits: readonly number[];
}

export interface GraphLayout<Of extends LayoutNode> extends Extent {
  /** The nodes, each with the top of its axis. */
  readonly places: readonly (Point & { readonly node: Of })[];
  readonly ways: readonly Way[];
}

/**
 * Lays out a network about the axis x = 0, from y = 0 down. Ways from and to the outside start and end at its edges.
 */
export function layOut<Of extends LayoutNode>({ nodes, edges, entries, exits }: LayoutGraph<Of>): GraphLayout<Of> {
  const vertices = nodes.map((node) => new Vertex(node));
  const [source, sink] = [new Vertex(nowhere), new Vertex(nowhere)];
  for (const [from, to] of edges) connect(itemAt(vertices, from), itemAt(vertices, to));
  for (const to of entries) connect(source, itemAt(vertices, to));
  for (const from of exits) connect(itemAt(vertices, from), sink);
  const placing = new Placing({ source, sink, hasEntry: entries.length > 0, leaving: new Set(sink.before) });
  // Nodes without inputs or without consumers are connected to the outside.
  for (const vertex of vertices) {
    if (vertex.before.length === 0) connect(source, vertex);
    if (vertex.after.length === 0) connect(vertex, sink);
  }
  const { left, right, height } = placing.put(vertices);
  return { left, right, height, places: vertices.map(({ node, x, y }) => ({ node, x, y })), ways: placing.ways };
}

/** A node with its neighbors and its place. */
class Vertex<Of extends LayoutNode = LayoutNode> {
  readonly before: Vertex[] = [];
  readonly after: Vertex[] = [];
  x = 0;
  y = 0;

  constructor(readonly node: Of) {}
}

const nowhere: LayoutNode = { left: 0, right: 0, height: 0, stem: 0 };

function connect(from: Vertex, to: Vertex): void {
  from.after.push(to);
  to.before.push(from);
}

/** The outside of a network. */
interface Outside {
  /** The source of all entries, and the sink of all exits. */
  readonly source: Vertex;
  readonly sink: Vertex;
  readonly hasEntry: boolean;
  /** The exits. */
  readonly leaving: ReadonlySet<Vertex>;
}

/** The maximum depth of nested splits. */
const deepest = 200;

class Placing {
  readonly ways: Way[] = [];

  constructor(private readonly outside: Outside) {}

  put(all: readonly Vertex[]): Extent {
    const whole = this.between(this.outside.source, this.outside.sink, all, 0);
    whole.put(0, 0);
    return whole;
  }

  // -------------------------------------------------------------- series

  /** What is between two nodes, through which all ways into and out of it lead. */
  private between(from: Vertex, to: Vertex, nodes: readonly Vertex[], depth: number): Drawable {
    const isDirect = from.after.includes(to);
    const cuts = isDirect ? [] : this.cutsOf(from, to, nodes);
    return cuts.length === 0 ? this.apart(from, to, nodes, depth) : this.along(from, to, nodes, cuts, depth);
  }

  /** The nodes that everything passes, and what is between them, one below the other. */
  private along(from: Vertex, to: Vertex, nodes: readonly Vertex[], cuts: readonly Vertex[], depth: number): Drawable {
    const pieces: Drawable[] = [];
    let last = from;
    let start = 0;
    for (const cut of [...cuts, to]) {
      const end = cut === to ? nodes.length : nodes.indexOf(cut, start);
      pieces.push(this.between(last, cut, nodes.slice(start, end), depth + 1));
      if (cut !== to) pieces.push(this.single(cut));
      last = cut;
      start = end + 1;
    }
    return stack(pieces);
  }

  /** The nodes that every way passes, in order: those that no edge bypasses. */
  private cutsOf(from: Vertex, to: Vertex, nodes: readonly Vertex[]): readonly Vertex[] {
    const order = new Map(nodes.map((node, index) => [node, index]));
    order.set(from, -1);
    order.set(to, nodes.length);
    const cuts: Vertex[] = [];
    // An edge directly from one to the other has a place beside the nodes.
    let farthest = Math.max(-1, ...stepsFrom(from, order).filter((next) => next < nodes.length));
    for (const [index, node] of nodes.entries()) {
      if (farthest <= index) cuts.push(node);
      farthest = Math.max(farthest, ...stepsFrom(node, order));
    }
    return cuts;
  }

  private single(vertex: Vertex): Drawable {
    const { left, right, height, stem } = vertex.node;
    const { sink, leaving } = this.outside;
    return {
      left,
      right,
      height: height + stem,
      put: (x, y) => {
        [vertex.x, vertex.y] = [x, y];
        if (leaving.has(vertex) || vertex.after.some((next) => next !== sink))
          this.ways.push([
            { x, y: y + height },
            { x, y: y + height + stem },
          ]);
      },
    };
  }

  // -------------------------------------------------------------- side by side

  private apart(from: Vertex, to: Vertex, nodes: readonly Vertex[], depth: number): Drawable {
    const isDirect = from.after.includes(to);
    if (nodes.length === 0) return this.isReal(from, to) ? this.lane(spacing.row) : empty;
    const groups = groupsOf(nodes);
    if (groups.length === 1 && !isDirect) return this.rows(from, to, nodes);
    const isJoined = this.isReal(undefined, to);
    const pieces = groups.map((group) => this.alone(from, to, group, depth + 1));
    if (isDirect) pieces.push(this.lane(0));
    const isForked = this.isReal(from, undefined);
    // If the rest goes around, or never comes back, the longest way goes straight.
    const isStraight = isDirect || to === this.outside.sink;
    return this.sideBySide(pieces, { isStraight, isForked, isJoined });
  }

  /** Whether there is anything to draw between two nodes: the outside may be no part of the drawing. */
  private isReal(from: Vertex | undefined, to: Vertex | undefined): boolean {
    const { source, sink, hasEntry, leaving } = this.outside;
    return (from !== source || hasEntry) && (to !== sink || leaving.size > 0);
  }

  /** One of several groups side by side, without a way that bypasses it. */
  private alone(from: Vertex, to: Vertex, nodes: readonly Vertex[], depth: number): Drawable {
    const cuts = this.cutsOf(from, to, nodes);
    return cuts.length === 0 || depth > deepest ? this.rows(from, to, nodes) : this.along(from, to, nodes, cuts, depth);
  }

  private lane(height: number): Drawable {
    return {
      left: spacing.lane / 2,
      right: spacing.lane / 2,
      height,
      put: (x, y) => {
        if (height > 0)
          this.ways.push([
            { x, y },
            { x, y: y + height },
          ]);
      },
    };
  }

  private sideBySide(
    pieces: readonly Drawable[],
    { isStraight, isForked, isJoined }: { isStraight: boolean; isForked: boolean; isJoined: boolean },
  ): Drawable {
    const height = Math.max(...pieces.map((piece) => piece.height));
    const main = isStraight ? pieces.findIndex((piece) => piece.height === height) : -1;
    const ordered = main > 0 ? [itemAt(pieces, main), ...pieces.filter((_, index) => index !== main)] : pieces;
    const columns: { readonly piece: Drawable; readonly x: number }[] = [];
    let right = 0;
    for (const piece of ordered) {
      const x = columns.length === 0 ? 0 : right + spacing.column + piece.left;
      columns.push({ piece, x });
      right = x + piece.right;
    }
    const { left } = itemAt(ordered, 0);
    const axis = isStraight ? 0 : (right - left) / 2;
    const [above, below] = [isForked ? spacing.bend : 0, isJoined ? spacing.bend : 0];
    return {
      left: left + axis,
      right: right - axis,
      height: above + height + below,
      put: (x, y) => {
        for (const { piece, x: column } of columns) {
          const at = x + column - axis;
          if (isForked)
            this.ways.push([
              { x, y },
              { x: at, y: y + above },
            ]);
          piece.put(at, y + above);
          if (isJoined)
            this.ways.push([
              { x: at, y: y + above + piece.height },
              { x: at, y: y + above + height },
              { x, y: y + above + height + below },
            ]);
        }
      },
    };
  }

  // -------------------------------------------------------------- rows

  /** What can't be split, in rows: each node below all that it takes from. */
  private rows(from: Vertex, to: Vertex, nodes: readonly Vertex[]): Drawable {
    const pieces = new Map(nodes.map((node) => [node, this.single(node)]));
    const edges = [from, ...nodes].flatMap((node) =>
      node.after
        .filter((next) => (pieces.has(next) || (next === to && node !== from)) && this.isReal(node, next))
        .map((next) => ({ from: pieces.get(node), to: pieces.get(next) })),
    );
    return new Rows([...pieces.values()], edges, this.ways).piece();
  }
}

/** The positions of a node's consumers in an order. */
const stepsFrom = (node: Vertex, order: ReadonlyMap<Vertex, number>): readonly number[] =>
  node.after.flatMap((next) => order.get(next) ?? []);

/** Connected nodes, each group in the order of the nodes. */
function groupsOf(nodes: readonly Vertex[]): readonly (readonly Vertex[])[] {
  const firstOf = new Map<Vertex, Vertex>();
  const inside = new Set(nodes);
  for (const start of nodes) {
    if (firstOf.has(start)) continue;
    const open = [start];
    firstOf.set(start, start);
    for (let node = open.pop(); node; node = open.pop()) {
      for (const next of [...node.before, ...node.after]) {
        if (!inside.has(next) || firstOf.has(next)) continue;
        firstOf.set(next, start);
        open.push(next);
      }
    }
  }
  return [...groupBy(nodes, (node) => firstOf.get(node)).values()];
}

const empty: Drawable = { left: 0, right: 0, height: 0, put: () => {} };

/** Stacks pieces one below the other. */
function stack(pieces: readonly Drawable[]): Drawable {
  return {
    left: Math.max(...pieces.map(({ left }) => left)),
    right: Math.max(...pieces.map(({ right }) => right)),
    height: pieces.reduce((sum, { height }) => sum + height, 0),
    put: (x, y) => {
      let top = y;
      for (const piece of pieces) {
        piece.put(x, top);
        top += piece.height;
      }
    },
  };
}
