/** Sizes that do not compute as intended: `3*3` is 9, and 5/2 is no whole number. */

import { replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { productAsSize } from '../diagnostics/messages/schema.js';
import { roundIt } from '../diagnostics/messages/shapes.js';
import { factorsOf } from '../expressions/expression.js';
import type { Environment } from '../graph/graph.js';
import { type AttributeType, isSizeType, type Plain } from '../ops/attributes.js';
import type { Formula, WrittenValue } from '../spec/spec.js';

/** Reports a height and width that are given as a product of numbers, also through arguments of uses. */
export function reportProduct(written: WrittenValue, environment: Environment, diagnostics: Diagnostics): boolean {
  const formula = settledBy(written, environment);
  const factors = formula && factorsOf(formula.expression);
  if (!factors) return false;
  const value = factors.reduce((a, b) => a * b);
  const fix = replacement(formula.span, factors.join('x'));
  diagnostics.report(productAsSize(value), formula.span, formula.exact ? { fix } : { help: fix.title });
  return true;
}

/** An expression; if it is the name of a parameter, that of its argument. */
function settledBy(written: WrittenValue, environment: Environment): Formula | undefined {
  if (written.kind !== 'formula') return undefined;
  const binding = written.expression.kind === 'name' ? environment.find(written.expression) : undefined;
  return binding?.kind === 'argument' ? settledBy(binding.written, binding.environment) : written;
}

/** What to write if a whole number is needed. */
export function roundingHelp(type: AttributeType, plain: Plain): string | undefined {
  const isWhole = type.type === 'integer' || isSizeType(type);
  const isBroken = [plain].flat(2).some((value) => typeof value === 'number' && !Number.isInteger(value));
  return isWhole && isBroken ? roundIt : undefined;
}
