/** What is evaluated while the graph grows: conditions, repetition, and the names of scopes. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { shapeTooEarly, sizeInCondition } from '../../diagnostics/messages/expressions.js';
import type { Shape } from '../../expressions/shape.js';
import type { EvaluationContext } from '../../graph/evaluation.js';
import type { Edge, Graph } from '../../graph/graph.js';

/** Finds shapes in a graph that is still growing. */
export interface GrowingShapes {
  /** The shape of an edge of the graph; undefined if a mistake leaves it unknown. */
  shapeOf(edge: Edge, graph: Graph): Shape | undefined;
}

/** Evaluation without shapes. */
export const contextWithoutShapes = (diagnostics: Diagnostics): EvaluationContext => ({
  ...withoutAssumptions(diagnostics),
  shapeOf: () => undefined,
  refuseSize: () => shapeTooEarly(),
  refuseNamedSize: () => shapeTooEarly(),
});

/** Evaluation of conditions, which know channels; height and width would make the layers depend on the size of images. */
export const contextOfConditions = (
  shapeOf: EvaluationContext['shapeOf'],
  diagnostics: Diagnostics,
): EvaluationContext => ({
  ...withoutAssumptions(diagnostics),
  shapeOf,
  refuseSize: (size) => (size === 'channels' ? undefined : sizeInCondition(`in.${size}`)),
  refuseNamedSize: sizeInCondition,
});

const withoutAssumptions = (diagnostics: Diagnostics) => ({
  report: (...[message, span]: Parameters<EvaluationContext['report']>) => diagnostics.report(message, span),
  assume: () => {},
  known: new Map(),
});
