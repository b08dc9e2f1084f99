/** Holds the totals that a spec expects against those that its network, or a variant of it, has. */
import { type Diagnostics, update } from './diagnostics.js';
import type { Model } from './graph.js';
import { describeSum } from './phases/explanations.js';
import { isKnown } from './shape.js';
import type { Expectation, Total } from './spec.js';
import { inferVariant } from './variants.js';

/** The totals that are sums over layers, by what is summed up. */
const summed: Partial<Record<Total, 'params' | 'trainableParams' | 'macs' | 'activations'>> = {
  params: 'params',
  trainable_params: 'trainableParams',
  macs: 'macs',
  activations: 'activations',
};

/** Reports each total that is not the expected one. `model` is the network as it stands. */
export function expectTotals(model: Model, diagnostics: Diagnostics): void {
  const { expectations, name } = model.graph.spec;
  for (const expectation of expectations) {
    const variant = variantModel(model, expectation, diagnostics);
    if (!variant) continue;
    for (const [total, { value, span }] of expectation.totals) {
      const actual = variant.totals[total];
      if (!isKnown(actual) || actual === value) continue;
      const cost = summed[total];
      diagnostics.report('total-mismatch', span, `${total} is ${actual}, not ${value}`, {
        notes: cost ? [{ message: describeSum(variant.layers, cost), span: name.span }] : [],
        fix: update([{ span, newText: String(actual) }], `change it to ${actual}`),
      });
    }
    for (const [kind, { value, span }] of expectation.counts) {
      const actual = variant.layers.filter(
        ({ op, attributes }) => op.name === kind || attributes.activation === kind,
      ).length;
      if (actual === value) continue;
      const fix = update([{ span, newText: String(actual) }], `change it to ${actual}`);
      diagnostics.report('total-mismatch', span, `there are ${actual} layers with ${kind}, not ${value}`, { fix });
    }
  }
}

/** The variant that an expectation speaks of. What is wrong with it is reported with a note at the expectation. */
function variantModel(model: Model, expectation: Expectation, diagnostics: Diagnostics): Model | undefined {
  const { set, inputs, until, span } = expectation;
  const variant = {
    set: new Map([...set].map(([name, { value }]) => [name, value])),
    inputs: new Map([...(inputs ?? [])].map(([name, { shape }]) => [name, shape.dims])),
    ...(until ? { until: until.text } : {}),
    expectation,
  };
  return inferVariant(model, variant, diagnostics, [{ message: 'in the variant that is expected here', span }]);
}
