/** A core to a graph: conditions and repetition decided for one set of values, and blocks expanded. */
import { warnOfParallelLayers } from '../../blame/parallel-layers.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { unknownEndpoint } from '../../diagnostics/messages/names.js';
import { closest } from '../../diagnostics/nearest.js';
import type { Graph } from '../../graph/graph.js';
import type { Core } from '../core.js';
import {
  cutAt,
  reportRepeated,
  reportUnshared,
  reportUnused,
  reportUnusedOwners,
  reportUselessTrainable,
  withoutDeadEnds,
} from '../dead-ends.js';
import { blameEndpoint } from '../endpoints.js';
import { asWritten, reportUnknown, type Variant } from '../variant.js';
import type { GrowingShapes } from './context.js';
import { Expansion } from './expansion.js';

/** Expands the network as written, with holes for what can't be wired; undefined if it is too large, which is reported. */
export function expand(core: Core, shapes: GrowingShapes, diagnostics: Diagnostics): Graph | undefined {
  const expansion = new Expansion(core, asWritten, shapes, diagnostics);
  const graph = expansion.run();
  if (graph && !expansion.hasHoles) {
    reportRepeated(graph, diagnostics);
    reportUnused(graph, diagnostics);
    reportUnusedOwners(graph, diagnostics);
    reportUnshared(graph, diagnostics);
    reportUselessTrainable(core.spec, diagnostics);
    warnOfParallelLayers(core.spec, diagnostics);
  }
  // With errors there is no network, and whatever else is wrong is still to be found.
  return graph && !diagnostics.hasErrors ? withoutDeadEnds(graph) : graph;
}

/** Expands a variant of a network that expands as written. What items declare is about the network as written, and left out. */
export function expandVariant(
  core: Core,
  variant: Variant,
  shapes: GrowingShapes,
  diagnostics: Diagnostics,
): Graph | undefined {
  const whole = new Expansion(core, variant, shapes, diagnostics).run();
  const graph = whole && variant.until !== undefined ? cut(whole, variant, variant.until, diagnostics) : whole;
  return graph && { ...withoutDeadEnds(graph), declarations: [] };
}

/** The network up to an end point, which is its one output. */
function cut(graph: Graph, { expectation }: Variant, until: string, diagnostics: Diagnostics): Graph | undefined {
  const { spec, endpoints } = graph;
  const edge = endpoints.get(until);
  if (edge) return cutAt(graph, until, edge);
  const span = expectation?.until?.span;
  const known = [...endpoints.keys()];
  if (!span || !blameEndpoint(closest(until, known), { text: until, span }, spec, diagnostics))
    reportUnknown(unknownEndpoint, until, known, spec, span, diagnostics);
  return undefined;
}
