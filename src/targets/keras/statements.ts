/** The statements of a function. */
import type { Expr, Local, Statement } from '../../lower/module.js';
import { type Doc, flatText } from '../code/layout.js';
import { itemMark } from '../code/marks.js';
import { shapesText } from '../code/words.js';
import { exclude, negates } from './conditions.js';
import { code, condition, wholeCode } from './expressions.js';
import { block, collection, type Python, type PythonStatement, pyCall, simple } from './python.js';
import { hint } from './types.js';

type If = Statement & { readonly kind: 'if' };

export function printStatements(statements: readonly Statement[]): Python {
  const printed: PythonStatement[] = [];
  for (const [index, statement] of statements.entries()) {
    const before = statements[index - 1];
    printed.push(
      ...(statement.kind === 'if'
        ? printIf(statement, before?.kind === 'if' ? before : undefined)
        : printOne(statement)),
    );
  }
  return printed;
}

/** Statements, and the return of their result; a result that is set last is returned directly. */
export function printBody(
  statements: readonly Statement[],
  result: Local,
  outputs: readonly (readonly [string, Doc])[],
): Python {
  const last = statements.at(-1);
  if (outputs.length === 0 && last?.kind === 'set' && last.local === result)
    return [
      ...printStatements(statements.slice(0, -1)),
      simple(['return ', code(last.value)], commentOf(last), markOf(last)),
    ];
  const entries = [['"output"', result.name] as const, ...outputs].map(([key, value]): Doc => [key, ': ', value]);
  const returned = outputs.length === 0 ? result.name : collection('{', entries, '}');
  return [...printStatements(statements), simple(['return ', returned])];
}

/** A condition; as the rest of the one before it, if they exclude each other. */
function printIf({ condition: when, body }: If, before: If | undefined): Python {
  const test = condition(when);
  const isRest = before !== undefined && exclude(before, when);
  if (!isRest) return [block(['if ', test], printStatements(body))];
  if (negates(before.condition, when)) return [block('else', printStatements(body))];
  return [block(['elif ', test], printStatements(body))];
}

function printOne(one: Exclude<Statement, If>): Python {
  switch (one.kind) {
    case 'set':
      return [simple([`${one.local.name} = `, code(one.value)], commentOf(one), markOf(one))];
    case 'list':
      return [simple(`${one.name} = []`)];
    case 'append':
      return [simple(pyCall(`${one.list}.append`, [code(one.value)]))];
    case 'if-several':
      return [block(`if len(${one.list}) > 1`, printStatements(one.body))];
    case 'declare':
      return [simple(`${one.local.name}: ${hint(one.type)} = None`)];
    case 'for':
      return [block(`for ${one.index} in range(${rangeOf(one.first, one.end)})`, printStatements(one.body))];
  }
}

function rangeOf(first: number, end: Expr): string {
  const written = flatText(wholeCode(end));
  return first === 0 ? written : `${first}, ${written}`;
}

type Assignment = Statement & { readonly kind: 'set' };

const commentOf = ({ shapes }: Assignment): string | undefined => shapes && shapesText(shapes);

const markOf = ({ item }: Assignment): string | undefined => item && itemMark(item);
