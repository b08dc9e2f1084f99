/** What a drawing is laid out of: pieces about axes of their own, and the ways between them. */

/** What has a place: how far it reaches to the left and the right of the axis on which ways come and go. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Straight down or up, and bent from one x to another; at one height from one x to another it turns around. */
export type Way = readonly Point[];

export const spacing = { row: 11, bend: 28, column: 16, lane: 14 } as const;

/** Something laid out about an axis of its own. */
export interface Drawable extends Extent {
  /** Puts it in its place; `way` is how what it is reached by comes to its top. */
  put(x: number, y: number): void;
}
