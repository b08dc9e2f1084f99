/** Declared shapes with their expressions evaluated. */
import { notASize } from '../diagnostics/messages/sizes.js';
import { isSize } from '../expressions/evaluate.js';
import type { Value } from '../expressions/expression.js';
import type { Dim } from '../expressions/shape.js';
import { type EvaluationContext, evaluateFormula } from '../graph/evaluation.js';
import type { Declaration } from '../graph/graph.js';
import type { DeclaredShape } from '../spec/spec.js';

/** The shape that an item declares; undefined if a size in it has no value, which is reported. */
export function evaluateShape(
  { output, environment, input }: Declaration,
  context: EvaluationContext,
): DeclaredShape | undefined {
  if (!output) return undefined;
  const dims: (Dim | null)[] = [];
  for (const dim of output.dims) {
    if (dim === null || typeof dim === 'number') dims.push(dim);
    else {
      const value = evaluateFormula(dim, environment, input, context);
      if (isSize(value)) dims.push(value);
      else if (value !== undefined) context.report(notASize(describe(value)), dim.span);
    }
  }
  return dims.length === output.dims.length ? { dims, span: output.span } : undefined;
}

const describe = (value: Value): string => (Array.isArray(value) ? value.join('x') : String(value));
