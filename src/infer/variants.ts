/** Variants of a network: other parameters, other inputs, or a part of it. */

import { placeInSpec, warnOfChannelsFirst } from '../blame/channels-first.js';
import { cutAt, withoutDeadEnds } from '../core/dead-ends.js';
import { expandVariant } from '../core/expand/expand.js';
import { coreOf } from '../core/resolver.js';
import type { Variant } from '../core/variant.js';
import type { Note } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Model } from '../graph/graph.js';
import type { Spec } from '../spec/spec.js';
import { found } from '../text/lookup.js';
import type { Span } from '../text/source.js';
import { infer } from './infer.js';
import { Lookahead } from './lookahead.js';
import { totalsOf } from './totals.js';

/**
 * The model of a variant; `model` is the network without parameters set. If the variant fails, only the first error is
 * reported, since later ones have the same cause.
 */
export function inferVariant(
  model: Model,
  variant: Variant,
  diagnostics: Diagnostics,
  notes: readonly Note[] = [],
): Model | undefined {
  const { set, inputs, until } = variant;
  if (until === undefined && set.size === 0 && inputs.size === 0) return model;
  const part = until !== undefined && set.size === 0 && inputs.size === 0 ? partOf(model, until) : undefined;
  return part ?? inferAnew(model, variant, diagnostics, notes);
}

/**
 * The part of a network up to an end point. Undefined if the variant is more than a part: if the end point does not
 * reach an output, or a layer shares the weights of one that is cut off, and so would own them.
 */
function partOf(model: Model, until: string): Model | undefined {
  const edge = model.graph.endpoints.get(until);
  if (edge === undefined) return undefined;
  const graph = withoutDeadEnds({ ...cutAt(model.graph, until, edge), declarations: [] });
  const layerOf = new Map([...model.layerOf].filter(([node]) => graph.kept.has(node)));
  const layers = [...layerOf.values()];
  const names = new Set(layers.map(({ name }) => name));
  if (layers.some(({ sharedWith }) => sharedWith !== undefined && !names.has(sharedWith))) return undefined;
  return {
    graph,
    layers,
    layerOf,
    endpoints: new Map([...model.endpoints].filter(([name]) => graph.endpoints.has(name))),
    outputs: new Map([[until, found(model.endpoints, until)]]),
    assumptions: model.assumptions.filter(({ layer }) => names.has(layer)),
    totals: totalsOf(layers),
  };
}

function inferAnew(
  { graph: { spec } }: Model,
  variant: Variant,
  diagnostics: Diagnostics,
  notes: readonly Note[],
): Model | undefined {
  const found = new Diagnostics();
  const graph = expandVariant(coreOf(spec), variant, new Lookahead(), found);
  const refusals = found.list();
  if (graph) warnOfChannelsFirst(graph, diagnostics, placeOfInput(spec, variant));
  const model = graph && refusals.length === 0 ? infer(graph, found).model : undefined;
  for (const diagnostic of refusals.length > 0 ? refusals : found.inOrder().slice(0, 1)) {
    const { code, span, message } = diagnostic;
    diagnostics.report({ code, text: message }, span, { ...diagnostic, notes: [...diagnostic.notes, ...notes] });
  }
  return model;
}

/** The span of an input's shape in a variant: in the expectation, or else in the spec. */
function placeOfInput(spec: Spec, { inputs, expectation }: Variant): (input: string) => Span | undefined {
  return (input) => {
    const key = inputs.has(input) ? input : '';
    if (!inputs.has(key)) return undefined;
    return expectation ? expectation.inputs?.get(key)?.shape.span : placeInSpec(spec)(input);
  };
}
