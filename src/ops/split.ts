import { noAxisInShape, onePart, sizesDiffer, unevenParts } from '../diagnostics/messages/shapes.js';
import { type Dim, floorDivide, formatShape, isKnown, type Shape } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axisAliases, axisDoc, placeOfAxis } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { type Assume, anyValues, defineOp } from './op.js';

export const split = defineOp({
  name: 'split',
  keras: 'Split',
  aliases: [
    'Chunk',
    ['tensor_split', 'parts is their number, or the list of their sizes'],
    ['unbind', 'with as many parts, and a squeeze for each'],
    ['unstack', 'with as many parts, and a squeeze for each'],
  ],
  doc: 'Splits an axis into parts, which are the outputs 0, 1, 2, and so on: of a split called Halves, Halves.0 and Halves.1.',
  kind: 'shape',
  figure: { shows: 'parts' },
  inputs: anyValues,
  outputs: { countedBy: 'parts' },
  attributes: {
    parts: attribute(
      { type: 'integers', minimum: 1 },
      {
        doc: 'The number of equal parts, or a list with the size of each part.',
        aliases: [
          'num_or_size_splits',
          'num_split',
          'num_splits',
          'num_outputs',
          'chunks',
          'sections',
          'indices_or_sections',
          'sizes',
          'split_sizes',
          ['split_size', 'it is the number of parts, or the list of all sizes'],
          ['split_size_or_sections', 'it is the number of parts, or the list of all sizes'],
        ],
      },
    ),
    axis: attribute(
      { type: 'integer' },
      {
        doc: axisDoc,
        default: -1,
        aliases: axisAliases,
      },
    ),
  },
  window({ axis }, { x: { shape } }) {
    return { kind: placeOfAxis(axis, shape.length) === shape.length - 1 ? 'same' : 'none' };
  },
  infer({ x }, { parts, axis }, assume) {
    const { shape } = x;
    const along = placeOfAxis(axis, shape.length);
    const size = shape[along];
    if (size === undefined)
      return new RuleFault(noAxisInShape(axis, formatShape(shape), shape.length), { attribute: 'axis' });
    const sizes = sizesOf(size, parts);
    const fault = faultOf(size, parts, `axis ${axis} of ${formatShape(shape)}`, assume);
    if (fault) return new RuleFault(fault, { attribute: 'parts' });
    return Object.fromEntries(sizes.map((part, index) => [String(index), { ...x, shape: shape.with(along, part) }]));
  },
  compute(t, { x }, _, { parts, axis }) {
    const [count = 1] = parts;
    const along = axisFromEnd(t.literal(axis), t.rank(x));
    const all = t.partition(x, along, parts.length === 1 ? count : parts);
    return Object.fromEntries(all.map((part, index) => [String(index), part] as const));
  },
});

/** The sizes of the parts of an axis. */
function sizesOf(size: Dim, parts: readonly number[]): Shape {
  const [count = 1] = parts;
  return parts.length > 1 ? parts : Array.from({ length: count }, () => floorDivide(size, count));
}

/** Why an axis has no such parts. */
function faultOf(size: Dim, parts: readonly number[], axis: string, assume: Assume) {
  const [count = 1, ...others] = parts;
  if (others.length > 0) {
    const total = parts.reduce((sum, part) => sum + part, 0);
    if (!isKnown(size)) assume(`${size} == ${total}`);
    return isKnown(size) && size !== total ? sizesDiffer(axis, size, parts, total) : undefined;
  }
  if (count === 1) return onePart();
  if (!isKnown(size)) assume(`${size} % ${count} == 0`);
  return isKnown(size) && size % count !== 0 ? unevenParts(axis, size, count) : undefined;
}
