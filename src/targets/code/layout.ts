/** Lays out code within a line's width, as formatters do. */

/** The maximum width of generated code. */
export const width = 120;

/** What the formatters of a language agree on. */
export interface LayoutStyle {
  /** The maximum width of a line. */
  readonly width: number;
  /** The columns of one level of indentation. */
  readonly step: number;
}

const standard: LayoutStyle = { width, step: 2 };

/** Text that may be broken over lines: groups are flat if they fit, else broken at all of their lines. */
export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: 'group'; readonly of: Doc; readonly mustBreak?: boolean }
  | { readonly kind: 'indent'; readonly of: Doc }
  | { readonly kind: 'line'; readonly flat: string; readonly broken: string };

export const softline: Doc = { kind: 'line', flat: '', broken: '' };
export const line: Doc = { kind: 'line', flat: ' ', broken: '' };
// A comma after the last item, if the group is broken.
export const ifBroken: Doc = { kind: 'line', flat: '', broken: ',' };
const semicolonIfBroken: Doc = { kind: 'line', flat: '', broken: ';' };

export const group = (of: Doc): Doc => ({ kind: 'group', of });
export const indent = (of: Doc): Doc => ({ kind: 'indent', of });
export const commaSeparated = (items: readonly Doc[]): Doc =>
  items.flatMap((item, index) => (index === 0 ? [item] : [',', line, item]));

/** `{ a, b: 1 }` */
export function object(entries: readonly (readonly [Doc, Doc])[]): Doc {
  if (entries.length === 0) return '{}';
  const items = entries.map(([key, value]) => (key === value ? key : [key, ': ', value]));
  return group(['{', indent([line, commaSeparated(items)]), ifBroken, line, '}']);
}

/** `{ a, b }: { a: T; b: U }`, a parameter; its type is left out without `types`. */
export function patternParameter(keys: readonly string[], types: readonly Doc[] | undefined): Doc {
  const pattern = ['{', indent([line, commaSeparated(keys)]), ifBroken, line, '}'];
  if (!types) return group(pattern);
  const members = types.flatMap((type, index) => [
    ...(index === 0 ? [] : [';', line]),
    [keys[index] ?? '', ': ', type],
  ]);
  const type = group(['{', indent([line, members]), semicolonIfBroken, line, '}']);
  return group([...pattern, ': ', type]);
}

/** `[1, 7]`; a list of lists has a line for each, as formatters have it. */
export function array(items: readonly Doc[]): Doc {
  const mustBreak = items.length > 1 && items.every(isLongList);
  return { kind: 'group', of: ['[', indent([softline, commaSeparated(items)]), ifBroken, softline, ']'], mustBreak };
}

/** Items between brackets, with a line for each if they do not fit. */
export const list = (open: string, items: readonly Doc[], close: string): Doc =>
  group([open, indent([softline, commaSeparated(items)]), ifBroken, softline, close]);

const isLongList = (doc: Doc): boolean =>
  typeof doc === 'object' &&
  'kind' in doc &&
  doc.kind === 'group' &&
  Array.isArray(doc.of) &&
  doc.of[0] === '[' &&
  flatWidth(doc.of) > 3;

const startsWithBrace = (doc: Doc): boolean => Array.isArray(doc) && doc[0] === '{';

/** A call. If the last argument is an object or a list of lists, its brackets are next to the call's. */
export function call(callee: Doc, args: readonly Doc[]): Doc {
  const last = args.at(-1);
  const isGroup = typeof last === 'object' && 'kind' in last && last.kind === 'group';
  if (isGroup && (startsWithBrace(last.of) || last.mustBreak))
    return [callee, '(', args.slice(0, -1).map((arg) => [arg, ', ']), last, ')'];
  return args.length === 0
    ? [callee, '()']
    : group([callee, '(', indent([softline, commaSeparated(args)]), ifBroken, softline, ')']);
}

/** A type with arguments, which are on lines of their own if they do not fit. */
export const generic = (name: string, ...types: readonly Doc[]): Doc =>
  group([name, '<', indent([softline, commaSeparated(types)]), softline, '>']);

/** `'a' | 'b'`, a type. */
export const union = (types: readonly Doc[]): Doc =>
  group([
    { kind: 'line', flat: '', broken: '| ' },
    types.flatMap((type, index) => (index === 0 ? [type] : [{ kind: 'line', flat: ' ', broken: '' }, '| ', type])),
  ]);

/** ` value ?? otherwise` after the equals sign of an assignment, on lines of its own if it does not fit. */
export const orElse = (value: Doc, otherwise: Doc): Doc =>
  group(indent([line, group([value, ' ??', line, otherwise])]));

/** `head =>` with its body on the next line if it does not fit. */
export function arrow(head: string, body: Doc): Doc {
  return group([head, ' =>', indent([line, body])]);
}

/** Lays out a document after a head; `indentation` and `reserved` are the columns before and after the two. */
export function layOut(doc: Doc, indentation = 0, reserved = 0, style = standard, head = ''): string {
  let text = head;
  let column = indentation + head.length;
  const write = (piece: string) => {
    text += piece;
    column += piece.length;
  };
  const place = (part: Doc, flat: boolean, depth: number, after: number): void => {
    if (typeof part === 'string') return write(part);
    if ('kind' in part) {
      if (part.kind === 'indent') return place(part.of, flat, depth + style.step, after);
      if (part.kind === 'group')
        return place(part.of, flat || column + flatWidth(part) + after <= style.width, depth, after);
      if (flat) return write(part.flat);
      if (part.broken) return write(part.broken);
      text += `\n${' '.repeat(depth)}`;
      column = depth;
      return;
    }
    for (const [index, inner] of part.entries()) place(inner, flat, depth, widthUpToLine(part.slice(index + 1), after));
  };
  place(doc, false, indentation, reserved);
  return text;
}

function flatWidth(doc: Doc): number {
  if (typeof doc === 'string') return doc.length;
  if (!('kind' in doc)) return doc.reduce((sum: number, part) => sum + flatWidth(part), 0);
  if (doc.kind === 'line') return doc.flat.length;
  return doc.kind === 'group' && doc.mustBreak ? Number.POSITIVE_INFINITY : flatWidth(doc.of);
}

/** The width of what follows on the same line, however groups are broken. */
function widthUpToLine(parts: readonly Doc[], after: number): number {
  let sum = 0;
  for (const part of parts) {
    if (typeof part === 'object' && 'kind' in part && part.kind === 'line' && part.broken === '') return sum;
    sum += leadingWidth(part);
    if (typeof part === 'object') return sum;
  }
  return sum + after;
}

/** The minimum width on the current line. */
function leadingWidth(doc: Doc): number {
  if (typeof doc === 'string') return doc.length;
  if (!('kind' in doc)) return widthUpToLine(doc, 0);
  return doc.kind === 'line' ? doc.broken.length : leadingWidth(doc.of);
}

/** A document as lines without the indentation that the caller adds; `head` and `tail` go around it. */
export function toLines(doc: Doc, indentation: number, head = '', tail = '', style = standard): readonly string[] {
  const text = layOut(doc, indentation, tail.length, style, head) + tail;
  return text.split('\n').map((line, index) => (index === 0 ? line : line.slice(indentation)));
}

/** A document on one line of any width. */
export function flatText(doc: Doc): string {
  if (typeof doc === 'string') return doc;
  if (!('kind' in doc)) return doc.map(flatText).join('');
  return doc.kind === 'line' ? doc.flat : flatText(doc.of);
}
