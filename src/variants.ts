/** Networks other than the one that a spec describes as it stands: other parameters, other inputs, or a part of it. */
import { Diagnostics, type Note } from './diagnostics.js';
import type { Model } from './graph.js';
import { resolveVariant } from './phases/4-resolve.js';
import { infer } from './phases/5-infer.js';
import type { Variant } from './phases/variant.js';
import type { Spec } from './spec.js';

/**
 * The model of a variant of a spec that is well as it stands. Where the variant can't be, the layer that fails first
 * tells why, with the notes; what fails after it does so for the same reason.
 */
export function inferVariant(
  spec: Spec,
  variant: Variant,
  diagnostics: Diagnostics,
  notes: readonly Note[] = [],
): Model | undefined {
  const found = new Diagnostics();
  const graph = resolveVariant(spec, variant, found);
  const refusals = found.list();
  const model = graph && refusals.length === 0 ? infer(graph, found) : undefined;
  for (const diagnostic of refusals.length > 0 ? refusals : found.inOrder().slice(0, 1)) {
    const { code, span, message, fix } = diagnostic;
    diagnostics.report(code, span, message, { notes: [...diagnostic.notes, ...notes], fix });
  }
  return model;
}
