/** A spec to a graph: names checked, then expanded for one set of values. */
import { warnOfParallelLayers } from '../blame/parallel-layers.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { unknownEndpoint } from '../diagnostics/messages/names.js';
import { closest } from '../diagnostics/nearest.js';
import type { Graph } from '../graph/graph.js';
import type { Spec } from '../spec/spec.js';
import { cutAt, reportRepeated, reportUnshared, reportUnused, withoutDeadEnds } from './dead-ends.js';
import { blameEndpoint } from './endpoints.js';
import { Expansion } from './expand/expansion.js';
import { checkNames } from './names/check.js';
import { withoutCircles } from './names/circles.js';
import { coreOf } from './resolver.js';
import { asWritten, reportUnknown, type Variant } from './variant.js';

/** What resolution makes of a spec. */
export interface Resolved {
  /** With holes in the place of what could not be resolved. Absent if the network is too large. */
  readonly graph?: Graph;
  /** Whether the graph is the network that is written, but for layers that can't be wired; if not, why was reported. */
  readonly isSound: boolean;
}

/** Resolves the spec as it stands, and reports every mistake of naming and wiring. */
export function resolve(spec: Spec, diagnostics: Diagnostics): Resolved {
  const core = coreOf(spec);
  checkNames(core, diagnostics);
  const finite = withoutCircles(core, diagnostics);
  const expansion = new Expansion(coreOf(finite), asWritten, finite === spec ? diagnostics : Diagnostics.behindError());
  const graph = expansion.run();
  if (graph && finite !== spec) return { graph, isSound: false };
  if (!graph) return { isSound: false };
  if (!expansion.hasHoles) {
    reportRepeated(graph, diagnostics);
    reportUnused(graph, diagnostics);
    reportUnshared(graph, diagnostics);
    warnOfParallelLayers(spec, diagnostics);
  }
  // With errors there is no network, and whatever else is wrong is still to be found.
  return { graph: diagnostics.hasErrors ? graph : withoutDeadEnds(graph), isSound: true };
}

/** Resolves a variant of a spec that resolves as it stands. What items declare speaks of the spec as it stands, and is left out. */
export function resolveVariant(spec: Spec, variant: Variant, diagnostics: Diagnostics): Graph | undefined {
  const whole = new Expansion(coreOf(spec), variant, diagnostics).run();
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
