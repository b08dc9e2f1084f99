/** Lays out nodes in rows, each below all that it takes from. */
import { type Drawable, type Extent, spacing, type Way } from './piece.js';

/** From one piece to another; undefined is the outside above or below. */
export interface DrawnEdge {
  readonly from: Drawable | undefined;
  readonly to: Drawable | undefined;
}

/** A place in a row: a piece, or a lane for an edge that passes. */
interface RowSlot extends Extent {
  readonly piece?: Drawable;
  readonly above: RowSlot[];
  row: number;
  x: number;
  top: number;
  bottom: number;
}

/** A way from one row to the next; undefined is the outside above or below. */
interface Hop {
  readonly from: RowSlot | undefined;
  readonly to: RowSlot | undefined;
}

export class Rows {
  private readonly rows: RowSlot[][] = [];
  private readonly hops: Hop[] = [];

  /** Edges are in the order of the pieces that they leave, and each piece comes after those that it takes from. */
  constructor(
    pieces: readonly Drawable[],
    edges: readonly DrawnEdge[],
    private readonly ways: Way[],
  ) {
    const slots = new Map(pieces.map((piece) => [piece, slotOf(piece, piece)]));
    const ends = edges.map(({ from, to }) => ({ from: from && slots.get(from), to: to && slots.get(to) }));
    for (const { from, to } of ends) if (from && to) to.row = Math.max(to.row, from.row + 1);
    for (const slot of slots.values()) this.inRow(slot.row).push(slot);
    const bottom = this.rows.length;
    for (const { from, to } of ends) {
      let previous = from;
      const stop = to ? to.row : bottom;
      for (let at = from ? from.row + 1 : 0; at < stop; at += 1) {
        const lane = slotOf(laneExtent);
        this.hop(previous, lane);
        this.inRow(at).push(lane);
        previous = lane;
      }
      this.hop(previous, to);
    }
    this.order();
  }

  private inRow(at: number): RowSlot[] {
    this.rows[at] ??= [];
    return this.rows[at];
  }

  private hop(from: RowSlot | undefined, to: RowSlot | undefined): void {
    this.hops.push({ from, to });
    if (from && to) to.above.push(from);
  }

  /** Places each below the middle of its inputs, as far as there is space. */
  private order(): void {
    for (const row of this.rows) {
      for (const slot of row) slot.x = slot.above.reduce((sum, { x }) => sum + x, 0) / Math.max(slot.above.length, 1);
      row.sort((a, b) => a.x - b.x);
      let width: number = -spacing.column;
      for (const slot of row) {
        slot.x = width + spacing.column + slot.left;
        width = slot.x + slot.right;
      }
      for (const slot of row) slot.x -= width / 2;
    }
  }

  piece(): Drawable {
    const all = this.rows.flat();
    const height = this.rows.reduce<number>((sum, row) => sum + heightOf(row) + spacing.bend, spacing.bend);
    return {
      left: Math.max(...all.map(({ x, left }) => left - x)),
      right: Math.max(...all.map(({ x, right }) => right + x)),
      height,
      put: (x, y) => this.put(x, y, height),
    };
  }

  private put(x: number, y: number, height: number): void {
    let top = y + spacing.bend;
    for (const row of this.rows) {
      const bottom = top + heightOf(row);
      for (const slot of row) {
        const at = x + slot.x;
        slot.piece?.put(at, top);
        [slot.top, slot.bottom] = [top, bottom];
        this.ways.push([
          { x: at, y: top + (slot.piece?.height ?? 0) },
          { x: at, y: bottom },
        ]);
      }
      top = bottom + spacing.bend;
    }
    for (const { from, to } of this.hops)
      this.ways.push([
        from ? { x: x + from.x, y: from.bottom } : { x, y },
        to ? { x: x + to.x, y: to.top } : { x, y: y + height },
      ]);
  }
}

const laneExtent = { left: spacing.lane / 2, right: spacing.lane / 2, height: 0 } as const;

const slotOf = ({ left, right, height }: Extent, piece?: Drawable): RowSlot => ({
  left,
  right,
  height,
  ...(piece ? { piece } : {}),
  above: [],
  row: 0,
  x: 0,
  top: 0,
  bottom: 0,
});

const heightOf = (row: readonly RowSlot[]): number => Math.max(...row.map(({ height }) => height));
