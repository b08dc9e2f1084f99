/**
 * Lays out a long drawing in columns, read like a page of text: down each column, then on at the top of the next.
 *
 * A drawing can be cut between two boxes if a single straight way connects what is above with what is below. That way
 * becomes a turn: down out of one column, up beside it, and down into the next.
 */

import { found, itemAt } from '../../text/lookup.js';
import { type Box, boxKey, type DrawingPicture, labelEnd } from './picture.js';
import type { Way } from './piece.js';

/** A size in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A possible cut: above a box, across the way that leads to it. */
interface Cut {
  readonly y: number;
  readonly axis: number;
  /** The first box after the cut. */
  readonly start: Box;
}

/** The space between columns, in which turns go up. */
const gutter = 40;
/** The space above and below a column for the bend of a turn. */
const bend = 16;
const mostColumns = 8;

/** The scale at which a size fits a frame, at most 1. */
export const scaleToFit = (size: PixelSize, frame: PixelSize): number =>
  Math.min(1, frame.width / size.width, frame.height / size.height);

/** The keys of the boxes at which columns should start, so that the drawing is as large as possible in a frame. */
export function chooseStarts(picture: DrawingPicture, frame: PixelSize): readonly string[] {
  const cuts = cutsOf(picture);
  let best: { readonly starts: readonly string[]; readonly scale: number } = {
    starts: [],
    scale: scaleToFit(picture, frame),
  };
  for (let columns = 2; columns <= Math.min(mostColumns, cuts.length + 1); columns += 1) {
    const starts = divide(picture, cuts, columns).map(({ start }) => boxKey(start));
    const scale = scaleToFit(inColumns(picture, starts), frame);
    // A further column must be worth the jump of the eye.
    if (scale > 1.05 * best.scale) best = { starts, scale };
  }
  return best.starts;
}

/** The drawing with a new column at each of the boxes with these keys, if it can be cut there. */
export function inColumns(picture: DrawingPicture, starts: readonly string[]): DrawingPicture {
  const cuts = cutsOf(picture).filter(({ start }) => starts.includes(boxKey(start)));
  if (cuts.length === 0) return picture;
  const cutAbove = (y: number): Cut | undefined => cuts.findLast((cut) => cut.y <= y);
  const columns = new Map<Cut | undefined, DrawingColumn>();
  const turns: Way[] = [];
  let before: DrawingColumn | undefined;
  for (const cut of [undefined, ...cuts]) {
    const boxes = picture.boxes.filter(({ y }) => cutAbove(y) === cut);
    const ways = picture.ways.filter((way) => !crossesAny(way, cuts) && cutAbove(middleOf(way)) === cut);
    const left = Math.min(...boxes.map(({ x }) => x), ...ways.flat().map(({ x }) => x));
    const right = Math.max(...boxes.map(labelEnd), ...ways.flat().map(({ x }) => x));
    const column = {
      boxes,
      ways,
      dx: (before ? before.right + before.dx + gutter : 0) - left,
      dy: bend - Math.min(...boxes.map(({ y }) => y)) + arrival,
      right,
      bottom: Math.max(...boxes.map(({ y, height }) => y + height), ...ways.flat().map(({ y }) => y)),
    };
    if (cut && before) turns.push(turn(cut, before, column));
    columns.set(cut, column);
    before = column;
  }
  const all = [...columns.values()];
  const last = itemAt(all, -1);
  return {
    width: last.right + last.dx,
    height: Math.max(...all.map(({ bottom, dy }) => bottom + dy)) + bend,
    boxes: all.flatMap(({ boxes, dx, dy }) =>
      boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy, axis: box.axis + dx })),
    ),
    ways: [...all.flatMap(({ ways, dx, dy }) => ways.map((way) => moved(way, dx, dy))), ...turns],
    ends: picture.ends.map((end) => {
      const { dx, dy } = found(columns, cutAbove(end.y));
      return { x: end.x + dx, y: end.y + dy };
    }),
  };
}

interface DrawingColumn {
  readonly boxes: readonly Box[];
  readonly ways: readonly Way[];
  /** The distance that it moves. */
  readonly dx: number;
  readonly dy: number;
  /** Its end before it moved. */
  readonly right: number;
  readonly bottom: number;
}

/** The length of a turn's last straight part, with the arrow head. */
const arrival = 12;

function turn({ axis, start }: Cut, from: DrawingColumn, to: DrawingColumn): Way {
  const [down, bottom] = [axis + from.dx, from.bottom + from.dy];
  const [into, top] = [axis + to.dx, start.y + to.dy];
  const up = from.right + from.dx + gutter / 2;
  return [
    { x: down, y: bottom },
    { x: up, y: bottom },
    { x: up, y: top - arrival },
    { x: into, y: top - arrival },
    { x: into, y: top },
  ];
}

const moved = (way: Way, dx: number, dy: number): Way => way.map(({ x, y }) => ({ x: x + dx, y: y + dy }));
const topOf = (way: Way): number => Math.min(...way.map(({ y }) => y));
const bottomOf = (way: Way): number => Math.max(...way.map(({ y }) => y));
const middleOf = (way: Way): number => (topOf(way) + bottomOf(way)) / 2;
const crosses = (way: Way, y: number): boolean => topOf(way) < y && y < bottomOf(way);
const crossesAny = (way: Way, cuts: readonly Cut[]): boolean => cuts.some(({ y }) => crosses(way, y));

/** The possible cuts, from top to bottom. */
function cutsOf({ boxes, ways }: DrawingPicture): readonly Cut[] {
  const cuts: Cut[] = [];
  let end = Number.POSITIVE_INFINITY;
  const sorted = boxes.toSorted((a, b) => a.y - b.y);
  const crossing = crossings(ways);
  for (const [index, box] of sorted.entries()) {
    // Boxes side by side have the same top, and more than one way leads to them.
    const y = box.y - 1;
    if (end <= y && sorted[index + 1]?.y !== box.y) {
      const [way, another] = crossing(y);
      const [first, last] = way ?? [];
      if (way && !another && way.length === 2 && first?.x === last?.x && first?.x === box.axis)
        cuts.push({ y, axis: box.axis, start: box });
    }
    end = Math.max(end === Number.POSITIVE_INFINITY ? 0 : end, box.y + box.height);
  }
  return cuts;
}

/** The ways at a height, at most two; heights must increase from call to call. */
function crossings(ways: readonly Way[]): (y: number) => readonly Way[] {
  const sorted = ways.toSorted((a, b) => topOf(a) - topOf(b));
  let next = 0;
  let open: Way[] = [];
  return (y) => {
    for (let way = sorted[next]; way && topOf(way) < y; way = sorted[next]) {
      open.push(way);
      next += 1;
    }
    open = open.filter((way) => bottomOf(way) > y);
    return open.slice(0, 2);
  };
}

/** The cuts into at most `columns` columns that minimize the height of the highest. */
function divide({ height }: DrawingPicture, cuts: readonly Cut[], columns: number): readonly Cut[] {
  const within = (most: number): readonly Cut[] => {
    const chosen: Cut[] = [];
    let top = 0;
    for (const [index, cut] of cuts.entries()) {
      const end = cuts[index + 1]?.y ?? height;
      if (end - top <= most) continue;
      chosen.push(cut);
      top = cut.y;
    }
    return chosen;
  };
  let [low, high] = [height / columns, height];
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (within(middle).length < columns) high = middle;
    else low = middle;
  }
  return within(high);
}
