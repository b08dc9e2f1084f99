/**
 * Where the parts of a diagram stand, from top to bottom, and the ways between them.
 *
 * Networks are mostly series-parallel: parts that everything goes through stand one below the other on an axis, and
 * what is between two of them, where it falls apart, stands side by side. What does not fall apart is laid out in rows.
 * A way goes straight down beside parts and bends only between rows of them, so that it never crosses one.
 */

import { type Extent, type Piece, type Point, spacing, type Way } from './piece.js';
import { Rows } from './rows.js';

/** A node to place. `stem` is the room below it in which its ways go straight down, beside its label. */
export interface Node extends Extent {
  readonly stem: number;
}

export interface Network {
  /** In an order in which each follows those that it takes from. */
  readonly nodes: readonly Node[];
  readonly edges: readonly (readonly [from: number, to: number])[];
  readonly entries: readonly number[];
  readonly exits: readonly number[];
}

export interface Layout extends Extent {
  /** The top of each node on its axis. */
  readonly places: readonly Point[];
  readonly ways: readonly Way[];
}

/** Lays a network out about the axis x = 0, from y = 0 on. Ways from and to outside begin and end at its edges there. */
export function layOut(network: Network): Layout {
  return new Placing(network).run();
}

/** Deeper than this nothing is taken apart further. */
const deepest = 200;

class Placing {
  private readonly count: number;
  private readonly source: number;
  private readonly sink: number;
  private readonly before: number[][];
  private readonly after: number[][];
  private readonly places: Point[] = [];
  private readonly ways: Way[] = [];

  constructor(private readonly network: Network) {
    this.count = network.nodes.length;
    this.source = this.count;
    this.sink = this.count + 1;
    this.before = Array.from({ length: this.count + 2 }, () => []);
    this.after = Array.from({ length: this.count + 2 }, () => []);
    for (const [from, to] of network.edges) this.connect(from, to);
    for (const to of network.entries) this.connect(this.source, to);
    for (const from of network.exits) this.connect(from, this.sink);
    // What takes nothing, as an input does, and what nothing takes have their places too.
    for (let node = 0; node < this.count; node += 1) {
      if ((this.before[node] as number[]).length === 0) this.connect(this.source, node);
      if ((this.after[node] as number[]).length === 0) this.connect(node, this.sink);
    }
  }

  run(): Layout {
    const all = Array.from({ length: this.count }, (_, node) => node);
    const whole = this.between(this.source, this.sink, all, 0);
    whole.put(0, 0);
    const { left, right, height } = whole;
    return { left, right, height, places: this.places, ways: this.ways };
  }

  private connect(from: number, to: number): void {
    (this.after[from] as number[]).push(to);
    (this.before[to] as number[]).push(from);
  }

  private hasEdge(from: number, to: number): boolean {
    return (this.after[from] as number[]).includes(to);
  }

  // -------------------------------------------------------------- series

  /** What is between two nodes, which all ways into and out of it come from and go to. */
  private between(from: number, to: number, nodes: readonly number[], depth: number): Piece {
    const isDirect = this.hasEdge(from, to);
    const cuts = isDirect ? [] : this.cutsOf(from, to, nodes);
    return cuts.length === 0 ? this.apart(from, to, nodes, depth) : this.along(from, to, nodes, cuts, depth);
  }

  /** Nodes that everything passes, and what is between them, one below the other. */
  private along(from: number, to: number, nodes: readonly number[], cuts: readonly number[], depth: number): Piece {
    const pieces: Piece[] = [];
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

  /** The nodes that every way passes: those that no edge goes around, in an order in which each follows its inputs. */
  private cutsOf(from: number, to: number, nodes: readonly number[]): readonly number[] {
    const order = new Map(nodes.map((node, index) => [node, index]));
    order.set(from, -1);
    order.set(to, nodes.length);
    const cuts: number[] = [];
    // What goes straight from the one to the other has a place beside the nodes.
    let farthest = Math.max(-1, ...this.stepsFrom(from, order).filter((next) => next < nodes.length));
    for (const [index, node] of nodes.entries()) {
      if (farthest <= index) cuts.push(node);
      farthest = Math.max(farthest, ...this.stepsFrom(node, order));
    }
    return cuts;
  }

  private stepsFrom(node: number, order: ReadonlyMap<number, number>): readonly number[] {
    return (this.after[node] as number[]).flatMap((next) => order.get(next) ?? []);
  }

  private single(node: number): Piece {
    const { left, right, height, stem } = this.network.nodes[node] as Node;
    return {
      left,
      right,
      height: height + stem,
      put: (x, y) => {
        this.places[node] = { x, y };
        if ((this.after[node] as number[]).some((next) => next !== this.sink || this.isExit(node)))
          this.ways.push([
            { x, y: y + height },
            { x, y: y + height + stem },
          ]);
      },
    };
  }

  private isExit(node: number): boolean {
    return this.network.exits.includes(node);
  }

  // -------------------------------------------------------------- side by side

  private apart(from: number, to: number, nodes: readonly number[], depth: number): Piece {
    const isDirect = this.hasEdge(from, to);
    if (nodes.length === 0) return this.isReal(from, to) ? this.lane(spacing.row) : empty;
    const groups = this.groupsOf(nodes);
    if (groups.length === 1 && !isDirect) return this.rows(from, to, nodes);
    const isJoined = this.isReal(0, to);
    const pieces = groups.map((group) => this.alone(from, to, group, depth + 1));
    if (isDirect) pieces.push(this.lane(0));
    const isForked = this.isReal(from, 0);
    // Where the rest goes around, or never comes back, the longest way goes straight on.
    const isStraight = isDirect || to === this.sink;
    return this.sideBySide(pieces, { isStraight, isForked, isJoined });
  }

  /** Whether anything is to be seen between two nodes: the outside may have no part in the drawing. */
  private isReal(from: number, to: number): boolean {
    const { entries, exits } = this.network;
    return (from !== this.source || entries.length > 0) && (to !== this.sink || exits.length > 0);
  }

  /** One of those that are side by side; what goes around it is another. */
  private alone(from: number, to: number, nodes: readonly number[], depth: number): Piece {
    const cuts = this.cutsOf(from, to, nodes);
    return cuts.length === 0 || depth > deepest ? this.rows(from, to, nodes) : this.along(from, to, nodes, cuts, depth);
  }

  private lane(height: number): Piece {
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

  private groupsOf(nodes: readonly number[]): readonly (readonly number[])[] {
    const inside = new Set(nodes);
    const groupOf = new Map<number, number>();
    const groups: number[][] = [];
    for (const start of nodes) {
      if (groupOf.has(start)) continue;
      const open = [start];
      groupOf.set(start, groups.length);
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        for (const next of [...(this.before[node] as number[]), ...(this.after[node] as number[])]) {
          if (!inside.has(next) || groupOf.has(next)) continue;
          groupOf.set(next, groups.length);
          open.push(next);
        }
      }
      groups.push([]);
    }
    for (const node of nodes) (groups[groupOf.get(node) as number] as number[]).push(node);
    return groups;
  }

  private sideBySide(
    pieces: readonly Piece[],
    { isStraight, isForked, isJoined }: { isStraight: boolean; isForked: boolean; isJoined: boolean },
  ): Piece {
    const height = Math.max(...pieces.map((piece) => piece.height));
    const main = isStraight ? pieces.findIndex((piece) => piece.height === height) : -1;
    const ordered = main > 0 ? [pieces[main] as Piece, ...pieces.filter((_, index) => index !== main)] : pieces;
    const xs: number[] = [];
    let right = 0;
    for (const [index, piece] of ordered.entries()) {
      const x = index === 0 ? 0 : right + spacing.column + piece.left;
      xs.push(x);
      right = x + piece.right;
    }
    const left = (ordered[0] as Piece).left;
    const axis = isStraight ? 0 : (right - left) / 2;
    const [above, below] = [isForked ? spacing.bend : 0, isJoined ? spacing.bend : 0];
    return {
      left: left + axis,
      right: right - axis,
      height: above + height + below,
      put: (x, y) => {
        for (const [index, piece] of ordered.entries()) {
          const at = x + (xs[index] as number) - axis;
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

  /** What is neither one after the other nor side by side, in rows: each node below all that it takes from. */
  private rows(from: number, to: number, nodes: readonly number[]): Piece {
    return new Rows(
      nodes.map((node) => this.single(node)),
      this.edgesIn(from, to, nodes),
      this.ways,
    ).piece();
  }

  /** The edges among nodes, by their index; -1 and the number of nodes are what is above and below. */
  private edgesIn(from: number, to: number, nodes: readonly number[]): readonly (readonly [number, number])[] {
    const order = new Map(nodes.map((node, index) => [node, index]));
    order.set(from, -1);
    order.set(to, nodes.length);
    return [from, ...nodes].flatMap((node) =>
      this.stepsFrom(node, order).flatMap((next) => {
        const isInside = node !== from || next < nodes.length;
        const isReal = this.isReal(node, next === nodes.length ? to : 0);
        return isInside && isReal ? [[order.get(node) as number, next] as const] : [];
      }),
    );
  }
}

const empty: Piece = { left: 0, right: 0, height: 0, put: () => {} };

/** Pieces one below the other. */
function stack(pieces: readonly Piece[]): Piece {
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
