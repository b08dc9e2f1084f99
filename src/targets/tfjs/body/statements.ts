/** The statements of a function, and how they are printed. */
import type { LayerItem, UseItem } from '../../../spec/spec.js';
import type { Language } from '../../code/language.js';
import { type Doc, layOut, object, toLines, width } from '../../code/layout.js';
import { itemMark } from '../marks.js';

/** A variable; whether it is a `const` or a `let` shows at the end. */
export interface Local {
  readonly name: string;
  sets: number;
  isDeclared: boolean;
}

export type Statement =
  | ({ readonly kind: 'set'; readonly local: Local; readonly value: Doc } & Trimmings)
  | { readonly kind: 'declare'; readonly local: Local; readonly type: string }
  | { readonly kind: 'if'; readonly condition: string; readonly body: readonly Statement[] }
  | { readonly kind: 'for'; readonly head: string; readonly body: readonly Statement[] };

/** What else there is to say of a variable that is set. */
export interface Trimmings {
  readonly type?: string;
  readonly comment?: string | undefined;
  /** The item that it is set for. */
  readonly item?: LayerItem | UseItem;
}

/** Statements as lines that stand at an indentation. */
export function printStatements(
  statements: readonly Statement[],
  indentation: number,
  language: Language,
): readonly string[] {
  return statements.flatMap((statement) => printStatement(statement, indentation, language));
}

/** Statements, and the return of what they come to; a result that is set once and last is returned as it is. */
export function printFunctionBody(
  statements: readonly Statement[],
  result: Local,
  outputs: readonly (readonly [string, Doc])[],
  indentation: number,
  language: Language,
): readonly string[] {
  const last = statements.at(-1);
  if (outputs.length === 0 && result.sets === 1 && last?.kind === 'set' && last.local === result) {
    return [
      ...printStatements(statements.slice(0, -1), indentation, language),
      ...marked(last.item, toLines(last.value, indentation, 'return ', end(last.comment))),
    ];
  }
  const returned = outputs.length === 0 ? result.name : object([['output', result.name], ...outputs]);
  return [...printStatements(statements, indentation, language), ...toLines(returned, indentation, 'return ', ';')];
}

function printStatement(statement: Statement, indentation: number, language: Language): readonly string[] {
  switch (statement.kind) {
    case 'set':
      return printSet(statement, indentation, language);
    case 'if':
      return printIf(statement, indentation, language);
    case 'for':
      return printBlock(statement.head, statement.body, indentation, language);
    case 'declare': {
      const { local, type } = statement;
      const declaration = `let ${language.typed(local.name, type)};`;
      return language.javascript ? [`/** @type {${type}} */`, declaration] : [declaration];
    }
  }
}

/** A condition with a single short statement is one line. */
function printIf(
  { condition, body }: Statement & { kind: 'if' },
  indentation: number,
  language: Language,
): readonly string[] {
  const [only, ...more] = body;
  const head = `if (${condition}) `;
  if (only?.kind === 'set' && more.length === 0 && only.local.isDeclared) {
    const code = `${only.local.name} = ${layOut(only.value, indentation)};`;
    if (!code.includes('\n') && indentation + head.length + code.length <= width)
      return marked(only.item, [`${head}${code}${end(only.comment).slice(1)}`]);
  }
  return printBlock(`${head}{`, body, indentation, language);
}

function printBlock(
  head: string,
  body: readonly Statement[],
  indentation: number,
  language: Language,
): readonly string[] {
  return [head, ...printStatements(body, indentation + 2, language).map((line) => `  ${line}`), '}'];
}

function printSet(
  { local, value, comment, type, item }: Statement & { kind: 'set' },
  indentation: number,
  language: Language,
): readonly string[] {
  const keyword = local.isDeclared ? '' : local.sets === 1 ? 'const ' : 'let ';
  local.isDeclared = true;
  const head = `${keyword}${type === undefined ? local.name : language.typed(local.name, type)} = `;
  const code = toLines(value, indentation, head, ';');
  // The comment stands beside the line, however long that is.
  const lines = marked(item, [...code.slice(0, -1), `${code.at(-1)}${end(comment).slice(1)}`]);
  return type !== undefined && language.javascript ? [`/** @type {${type}} */`, ...lines] : lines;
}

/** Lines that say of which item they are. */
function marked(item: LayerItem | UseItem | undefined, [first = '', ...others]: readonly string[]): readonly string[] {
  return [item ? itemMark(item) + first : first, ...others];
}

/** The end of a statement, with the comment beside it. */
const end = (comment: string | undefined): string => (comment === undefined ? ';' : `; // ${comment}`);
