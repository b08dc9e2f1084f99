/** The pieces of a drawing, about axes of their own, and the ways between them. */

/** The size of something with an axis on which ways come and go. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Straight up or down, or bent from one x to another; at the same height it turns around. */
export type Way = readonly Point[];

export const spacing = { row: 11, bend: 28, column: 16, lane: 14 } as const;

/** Something laid out about an axis of its own. */
export interface Drawable extends Extent {
  /** Places it, with the axis at x and the top at y. */
  put(x: number, y: number): void;
}
