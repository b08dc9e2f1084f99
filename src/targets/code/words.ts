/** The texts of comments in generated code: places in the spec, summaries, shapes. */
import type { Value } from '../../expressions/expression.js';
import { formatDim, formatShape, isKnown, joinDims, type Shape } from '../../expressions/shape.js';
import type { Block, Spec } from '../../spec/spec.js';
import { positionAt, type Span } from '../../text/source.js';
import { commentText, quote } from './lexical.js';

/** The file of a span. */
export const fileText = ({ source }: Span): string => commentText(portable(source.file));

/** `(specs/inception-v3.yaml:41)` */
export const placeText = (span: Span): string => `(${fileText(span)}:${positionAt(span.source, span.start).line})`;

/** A path that is the same on every machine: only the file's name if the path is absolute or leads outside. */
function portable(file: string): string {
  const leadsOutside = /^([/\\]|[A-Za-z]:)|\.\./.test(file);
  return leadsOutside ? (file.split(/[\\/]/).at(-1) as string) : file.replaceAll('\\', '/');
}

/** What a network or a block is, with its summary if it has one. */
export function aboutText({ kind, name, summary }: Spec | Block): string {
  if (summary !== undefined) return sentence(commentText(summary));
  return `The ${kind === 'spec' ? 'network' : 'block'} ${commentText(name.text)}.`;
}

export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

export const valueText = (value: Value): string => (typeof value === 'string' ? quote(value) : String(value));

/** The maximum number of shapes that a comment lists for an item. */
const mostShapes = 4;

/** One shape, or the shapes of several uses: `35x35x32|64` if one size varies, else `56x56x64 | 28x28x128`. */
export function shapesText(shapes: readonly Shape[]): string {
  const texts = new Map(shapes.map((shape) => [formatShape(shape), shape.map(formatDim)]));
  const [first = [], ...others] = texts.values();
  const varies = (dim: string, axis: number) => others.some((other) => other[axis] !== dim);
  const varying = first.filter(varies).length;
  if (varying < 2 && others.every(({ length }) => length === first.length))
    return joinDims(first.map((dim, axis) => [...new Set([dim, ...others.map((other) => other[axis])])].join('|')));
  const all = [...texts.keys()];
  const listed = all.length > mostShapes ? [...all.slice(0, mostShapes - 1), '...', all.at(-1)] : all;
  return listed.join(' | ');
}

/** `[299, 299, 3]`, with null for unknown sizes. */
export const dimsText = (shape: Shape): string => `[${shape.map((dim) => (isKnown(dim) ? dim : 'null')).join(', ')}]`;
