/** Limits on the tensors of a layer. */
import type { Message } from '../diagnostics/messages/message.js';
import { sizeTooLong, tooManyDimensions, tooManyElements } from '../diagnostics/messages/shapes.js';
import { isKnown, longestFormula, product, type Shape } from '../expressions/shape.js';
import type { TensorType } from '../ops/types.js';
import type { Weight } from '../ops/weights.js';
import { mostDimensions } from '../spec/spec.js';

/** The maximum number of elements of a tensor, absurd for any machine today. */
const mostElements = 2 ** 40;

/** The message for outputs and weights above a limit; undefined if there are none. */
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
