import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/analysis/report.js';
import { chooseStarts, inColumns, scaleToFit } from '../../src/reports/drawing/columns.js';
import { kindsOf } from '../../src/reports/drawing/kinds.js';
import { looksOf } from '../../src/reports/drawing/looks.js';
import {
  type Box,
  boxKey,
  type DrawingPicture,
  drawKind,
  drawNetwork,
  sizes,
} from '../../src/reports/drawing/picture.js';
import type { Way } from '../../src/reports/drawing/piece.js';
import { Structure } from '../../src/reports/drawing/structure.js';
import { textWidth } from '../../src/reports/drawing/text-width.js';
import { inception, reportOn } from '../report/fixtures.js';

const structureOf = (report: Report) => new Structure(report, looksOf(report));

/** Places along a way, close together, as it is drawn: straight, or a curve that starts and ends straight up or down. */
function* along(way: Way): Generator<{ x: number; y: number }> {
  let beyond = 20;
  for (const [index, to] of way.slice(1).entries()) {
    const from = way[index] as { x: number; y: number };
    if (from.x === to.x) beyond = to.y < from.y ? -20 : 20;
    for (let step = 0; step <= 24; step += 1) {
      const t = step / 24;
      const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
      const middle = from.y === to.y ? from.y + beyond : (from.y + to.y) / 2;
      yield { x: (a + b) * from.x + (c + d) * to.x, y: a * from.y + (b + c) * middle + d * to.y };
    }
  }
}

const contains = (outer: Box, inner: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a place is inside of a box, not on its edge. */
const isIn = ({ x, y, width, height }: Box, at: { x: number; y: number }) =>
  at.x > x + 0.01 && at.x < x + width - 0.01 && at.y > y + 0.01 && at.y < y + height - 0.01;

/** What a reader would be misled by. */
function complaints({ boxes, ways, width, height }: DrawingPicture): readonly string[] {
  const found: string[] = [];
  for (const [index, box] of boxes.entries()) {
    for (const other of boxes.slice(index + 1))
      if (overlap(box, other) && !(box.isOpen && contains(box, other)))
        found.push(`${box.title} and ${other.title} overlap`);
    if (box.x < 0 || box.y < 0 || box.x + box.width > width + 0.01 || box.y + box.height > height + 0.01)
      found.push(`${box.title} leaves the picture`);
    const share = box.share === '' ? 0 : textWidth(box.share, sizes.shape);
    const room = box.width - 16;
    if (textWidth(box.title, sizes.title, true) > room) found.push(`the name ${box.title} leaves its box`);
    if (!box.isOpen && textWidth(box.detail, sizes.detail) + share > room) found.push(`${box.detail} leaves its box`);
    const label = {
      ...box,
      x: box.axis + 6,
      y: box.y + box.height + 3,
      width: textWidth(box.shape, sizes.shape),
      height: 12,
    };
    for (const other of boxes)
      if (overlap(label, other) && !(other.isOpen && contains(other, label)))
        found.push(`the shape of ${box.title} lies over ${other.title}`);
    if (label.x + label.width > width) found.push(`the shape of ${box.title} leaves the picture`);
  }
  const shut = boxes.filter(({ isOpen }) => !isOpen);
  for (const way of ways)
    for (const place of along(way))
      for (const box of shut) if (isIn(box, place)) found.push(`a way crosses ${box.title}`);
  return [...new Set(found)];
}

/** A picture, and the same in columns, for a wide window and a low one. */
const inWindows = (picture: DrawingPicture): readonly DrawingPicture[] => [
  picture,
  ...[
    { width: 800, height: 700 },
    { width: 3000, height: 200 },
  ].map((frame) => inColumns(picture, chooseStarts(picture, frame))),
];

const picturesOf = (report: Report): readonly DrawingPicture[] => {
  const structure = structureOf(report);
  const kinds = kindsOf(structure);
  const names = new Set(report.modules.map(({ name }) => name));
  const [half] = [new Set([...names].filter((_, index) => index % 2 === 0))];
  return [
    ...[new Set<string>(), names, half].flatMap((open) =>
      inWindows(drawNetwork({ structure, kinds, isOpen: (name) => open.has(name) })),
    ),
    ...[...new Set(kinds.values())].map((kind) => drawKind({ structure, kinds, isOpen: () => false }, kind)),
  ];
};

describe('pictures', () => {
  it('of Inception V3 have no overlaps, folded and unfolded', () => {
    for (const picture of picturesOf(reportOn(inception))) expect(complaints(picture)).toEqual([]);
  });

  it('of long networks are arranged in columns, with the same boxes in the same order', () => {
    const structure = structureOf(reportOn(inception));
    const picture = drawNetwork({ structure, kinds: kindsOf(structure), isOpen: () => false });
    const frame = { width: 800, height: 700 };
    const wrapped = inColumns(picture, chooseStarts(picture, frame));
    expect(scaleToFit(picture, frame)).toBeLessThan(0.5);
    expect(scaleToFit(wrapped, frame)).toBe(1);
    expect(wrapped.boxes.map(boxKey)).toEqual(picture.boxes.map(boxKey));
    expect(wrapped.ways.length).toBe(picture.ways.length);
  });

  it('contain each layer once', () => {
    const report = reportOn(inception);
    const structure = structureOf(report);
    const kinds = kindsOf(structure);
    const all = drawNetwork({ structure, kinds, isOpen: () => true });
    const layers = all.boxes.flatMap(({ part }) => (part.kind === 'layer' ? [part.entry.name] : []));
    expect([...layers].sort()).toEqual(report.layers.map(({ name }) => name).sort());
  });

  it('draw bypasses once, and no larger than needed', () => {
    const conv = (name: string) => ({ op: 'conv2d', name, filters: 2, kernel_size: 1 });
    const residual = (name: string) => ({ name, join: 'add', branches: [[conv('A'), conv('B')], []] });
    const layers = [conv('Stem'), residual('One'), residual('Two')];
    const text = JSON.stringify({ netspec: 1, name: 'N', inputs: { image: '4x3x2' }, layers, outputs: { out: 'Two' } });
    const structure = structureOf(reportOn(text));
    const kinds = kindsOf(structure);
    const { width, height, ways, boxes } = drawNetwork({ structure, kinds, isOpen: () => true });
    expect(boxes).toHaveLength(1 + 1 + 2 * (1 + 3));
    expect(ways.length).toBeLessThan(40);
    expect({ isNarrow: width < 250, isLow: height < 900 }).toEqual({ isNarrow: true, isLow: true });
  });

  it('have no overlaps for any connections', () => {
    // Layers that each take one or two of those before them, in modules or not: seldom series-parallel.
    const wiring = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean(), fc.integer({ min: 1, max: 40 })), {
      minLength: 1,
      maxLength: 14,
    });
    fc.assert(
      fc.property(wiring, (picks) => {
        const names = ['image'];
        const layers: object[] = [];
        for (const [index, [one, other, isModule, length]] of picks.entries()) {
          const inputs = [...new Set([names[one % names.length], names[other % names.length]])] as string[];
          const name = `${'Long_'.repeat(length % 9)}Layer_${index}`;
          const merged = inputs.length > 1 ? [{ op: 'concat', name: `Both_${index}`, input: inputs }] : [];
          layers.push(...merged);
          const conv = { op: 'conv2d', filters: 4, kernel_size: 1 };
          const input = merged.length > 0 ? `Both_${index}` : inputs[0];
          if (isModule)
            layers.push({
              name,
              input,
              join: 'add',
              branches: [
                [{ ...conv, name: 'A' }],
                [
                  { ...conv, name: 'B' },
                  { ...conv, name: 'C' },
                ],
              ],
            });
          else layers.push({ ...conv, name, input });
          names.push(name);
        }
        const taken = new Set(layers.flatMap((layer) => (layer as { input: string | string[] }).input));
        const outputs = Object.fromEntries(
          names
            .slice(1)
            .filter((name) => !taken.has(name))
            .map((name) => [name, name]),
        );
        const text = JSON.stringify({ netspec: 1, name: 'N', inputs: { image: '4x3x2' }, layers, outputs });
        for (const picture of picturesOf(reportOn(text))) expect(complaints(picture)).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
