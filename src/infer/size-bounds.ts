/** Whether a network accepts the smallest and the largest of its sizes. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { atBound } from '../diagnostics/messages/sizes.js';
import type { SizeBounds } from '../expressions/shape.js';
import type { Model } from '../graph/graph.js';
import { inferVariant } from './variants.js';

/** Reports the first mistake of the network at the declared minimums, and at the declared maximums. */
export function checkSizeBounds(model: Model, diagnostics: Diagnostics): void {
  for (const bound of ['minimum', 'maximum'] as const) checkBound(model, bound, diagnostics);
}

function checkBound(model: Model, bound: keyof SizeBounds, diagnostics: Diagnostics): void {
  const sizes = [...model.graph.spec.sizes.values()].flatMap((size) => {
    const value = size[bound];
    return value === undefined ? [] : { size, value };
  });
  const [first] = sizes;
  if (!first) return;
  const inputs = new Map(sizes.map(({ size, value }) => [size.text, [value]]));
  const values = sizes.map(({ size, value }) => `${size.text} ${value}`).join(', ');
  inferVariant(model, { set: new Map(), inputs }, diagnostics, [
    { message: atBound(bound, values), span: first.size.span },
  ]);
}
