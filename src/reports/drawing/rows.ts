/** Lays out what is neither one after the other nor side by side: in rows, each node below all that it takes from. */
import { type Extent, type Piece, type Point, spacing, type Way } from './piece.js';

/** A place in a row: a piece, or a lane in which an edge passes. */
interface Slot extends Extent {
  readonly piece?: Piece;
  readonly above: number[];
  x: number;
}

export class Rows {
  private readonly rows: number[][] = [];
  private readonly slots: Slot[];
  private readonly hops: { readonly from: number; readonly to: number }[] = [];

  constructor(
    pieces: readonly Piece[],
    edges: readonly (readonly [from: number, to: number])[],
    private readonly ways: Way[],
  ) {
    const end = pieces.length;
    const slotOf = (piece: Piece): Slot => ({ ...pick(piece), piece, above: [], x: 0 });
    this.slots = pieces.map(slotOf);
    const row = pieces.map(() => 0);
    const last = () => Math.max(0, ...row) + 1;
    for (let index = 0; index < end; index += 1)
      for (const [from, to] of edges)
        if (to === index && from >= 0) row[index] = Math.max(row[index] as number, (row[from] as number) + 1);
    for (const [index, at] of row.entries()) this.inRow(at).push(index);
    const bottom = last();
    for (const [from, to] of edges) {
      let previous = from;
      const [start, stop] = [from < 0 ? 0 : (row[from] as number) + 1, to === end ? bottom : (row[to] as number)];
      for (let at = start; at < stop; at += 1) {
        const lane = this.slots.push({ ...laneExtent, above: [previous], x: 0 }) - 1;
        this.inRow(at).push(lane);
        this.hops.push({ from: previous, to: lane });
        previous = lane;
      }
      const target = to === end ? -2 : to;
      this.hops.push({ from: previous, to: target });
      if (target >= 0) (this.slots[target] as Slot).above.push(previous);
    }
    this.order();
  }

  private inRow(at: number): number[] {
    this.rows[at] ??= [];
    return this.rows[at];
  }

  /** Puts each below the middle of what it takes from, as far as there is room. */
  private order(): void {
    for (const row of this.rows) {
      const middle = (slot: number) => {
        const above = (this.slots[slot] as Slot).above.filter((one) => one >= 0);
        return above.reduce((sum, one) => sum + (this.slots[one] as Slot).x, 0) / Math.max(above.length, 1);
      };
      const wanted = new Map(row.map((slot) => [slot, middle(slot)]));
      row.sort((a, b) => (wanted.get(a) as number) - (wanted.get(b) as number) || a - b);
      let width = -spacing.column;
      for (const index of row) {
        const slot = this.slots[index] as Slot;
        slot.x = width + spacing.column + slot.left;
        width = slot.x + slot.right;
      }
      for (const index of row) (this.slots[index] as Slot).x -= width / 2;
    }
  }

  piece(): Piece {
    const all = this.rows.flat().map((index) => this.slots[index] as Slot);
    const heights = this.rows.map((row) => Math.max(...row.map((index) => (this.slots[index] as Slot).height)));
    const height = heights.reduce((sum, one) => sum + one + spacing.bend, spacing.bend);
    return {
      left: Math.max(...all.map(({ x, left }) => left - x)),
      right: Math.max(...all.map(({ x, right }) => right + x)),
      height,
      put: (x, y) => this.put(x, y, heights, height),
    };
  }

  private put(x: number, y: number, heights: readonly number[], height: number): void {
    const [tops, bottoms]: [Point[], Point[]] = [[], []];
    let top = y + spacing.bend;
    for (const [at, row] of this.rows.entries()) {
      const bottom = top + (heights[at] as number);
      for (const index of row) {
        const slot = this.slots[index] as Slot;
        slot.piece?.put(x + slot.x, top);
        tops[index] = { x: x + slot.x, y: top };
        bottoms[index] = { x: x + slot.x, y: bottom };
        this.ways.push([{ x: x + slot.x, y: top + (slot.piece?.height ?? 0) }, bottoms[index]]);
      }
      top = bottom + spacing.bend;
    }
    for (const { from, to } of this.hops) {
      const start = from < 0 ? { x, y } : (bottoms[from] as Point);
      this.ways.push([start, to < 0 ? { x, y: y + height } : (tops[to] as Point)]);
    }
  }
}

const laneExtent = { left: spacing.lane / 2, right: spacing.lane / 2, height: 0 } as const;

const pick = ({ left, right, height }: Extent): Extent => ({ left, right, height });
