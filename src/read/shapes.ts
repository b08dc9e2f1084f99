/** Reads shapes, and the sizes that a spec names. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { duplicateItem, duplicateSize, firstDefinedHere } from '../diagnostics/messages/names.js';
import { write } from '../diagnostics/messages/remedies.js';
import { emptyBounds, notAShape } from '../diagnostics/messages/schema.js';
import { walk } from '../expressions/expression.js';
import { parseExpression } from '../expressions/parse.js';
import type { SizeBounds } from '../expressions/shape.js';
import {
  type DeclaredSize,
  type Formula,
  mostDimensions,
  type Name,
  type PlainShape,
  type Spec,
  type WrittenShape,
} from '../spec/spec.js';
import { entriesOf, type Mapping, partOf, type Scalar, scalarAt, scalarsIn, type Tree, valueAt } from '../yaml/tree.js';
import { readFormula, readVariable, readVariables } from './words.js';

// ---------------------------------------------------------------- shapes

/** Reads `35x35x256` or a list; `?` is an unknown dimension. Anything else is reported, and has no dimensions. */
export function readPlainShape(tree: Tree, diagnostics: Diagnostics): PlainShape {
  const dims = plainDims(tree);
  if (!dims) diagnostics.report(notAShape(textOf(tree)), tree.span, { help: mended(tree) });
  return { dims: dims ?? [], span: tree.span };
}

/** Reads a shape in which sizes may also be expressions: `length // 2 x 768`. */
export function readShape(tree: Tree, diagnostics: Diagnostics): WrittenShape {
  const { span } = tree;
  const plain = plainDims(tree);
  if (plain) return { dims: plain, span };
  const help = mended(tree);
  const pieces = piecesOf(tree);
  const isWhole = pieces.length <= mostDimensions && !pieces.some(({ text }) => foreignUnknown.test(text));
  if (help === undefined && isWhole && pieces.some(mentionsName))
    return { dims: pieces.map((piece) => readDim(piece, diagnostics)), span };
  diagnostics.report(notAShape(textOf(tree)), span, { help: help ?? spaced(tree) });
  return { dims: [], span };
}

/** An unknown size in other libraries. */
const foreignUnknown = /^(None|null|-1)$/;

/** The dimensions of a shape of numbers and `?`; undefined if it is another. */
function plainDims(tree: Tree): readonly (number | null)[] | undefined {
  return dimensionsOf(tree.kind === 'scalar' ? tree.text.split('x') : scalarsIn(tree).map(({ text }) => text));
}

/** The dimensions of a shape, `null` for `?`; undefined if one is invalid, or if there are too many or none. */
function dimensionsOf(written: readonly string[]): readonly (number | null)[] | undefined {
  if (written.length === 0 || written.length > mostDimensions) return undefined;
  const dims = written.map(dimOf);
  return dims.includes(undefined) ? undefined : dims.flatMap((dim) => (dim === undefined ? [] : [dim]));
}

function dimOf(written: string): number | null | undefined {
  if (written === '?') return null;
  const size = /^\d+$/.test(written) ? Number(written) : 0;
  return size > 0 && Number.isSafeInteger(size) ? size : undefined;
}

/** The dimensions of a shape: what is around an x with spaces, and the numbers and `?` in `35x35`. */
function piecesOf(tree: Tree): readonly Scalar[] {
  if (tree.kind !== 'scalar') return scalarsIn(tree);
  return splitAt(tree, / +x +/g).flatMap((piece) =>
    /^[\d?]+(x[\d?]+)+$/.test(piece.text) ? splitAt(piece, /x/g) : piece,
  );
}

function splitAt(scalar: Scalar, separator: RegExp): readonly Scalar[] {
  let start = 0;
  const parts = [...scalar.text.matchAll(separator)].map(({ 0: found, index }) => {
    const part = partOf(scalar, start, index);
    start = index + found.length;
    return part;
  });
  return [...parts, partOf(scalar, start, scalar.text.length)];
}

/** Whether a dimension is an expression of names, or one with a mistake. */
function mentionsName({ text }: Scalar): boolean {
  const parsed = parseExpression(text);
  // With a mistake in it; 8x and 8xlength are no expressions.
  if (!('kind' in parsed)) return /[A-WYZa-wyz_]/.test(text) && !/\dx|x\d|[,\u00d7]/.test(text);
  return [...walk(parsed)].some(({ kind }) => kind === 'name' || kind === 'size');
}

function readDim(piece: Scalar, diagnostics: Diagnostics): number | null | Formula {
  const plain = dimOf(piece.text);
  return plain === undefined ? readFormula(piece, diagnostics) : plain;
}

const textOf = ({ span }: Tree): string => span.source.text.slice(span.start, span.end);

/** The remedy for a shape of numbers in another notation. Only the author can change a declaration. */
function mended(tree: Tree): string | undefined {
  const sizes = textOf(tree)
    .replaceAll(/[[\](){}\s'"]|,\s*\)?$/g, '')
    .replaceAll(/None|null|-1/g, '?')
    .split(/[xX*,\u00d7]/);
  // Shapes have no batch.
  const text = (sizes.length === 4 && sizes[0] === '?' ? sizes.slice(1) : sizes).join('x');
  return dimensionsOf(text.split('x')) && write(text);
}

/** The remedy for a shape with names in another notation, such as `35xlength` or `(length, 768)`. */
function spaced(tree: Tree): string | undefined {
  const dims = textOf(tree)
    .replaceAll(/^[[({'"\s]+|[\])}'"\s,]+$/g, '')
    .split(/\s*[,\u00d7]\s*|\s+[xX]\s+|(?<=[\d?])[xX]|[xX](?=[\d?])/)
    .map((dim) => dim.replace(foreignUnknown, '?'));
  const areSizes = dims.every((dim) => dimOf(dim) !== undefined || /^[A-Za-z_]\w*$/.test(dim));
  return areSizes && dims.length > 1 ? write(dims.join(' x ')) : undefined;
}

// ---------------------------------------------------------------- sizes

/** Reads the sizes that a spec names: a list of names, or a mapping of names to bounds. */
export function readSizes(
  tree: Mapping,
  { parameters, formulas, inputs }: Pick<Spec, 'parameters' | 'formulas' | 'inputs'>,
  diagnostics: Diagnostics,
): Spec['sizes'] {
  const declared = valueAt(tree, 'sizes');
  const sizes =
    declared?.kind === 'list'
      ? readVariables(scalarsIn(declared), duplicateSize, diagnostics)
      : entriesOf(declared).map(({ key, value }) => readSize(readVariable(key, diagnostics), value, diagnostics));
  const taken = [...parameters.values(), ...[...formulas.values()].map(({ key }) => key), ...inputs.values()];
  for (const { text, span } of sizes) {
    const other = taken.find((one) => one.text === text);
    const notes = other && [{ message: firstDefinedHere, span: other.span }];
    if (notes) diagnostics.report(duplicateItem(text), span, { notes });
  }
  return new Map(sizes.map((size) => [size.text, size]));
}

function readSize(name: Name, tree: Tree, diagnostics: Diagnostics): DeclaredSize {
  const bounds: SizeBounds = { ...boundIn(tree, 'minimum'), ...boundIn(tree, 'maximum') };
  const { minimum = 1, maximum } = bounds;
  if (maximum === undefined || minimum <= maximum) return { ...name, ...bounds };
  diagnostics.report(emptyBounds(name.text, minimum, maximum), name.span);
  return name;
}

function boundIn(tree: Tree, key: keyof SizeBounds): SizeBounds {
  const bound = tree.kind === 'mapping' ? scalarAt(tree, key)?.value : undefined;
  return typeof bound === 'number' ? { [key]: bound } : {};
}
