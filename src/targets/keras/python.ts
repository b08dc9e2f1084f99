/** Python as statements, laid out as ruff and Black do: 88 columns, no edits left to them. */
import {
  commaSeparated,
  type Doc,
  group,
  ifBroken,
  indent,
  type LayoutStyle,
  layOut,
  line,
  softline,
} from '../code/layout.js';

const style: LayoutStyle = { width: 88, step: 4 };

/** Statements in a row. Empty lines around functions and classes are added when they are laid out. */
export type Python = readonly PythonStatement[];

export type PythonStatement =
  | { readonly kind: 'simple'; readonly code: Doc; readonly comment?: string; readonly mark?: string }
  /** `head:` with an indented body. */
  | { readonly kind: 'block'; readonly head: Doc; readonly body: Python; readonly decorators: readonly Doc[] }
  /** Lines as they are, such as those of a docstring. */
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly isDefinition?: boolean }
  /** An empty line. */
  | { readonly kind: 'empty' };

/** A statement on its own lines; `mark` says of which item they are. */
export const simple = (code: Doc, comment?: string, mark?: string): PythonStatement => ({
  kind: 'simple',
  code,
  ...(comment === undefined ? {} : { comment }),
  ...(mark === undefined ? {} : { mark }),
});

/** A statement with a body: `if`, `for`, `def`, `class`; the head has no colon, and decorators have their `@`. */
export const block = (head: Doc, body: Python, decorators: readonly Doc[] = []): PythonStatement => ({
  kind: 'block',
  head,
  body: body.length > 0 ? body : [simple('pass')],
  decorators,
});

export const empty: PythonStatement = { kind: 'empty' };

// ---------------------------------------------------------------- expressions

/** Arguments: on one line, or on the next one, or each on a line of its own. */
const inParentheses = (items: readonly Doc[]): Doc =>
  items.length === 0 ? '()' : group(['(', indent([softline, group([commaSeparated(items), ifBroken])]), softline, ')']);

/** `f(a, b=1)` */
export const pyCall = (callee: Doc, args: readonly Doc[]): Doc => [callee, inParentheses(args)];

/** `[a, b]` or `{"a": b}`: on one line, or each item on a line of its own. */
export const collection = (open: string, items: readonly Doc[], close: string): Doc =>
  items.length === 0
    ? open + close
    : group([open, indent([softline, commaSeparated(items), ifBroken]), softline, close]);

/** `(a, b)` or `(a,)` */
export const tuple = (items: readonly Doc[]): Doc =>
  items.length === 1 ? ['(', ...items, ',)'] : collection('(', items, ')');

/** Operands and operators on lines of their own, in parentheses, if they do not fit; or in parentheses anyway. */
export const breakable = (parts: readonly Doc[], isInside = false): Doc => {
  const [open, close] = isInside
    ? ['(', ')']
    : [{ kind: 'line', flat: '', broken: '(' } as const, { kind: 'line', flat: '', broken: ')' } as const];
  const inside = group(parts.flatMap((part, index) => (index === 0 ? [part] : [line, part])));
  return group([open, indent([softline, inside]), softline, close]);
};

// ---------------------------------------------------------------- layout

/** Statements as lines at an indentation. */
export function pythonLines(python: Python, indentation = 0): readonly string[] {
  return python.flatMap((statement, index) => {
    const before = python[index - 1];
    const gap = before && (isDefinition(before) || isDefinition(statement)) && !isEmpty(before) && !isEmpty(statement);
    const lines = statementLines(statement, indentation);
    return gap ? [...(indentation === 0 ? ['', ''] : ['']), ...lines] : lines;
  });
}

function statementLines(statement: PythonStatement, indentation: number): readonly string[] {
  const margin = ' '.repeat(indentation);
  switch (statement.kind) {
    case 'empty':
      return [''];
    case 'lines':
      return statement.lines.map((text) => (text === '' ? '' : margin + text));
    case 'simple': {
      const tail = statement.comment === undefined ? '' : `  # ${statement.comment}`;
      const mark = statement.mark ?? '';
      return `${mark}${margin}${layOut(statement.code, indentation, tail.length, style)}${tail}`.split('\n');
    }
    case 'block': {
      const heads = [...statement.decorators, [statement.head, ':']];
      const laidOut = heads.flatMap((head) => `${margin}${layOut(head, indentation, 0, style)}`.split('\n'));
      return [...laidOut, ...pythonLines(statement.body, indentation + style.step)];
    }
  }
}

const isEmpty = ({ kind }: PythonStatement): boolean => kind === 'empty';

const isDefinition = (statement: PythonStatement): boolean =>
  statement.kind === 'lines'
    ? statement.isDefinition === true
    : statement.kind === 'block' && /^(def|class)\b/.test(firstText(statement.head));

/** The first word of a document. */
function firstText(doc: Doc): string {
  if (typeof doc === 'string') return doc;
  if (!('kind' in doc)) return doc.length > 0 ? firstText(doc[0] ?? '') : '';
  return doc.kind === 'line' ? doc.flat : firstText(doc.of);
}
