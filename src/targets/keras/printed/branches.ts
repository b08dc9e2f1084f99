/** Conditions between the forms of a printed layer, in Python. */
import type { BranchSyntax } from '../../printed/forms.js';
import { literalText } from '../expressions.js';
import { block, type PythonStatement, pythonLines } from '../python.js';

export const branches: BranchSyntax<PythonStatement> = {
  textOf: (statement) => pythonLines([statement]).join('\n'),
  startsStatement: () => true,
  given: (input, isGiven) => `${input} is ${isGiven ? 'not ' : ''}None`,
  equal: (code, value) => `${code} == ${value}`,
  has(key, value) {
    if (typeof value === 'boolean') return value ? `self.${key}` : `not self.${key}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return `self.${key} == ${JSON.stringify(value)}`;
    if (Array.isArray(value)) return `tuple(self.${key}) == ${tupleText(value)}`;
    return `self.${key} == ${literalText(value)}`;
  },
  or: ' or ',
  write: (all, end, depth) =>
    all.flatMap(({ condition, write }, index) => {
      const lines = write(depth);
      if (condition === undefined) return end === 'return' || index === 0 ? lines : [block('else', lines)];
      return [block(`${end === 'else' && index > 0 ? 'elif' : 'if'} ${condition}`, lines)];
    }),
};

const tupleText = (items: readonly unknown[]): string =>
  items.length === 1 ? `(${literalText(items[0])},)` : `(${items.map(literalText).join(', ')})`;
