/** Expressions that are written as holes in words are. */
import { ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';

/** The expression in a value that is nothing but a hole, `${n}`, if its key takes an expression and not a word. */
export function expressionIn(key: string, value: string): string | undefined {
  const [, expression] = /^\$\{([^{}]+)\}$/.exec(value) ?? [];
  return isWordKey(key) ? undefined : expression?.trim();
}

function isWordKey(key: string): boolean {
  const isChoice = ({ attributes }: Op) => Object.hasOwn(attributes, key) && attributes[key]?.type.type === 'choice';
  return key === 'name' || Object.values<Op>(ops).some(isChoice);
}
