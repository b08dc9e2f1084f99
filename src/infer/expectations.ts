/** Compares expected totals with those of the network and its variants. */
import { type ExpectedTotal, isOfKind } from '../blame/claim.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { inExpectedVariant } from '../diagnostics/messages/claims.js';
import { isKnown } from '../expressions/shape.js';
import type { Model } from '../graph/graph.js';
import type { Expectation } from '../spec/spec.js';
import { inferVariant } from './variants.js';

/**
 * The expected totals with the actual ones. `model` is the network without parameters set. A variant that fails is
 * reported.
 */
export function findTotals(model: Model, diagnostics: Diagnostics): readonly ExpectedTotal[] {
  return model.graph.spec.expectations.flatMap((expectation) => {
    const variant = variantModel(model, expectation, diagnostics);
    if (!variant) return [];
    const totals = [...expectation.totals].flatMap(([what, declared]): ExpectedTotal[] => {
      const actual = variant.totals[what];
      return isKnown(actual) ? [{ kind: 'total', what, isCount: false, declared, actual, variant }] : [];
    });
    const counts = [...expectation.counts].map(([what, declared]): ExpectedTotal => {
      const actual = variant.layers.filter((layer) => isOfKind(layer, what)).length;
      return { kind: 'total', what, isCount: true, declared, actual, variant };
    });
    return [...totals, ...counts];
  });
}

/** The variant of an expectation. Mistakes in it are reported with a note at the expectation. */
function variantModel(model: Model, expectation: Expectation, diagnostics: Diagnostics): Model | undefined {
  const { set, inputs, until, span } = expectation;
  const variant = {
    set: new Map([...set].map(([name, { value }]) => [name, value])),
    inputs: new Map([...(inputs ?? [])].map(([name, { shape }]) => [name, shape.dims])),
    ...(until ? { until: until.text } : {}),
    expectation,
  };
  return inferVariant(model, variant, diagnostics, [{ message: inExpectedVariant, span }]);
}
