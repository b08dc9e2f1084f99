/** How large the tensors of a layer may be. */
import type { Message } from '../diagnostics/messages/message.js';
import { sizeTooLong, tooManyDimensions, tooManyElements } from '../diagnostics/messages/shapes.js';
import { isKnown, longestFormula, product, type Shape } from '../expressions/shape.js';
import type { TensorType } from '../ops/types.js';
import type { Weight } from '../ops/weights.js';
import { mostDimensions } from '../spec/spec.js';

/** The most elements that a tensor may have, an absurd number for any machine of today. */
const mostElements = 2 ** 40;

/** What to report of outputs and weights that are too large; undefined if none is. */
export function exceededLimit(
  outputs: readonly TensorType[],
  weights: readonly Weight[],
): Message<'too-large'> | undefined {
  if (outputs.some(({ shape }) => shape.length > mostDimensions)) return tooManyDimensions(mostDimensions);
  if (outputs.some(({ shape }) => shape.some((dim) => !isKnown(dim) && dim.key.length > longestFormula)))
    return sizeTooLong();
  return outputs.some(isTooLarge) || weights.some(isTooLarge) ? tooManyElements(mostElements) : undefined;
}

function isTooLarge({ shape }: { readonly shape: Shape }): boolean {
  const elements = product(shape);
  return isKnown(elements) && elements > mostElements;
}
