/** A diagram as boxes with texts, ways between them, and their places: everything that a drawing shows. */
import type { ModuleEntry } from '../../analysis/report.js';
import type { OpKind } from '../../ops/op.js';
import { found, itemAt } from '../../text/lookup.js';
import { type Shown, shapeLabel } from '../shape-words.js';
import { percent } from '../words.js';
import { describe, familyOf, oneOf } from './describe.js';
import { letterOf, type ModuleKind } from './kinds.js';
import { type LayoutNode, layOut } from './layout.js';
import type { Way } from './piece.js';
import type { Diagram, DrawnPart, Structure } from './structure.js';
import { fitText, textWidth } from './text-width.js';

/** A rectangle in a drawing, in pixels from its top left corner. */
export interface Box {
  readonly part: DrawnPart;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Whether its inside is drawn. */
  readonly isOpen: boolean;
  /** Where ways arrive and leave. */
  readonly axis: number;
  readonly hasInput: boolean;
  readonly title: string;
  readonly detail: string;
  /** The shape of its output, beside the way that leaves it. */
  readonly shape: string;
  /** `12.2%` of the MACs, and the ratio to the greatest share, from 0 to 1. */
  readonly share: string;
  readonly bar: number;
  readonly family: OpKind | 'module' | 'input';
  /** The number of a module's kind. */
  readonly kind?: number;
}

/** The key of a box: its kind and full name. */
export const boxKey = ({ part }: Box): string => `${part.kind} ${part.kind === 'input' ? part.label : part.entry.name}`;

/** The right end of a box, or of the shape below it. */
export const labelEnd = (box: Box): number => Math.max(box.x + box.width, box.axis + stemWidth(box));

export interface DrawingPicture {
  readonly width: number;
  readonly height: number;
  /** Open boxes come before the boxes in them. */
  readonly boxes: readonly Box[];
  readonly ways: readonly Way[];
  /** The ends of outputs. */
  readonly ends: readonly { readonly x: number; readonly y: number }[];
}

export interface View {
  readonly structure: Structure;
  readonly kinds: ReadonlyMap<string, ModuleKind>;
  /** Whether a module's inside is drawn. */
  readonly isOpen: (module: string) => boolean;
}

export const sizes = {
  border: 20,
  title: 12,
  detail: 10.5,
  shape: 10,
  box: 38,
  line: 26,
  stem: 21,
  padding: 14,
  caption: 26,
} as const;
const narrowest = 68;
const widest = 200;

/** The whole network, with modules folded unless they are open. */
export const drawNetwork = (view: View): DrawingPicture => new Drawing(view).whole();

/** The inside of a kind of module; what differs among its modules is listed. */
export const drawKind = (view: View, kind: ModuleKind): DrawingPicture => new Drawing(view).kind(kind);

/** A part to draw, about its own axis. */
interface PartSketch extends LayoutNode {
  readonly box: Omit<Box, 'x' | 'y' | 'width' | 'height' | 'axis' | 'hasInput'>;
  readonly inside?: Inside;
}

interface Inside extends DrawingPicture {
  readonly left: number;
}

/** Parts in the same place of modules of one kind. */
type Alike = readonly [DrawnPart, ...DrawnPart[]];

class Drawing {
  constructor(private readonly view: View) {}

  whole(): DrawingPicture {
    const diagram = { ...this.view.structure.diagram(''), exits: [] };
    return this.arrangeAlone(diagram);
  }

  kind({ modules: [first, ...others] }: ModuleKind): DrawingPicture {
    const diagramOf = ({ name }: ModuleEntry) => this.view.structure.diagram(name, true);
    const [diagram, twins] = [diagramOf(first), others.map(diagramOf)];
    const alike = diagram.parts.map((part, at): Alike => [part, ...twins.map(({ parts }) => itemAt(parts, at))]);
    const most = mostMacs(alike);
    return this.arrange(
      diagram,
      alike.map((parts) => this.sketch(parts, most)),
    );
  }

  // -------------------------------------------------------------- one part

  private sketch(parts: Alike, most: number): PartSketch {
    const [part] = parts;
    const { structure, kinds, isOpen } = this.view;
    const shape = shapesLabel(parts.map(({ dims }) => dims));
    const base = { part, isOpen: false, shape, share: '', bar: 0 };
    if (part.kind === 'input')
      return closed({ ...base, title: oneOf(parts.map(({ label }) => label)), detail: '', family: 'input' });
    const isComparable = structure.report.totals.macs !== null && most > 0;
    const costs = { share: shareLabel(parts, structure), bar: isComparable ? macsOf(parts) / most : 0 };
    if (part.kind === 'layer') {
      const entries = parts.flatMap((one) => (one.kind === 'layer' ? [one.entry] : []));
      const detail = describe(entries, structure.looks);
      const family = familyOf(part.entry, structure.looks);
      return closed({ ...base, ...costs, title: part.label, detail: detail === part.label ? '' : detail, family });
    }
    const kind = found(kinds, part.entry.name);
    const named = part.entry.block === undefined ? `${part.entry.layers} layers` : part.entry.block;
    const box = { ...base, ...costs, title: part.label, family: 'module' as const, kind: kind.number };
    if (!isOpen(part.entry.name)) return closed({ ...box, detail: `(${letterOf(kind)}) ${named}` });
    return this.opened({ ...box, detail: named, isOpen: true }, part.entry.name);
  }

  private opened(box: PartSketch['box'], module: string): PartSketch {
    const diagram = this.view.structure.diagram(module);
    const inside = this.arrangeAlone(diagram);
    const title = fitText(box.title, widest, sizes.title, true);
    const caption = textWidth(title, sizes.title, true) + textWidth(box.detail, sizes.detail) + 8;
    const left = inside.left + sizes.padding;
    const right = Math.max(
      inside.width - inside.left + sizes.padding,
      caption + 2 * sizes.padding - left,
      stemWidth(box),
    );
    return {
      left,
      right,
      height: sizes.caption + inside.height + sizes.padding,
      stem: sizes.stem,
      box: { ...box, title },
      inside,
    };
  }

  // -------------------------------------------------------------- all parts

  private arrangeAlone(diagram: Diagram): Inside {
    const alone = diagram.parts.map((part): Alike => [part]);
    const most = mostMacs(alone);
    return this.arrange(
      diagram,
      alone.map((parts) => this.sketch(parts, most)),
    );
  }

  private arrange(diagram: Diagram, sketched: readonly PartSketch[]): Inside {
    const sketches = even(sketched);
    const layout = layOut({ ...diagram, nodes: sketches });
    const { left } = layout;
    const taking = new Set([...diagram.edges.map(([, to]) => to), ...diagram.entries]);
    const boxes: Box[] = [];
    const ways: Way[] = layout.ways.map((way) => way.map(({ x, y }) => ({ x: x + left, y })));
    const ends = diagram.exits.length > 0 ? [{ x: left, y: layout.height }] : [];
    for (const [index, { node, x: at, y }] of layout.places.entries()) {
      const { left: toLeft, right: toRight, height, box, inside } = node;
      const axis = at + left;
      // A shape beside the stem may extend beyond its box.
      const [x, width] = inside ? [axis - toLeft, toLeft + toRight] : [axis - toLeft, 2 * toLeft];
      boxes.push({ ...box, x, y, width, height, axis, hasInput: taking.has(index) });
      if (!inside) continue;
      const [dx, dy] = [axis - inside.left, y + sizes.caption];
      boxes.push(...inside.boxes.map((one) => ({ ...one, x: one.x + dx, y: one.y + dy, axis: one.axis + dx })));
      for (const way of inside.ways) ways.push(way.map((point) => ({ x: point.x + dx, y: point.y + dy })));
      // From where the stem begins in the open box, out of it.
      for (const end of inside.ends)
        ways.push([
          { x: end.x + dx, y: end.y + dy },
          { x: end.x + dx, y: y + height },
        ]);
    }
    return { left, width: left + layout.right, height: layout.height, boxes, ways, ends };
  }
}

/** The space to the right of the axis for the shape beside a stem. */
const stemWidth = ({ shape }: Pick<Box, 'shape'>): number => 6 + textWidth(shape, sizes.shape) + 4;

/** A closed box, as wide as its texts, up to a limit. */
function closed(box: PartSketch['box']): PartSketch {
  const share = box.share === '' ? 0 : textWidth(box.share, sizes.shape) + 12;
  const wanted = Math.max(textWidth(box.title, sizes.title, true), textWidth(box.detail, sizes.detail) + share);
  const inside = Math.min(Math.max(Math.ceil(wanted), narrowest), widest);
  const title = fitText(box.title, inside, sizes.title, true);
  const detail = fitText(box.detail, inside - share, sizes.detail);
  return {
    ...widthOf(box, inside + sizes.border),
    height: detail === '' ? sizes.line : sizes.box,
    stem: sizes.stem,
    box: { ...box, title, detail },
  };
}

const widthOf = (box: PartSketch['box'], width: number): { left: number; right: number } => ({
  left: width / 2,
  right: Math.max(width / 2, Math.ceil(stemWidth(box))),
});

/** Makes the boxes of a diagram equally wide. */
function even(sketches: readonly PartSketch[]): readonly PartSketch[] {
  const evenOnes = new Set(
    sketches.filter(({ inside, box }) => !inside && box.family !== 'input' && box.family !== 'join'),
  );
  const width = [...evenOnes].reduce((most, { left }) => Math.max(most, 2 * left), 0);
  return sketches.map((sketch) => (evenOnes.has(sketch) ? { ...sketch, ...widthOf(sketch.box, width) } : sketch));
}

/** The sum of multiply-accumulates. */
const macsOf = (parts: readonly DrawnPart[]): number =>
  parts.reduce((sum, part) => sum + (part.kind === 'input' ? 0 : (part.entry.macs ?? 0)), 0);

const mostMacs = (places: readonly (readonly DrawnPart[])[]): number =>
  places.reduce((most, parts) => Math.max(most, macsOf(parts)), 0);

const shareLabel = (parts: readonly DrawnPart[], { report }: Structure): string =>
  percent(macsOf(parts), report.totals.macs);

/** A shape; for several `35×35×256|288` if one dimension differs, else the first and the last of them. */
function shapesLabel(shapes: readonly (readonly Shown[])[]): string {
  const [first = []] = shapes;
  const sizes = first.map((_, axis) => shapes.map((shape) => String(shape[axis] ?? '?')));
  const differing = sizes.filter((sides) => new Set(sides).size > 1);
  const isOneRank = shapes.every(({ length }) => length === first.length);
  return isOneRank && differing.length < 2
    ? shapeLabel(sizes.map((sides) => oneOf(sides)))
    : oneOf(shapes.map(shapeLabel), ' … ');
}
