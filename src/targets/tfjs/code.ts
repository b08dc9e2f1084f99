/** Pieces of TypeScript as text: literals and comments that nothing can escape from, and layout within a line's width. */

/** The widest line of generated code. */
const width = 120;

/** Text that may be broken over lines: groups are laid flat where they fit, and broken at their lines where not. */
export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: 'group'; readonly of: Doc }
  | { readonly kind: 'indent'; readonly of: Doc }
  | { readonly kind: 'line'; readonly flat: string; readonly broken: string };

const softline: Doc = { kind: 'line', flat: '', broken: '' };
const line: Doc = { kind: 'line', flat: ' ', broken: '' };
// A comma after the last item is there only where the group is broken.
const ifBroken: Doc = { kind: 'line', flat: '', broken: ',' };

const group = (of: Doc): Doc => ({ kind: 'group', of });
const indent = (of: Doc): Doc => ({ kind: 'indent', of });
const commaSeparated = (items: readonly Doc[]): Doc =>
  items.flatMap((item, index) => (index === 0 ? [item] : [',', line, item]));

/** `{ a, b: 1 }` */
export function object(entries: readonly (readonly [Doc, Doc])[]): Doc {
  if (entries.length === 0) return '{}';
  const items = entries.map(([key, value]) => (key === value ? key : [key, ': ', value]));
  return group(['{', indent([line, commaSeparated(items)]), ifBroken, line, '}']);
}

export function array(items: readonly Doc[]): Doc {
  return group(['[', indent([softline, commaSeparated(items)]), ifBroken, softline, ']']);
}

const startsWithBrace = (doc: Doc): boolean => Array.isArray(doc) && doc[0] === '{';

/** A call; one whose last argument is an object keeps its brackets together with the object's. */
export function call(callee: Doc, args: readonly Doc[]): Doc {
  const last = args.at(-1);
  const isObject = typeof last === 'object' && 'kind' in last && last.kind === 'group' && startsWithBrace(last.of);
  if (isObject) return [callee, '(', args.slice(0, -1).map((arg) => [arg, ', ']), last, ')'];
  return args.length === 0
    ? [callee, '()']
    : group([callee, '(', indent([softline, commaSeparated(args)]), ifBroken, softline, ')']);
}

/** `head =>` with its body on a line of its own where it does not fit. */
export function arrow(head: string, body: Doc): Doc {
  return group([head, ' =>', indent([line, body])]);
}

/** Lays a document out; `indentation` and `reserved` are the columns before and after it. */
export function layOut(doc: Doc, indentation = 0, reserved = 0): string {
  let text = '';
  let column = indentation;
  const write = (piece: string) => {
    text += piece;
    column += piece.length;
  };
  const place = (part: Doc, flat: boolean, depth: number, after: number): void => {
    if (typeof part === 'string') return write(part);
    if ('kind' in part) {
      if (part.kind === 'indent') return place(part.of, flat, depth + 2, after);
      if (part.kind === 'group')
        return place(part.of, flat || column + flatWidth(part.of) + after <= width, depth, after);
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
  return doc.kind === 'line' ? doc.flat.length : flatWidth(doc.of);
}

/** The columns that follow on the same line whatever is broken. */
function widthUpToLine(parts: readonly Doc[], after: number): number {
  let sum = 0;
  for (const part of parts) {
    if (typeof part === 'object' && 'kind' in part && part.kind === 'line' && part.broken === '') return sum;
    sum += leadingWidth(part);
    if (typeof part === 'object') return sum;
  }
  return sum + after;
}

/** The least that a document puts on the line at hand. */
function leadingWidth(doc: Doc): number {
  if (typeof doc === 'string') return doc.length;
  if (!('kind' in doc)) return widthUpToLine(doc, 0);
  return doc.kind === 'line' ? 0 : leadingWidth(doc.of);
}

// ---------------------------------------------------------------- literals and comments

/** Characters that are shown as escapes: controls, lone surrogates, and those that break lines or turn their direction. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escapeUnprintable = (text: string): string =>
  text.replace(unprintable, (character) => {
    const code = (character.codePointAt(0) as number).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });

/** A string literal in single quotes. */
export function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escapeUnprintable(escaped)}"`;
  return `'${escapeUnprintable(escaped.replaceAll("'", "\\'"))}'`;
}

/** A name as the key of an object or a type. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && name !== '__proto__' ? name : quote(name);
}

/** A part of a template literal that stands for itself. */
export const templateText = (text: string): string => escapeUnprintable(text.replace(/[\\`]|\$(?=\{)/g, '\\$&'));

/** Text within a comment of one line or many: on one line, and without an end of comment in it. */
export const commentText = (text: string): string =>
  escapeUnprintable(text.replace(/\s+/g, ' ').trim()).replaceAll('*/', '*\\/');

/** A documentation comment. */
export function docComment(paragraphs: readonly string[]): readonly string[] {
  const [only] = paragraphs;
  if (paragraphs.length === 0) return [];
  if (paragraphs.length === 1 && `/** ${only} */`.length <= width - 4) return [`/** ${only} */`];
  return [
    '/**',
    ...paragraphs.flatMap((paragraph) => wrap(paragraph, width - 8)).map((text) => (text === '' ? ' *' : ` * ${text}`)),
    ' */',
  ];
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const current = lines.at(-1) as string;
    if (current !== '' && current.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = current === '' ? word : `${current} ${word}`;
  }
  return lines;
}

// ---------------------------------------------------------------- identifiers

const words = (name: string): readonly string[] => name.split(/[^A-Za-z0-9]+/).filter(Boolean);

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `Mixed_5b` and `num_classes` as `Mixed5b` and `NumClasses`. */
export const pascalCase = (name: string): string => words(name).map(capitalised).join('') || 'Unnamed';

/** `Mixed_5b` and `num_classes` as `mixed5b` and `numClasses`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

const keywords =
  'abstract any arguments as async await boolean break case catch class const constructor continue debugger declare default delete do else enum eval export extends false finally for from function get if implements import in infer instanceof interface is keyof let module namespace never new null number object of package private protected public readonly require return set static string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield';

const globals =
  'tf Math Number Infinity NaN RangeError Map Object Array String Boolean Symbol Error JSON Function Date Promise Set isNaN isFinite options';

/** Hands out identifiers, each once. */
export class Identifiers {
  private readonly taken: Set<string>;

  constructor(around?: Identifiers) {
    this.taken = new Set(around ? around.taken : [...keywords.split(' '), ...globals.split(' ')]);
  }

  /** The name as an identifier, with a number where it is taken. */
  take(name: string): string {
    const safe = /^[0-9]/.test(name) ? `_${name}` : name;
    let identifier = safe;
    for (let number = 2; this.taken.has(identifier); number += 1) identifier = `${safe}${number}`;
    this.taken.add(identifier);
    return identifier;
  }
}
