/** Holds the totals that a spec expects against those that its network, or a variant of it, has. */
import { type Diagnostics, replacement } from './diagnostics.js';
import type { Model } from './graph.js';
import { resolveVariant } from './phases/4-resolve.js';
import { infer } from './phases/5-infer.js';
import { isKnown } from './shape.js';
import type { Expectation, Spec } from './spec.js';

/** Reports each total that is not the expected one. `model` is the network as it stands. */
export function expectTotals(model: Model, diagnostics: Diagnostics): void {
  for (const expectation of model.graph.spec.expectations) {
    const variant = variantModel(model, expectation, diagnostics);
    if (!variant) continue;
    for (const [total, { value, span }] of expectation.totals) {
      const actual = variant.totals[total];
      if (!isKnown(actual) || actual === value) continue;
      diagnostics.report('total-mismatch', span, `${total} is ${actual}, not ${value}`, {
        fix: replacement(span, String(actual), `change it to ${actual}`),
      });
    }
  }
}

function variantModel(model: Model, { set, inputs, until }: Expectation, diagnostics: Diagnostics): Model | undefined {
  if (set.size === 0 && !inputs && !until) return model;
  const variant = {
    set: new Map([...set].map(([name, { value }]) => [name, value])),
    inputs: new Map([...(inputs ?? [])].map(([name, { dims }]) => [name, dims])),
    ...(until ? { until: until.text } : {}),
  };
  const spec: Spec = model.graph.spec;
  const graph = resolveVariant(spec, variant, diagnostics);
  return graph && infer(graph, diagnostics);
}
