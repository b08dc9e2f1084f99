/** Drawings as elements of SVG, as data: the caller encodes them, or makes nodes of them. */

import { type Box, type DrawingPicture, sizes } from './picture.js';
import type { Way } from './piece.js';
import { textWidth } from './text-width.js';

export interface Mark {
  readonly tag: 'g' | 'rect' | 'path' | 'text' | 'title' | 'desc';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly Mark[];
  readonly text?: string;
}

/** The ways of a picture, which are below its boxes. */
export function waysMark({ ways }: DrawingPicture): Mark {
  return { tag: 'path', attributes: { class: 'way', d: ways.map(pathOf).join('') } };
}

/** The ends of a picture's ways. */
export function endsMark({ ends }: DrawingPicture): Mark {
  return { tag: 'path', attributes: { class: 'head', d: ends.map(({ x, y }) => headAt(x, y)).join('') } };
}

/** A box with its texts, its bar, the arrow head above it and the shape below it. */
export function boxMark(box: Box): Mark {
  const { x, y, width, height, axis, family, kind, isOpen, title, detail, share, bar, shape, part } = box;
  const hue = kind === undefined ? '' : ` kind-${kind % hues}`;
  const left = x + 10;
  const lines = detail === '' ? y + sizes.line / 2 + 4 : y + 16;
  return {
    tag: 'g',
    attributes: { class: `box ${family}${hue}${isOpen ? ' open' : ''}` },
    children: [
      { tag: 'title', attributes: {}, text: part.kind === 'input' ? part.label : part.entry.name },
      ...(family === 'module' && !isOpen ? [rect(x + 3, y + 3, width, height, 'behind')] : []),
      rect(x, y, width, height, 'frame'),
      ...(bar > 0 && !isOpen ? [rect(x + 1, y + height - 4, Math.max(1, round((width - 2) * bar)), 3, 'bar')] : []),
      detail === '' ? text(axis, lines, 'name alone', title) : text(left, lines, 'name', title),
      ...(detail === '' ? [] : [isOpen ? beside(box) : text(left, y + 29.5, 'detail', detail)]),
      ...(share === '' ? [] : [text(x + width - 10, isOpen ? lines : y + 29.5, 'share', share)]),
      ...(box.hasInput ? [{ tag: 'path' as const, attributes: { class: 'head', d: headAt(axis, y) } }] : []),
      text(axis + 6, y + height + 14, 'shape', shape),
    ],
  };
}

/** The number of colors for kinds of modules. */
const hues = 8;

/** The details of an open module, in the line of its name. */
function beside({ x, y, title, detail }: Box): Mark {
  return {
    tag: 'text',
    attributes: { class: 'detail', x: round(x + 10 + textWidth(title, sizes.title, true) + 8), y: round(y + 16) },
    text: detail,
  };
}

const rect = (x: number, y: number, width: number, height: number, kind: string): Mark => ({
  tag: 'rect',
  attributes: {
    class: kind,
    x: round(x),
    y: round(y),
    width: round(width),
    height: round(height),
    rx: kind === 'bar' ? 1.5 : 5,
  },
});

export const text = (x: number, y: number, kind: string, content: string): Mark => ({
  tag: 'text',
  attributes: { class: kind, x: round(x), y: round(y) },
  text: content,
});

const round = (value: number): number => Math.round(value * 10) / 10;

function pathOf([start, ...points]: Way): string {
  if (!start) return '';
  let path = `M${round(start.x)} ${round(start.y)}`;
  let { x, y } = start;
  let isUp = false;
  for (const point of points) {
    if (point.x === x) {
      isUp = point.y < y;
      path += `V${round(point.y)}`;
    } else {
      // From side to side it bends half way down; at one height it turns around, beyond that height.
      const middle = round(point.y === y ? y + (isUp ? -turnDepth : turnDepth) : (y + point.y) / 2);
      path += `C${round(x)} ${middle} ${round(point.x)} ${middle} ${round(point.x)} ${round(point.y)}`;
    }
    ({ x, y } = point);
  }
  return path;
}

/** The distance of a turn's handles in pixels; the curve reaches three quarters of it. */
const turnDepth = 20;

const headAt = (x: number, y: number): string =>
  `M${round(x - 3.5)} ${round(y - 6)}L${round(x)} ${round(y)}L${round(x + 3.5)} ${round(y - 6)}Z`;
