/** Values with holes that lack quotes: in braces, `name: Conv_${k}` ends at the hole. */
import type { YAMLError } from 'yaml';
import { bracesAroundExpression } from '../diagnostics/messages/expressions.js';
import { write } from '../diagnostics/messages/remedies.js';
import { ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import type { TextRange } from '../text/source.js';
import { type SyntaxFault, unquoted } from './fault.js';
import type { LineIndex } from './lines.js';

/** The maximum length of a line that is searched. */
const longestLine = 10_000;

/** The values around errors that lack quotes, in order. */
export function findUnquotedHoles(errors: readonly YAMLError[], lines: LineIndex): readonly SyntaxFault[] {
  const found = new Map<number, SyntaxFault>();
  let line: TextRange | undefined;
  let values: readonly TextRange[] = [];
  for (const { code, pos } of errors) {
    // Outside braces and brackets a plain value ends only with its line.
    if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') continue;
    const [offset] = pos;
    const own = lines.lineAt(offset);
    // Many errors may be on one line.
    if (own !== line) values = valuesWithHoles(own, lines.text);
    line = own;
    const value = values.find(({ start, end }) => start <= offset && offset <= end);
    if (value) found.set(value.start, faultOf(value, own, lines.text));
  }
  return [...found.values()];
}

function faultOf({ start, end }: TextRange, line: TextRange, text: string): SyntaxFault {
  const [, key = ''] = /(\w+):\s*$/.exec(text.slice(line.start, start)) ?? [];
  const expression = expressionIn(key, text.slice(start, end));
  if (expression === undefined) return unquoted(text, start, end);
  return { start, end, message: bracesAroundExpression(), fix: [write(expression), start, end, expression] };
}

/** The plain values of a line that have holes. */
function valuesWithHoles({ start, end }: TextRange, text: string): readonly TextRange[] {
  if (end - start > longestLine) return [];
  const value = /[,:[{]\s*([^\s,:[\]{}"']*\$\{[^{}"']*\}(?:[^\s,[\]{}"'$]|\$\{[^{}"']*\})*)/g;
  return Array.from(text.slice(start, end).matchAll(value), ({ index, 0: whole, 1: own = '' }) => {
    const valueEnd = start + index + whole.length;
    return { start: valueEnd - own.length, end: valueEnd };
  });
}

/** The expression in a value that is one hole, `${n}`, if its key takes an expression instead of a word. */
function expressionIn(key: string, value: string): string | undefined {
  const [, expression] = /^\$\{([^{}]+)\}$/.exec(value) ?? [];
  return isWordKey(key) ? undefined : expression?.trim();
}

function isWordKey(key: string): boolean {
  const isChoice = ({ attributes }: Op) => Object.hasOwn(attributes, key) && attributes[key]?.type.type === 'choice';
  return key === 'name' || Object.values<Op>(ops).some(isChoice);
}
