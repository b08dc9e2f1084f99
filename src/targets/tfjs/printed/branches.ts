/** Conditions between the forms of a printed layer, in TypeScript. */
import { camelCase, quote } from '../../code/lexical.js';
import type { BranchSyntax, FormBranch, WriteLines } from '../../printed/forms.js';

const startsStatement = (line: string): boolean => /^[^\s})\]]/.test(line);

export const branches: BranchSyntax<string> = {
  textOf: (line) => line,
  startsStatement,
  given: (input, isGiven) => (isGiven ? input : `!${input}`),
  equal: (code, value) => `${code} === ${value}`,
  has(key, value) {
    const name = camelCase(key);
    if (typeof value === 'boolean') return value ? name : `!${name}`;
    if (typeof value === 'string') return `${name} === ${quote(value)}`;
    return Array.isArray(value) ? `${name}.join() === '${value.join()}'` : `${name} === ${value}`;
  },
  or: ' || ',
  write: (all, end, depth) => all.flatMap((branch, index) => branchLines(branch, index, end, depth)),
};

function branchLines(
  { condition, write }: FormBranch<string>,
  index: number,
  end: 'return' | 'else',
  depth: number,
): readonly string[] {
  if (condition === undefined) return end === 'return' || index === 0 ? write(depth) : elseLines(write, depth);
  const lines = write(depth + 2);
  const nested = lines.map((line) => `  ${line}`);
  if (end === 'else') return [`${index > 0 ? '} else ' : ''}if (${condition}) {`, ...nested];
  const [only = ''] = lines;
  if (lines.length === 1 && only.length + condition.length < 100) return [`if (${condition}) ${only}`];
  return [`if (${condition}) {`, ...nested, '}'];
}

/** The end of a condition: `else`, or `else if` with what is a condition itself. */
function elseLines(write: WriteLines, depth: number): readonly string[] {
  const [first = '', ...others] = write(depth);
  const isCondition = /^if .*\{$/.test(first) && others.at(-1) === '}' && !others.some(startsStatement);
  if (isCondition) return [`} else ${first}`, ...others];
  return ['} else {', ...write(depth + 2).map((line) => `  ${line}`), '}'];
}
