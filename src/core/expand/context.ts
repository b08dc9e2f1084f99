/** What is evaluated before shapes are known: conditions, repetition, and the names of scopes. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { shapeTooEarly } from '../../diagnostics/messages/expressions.js';
import type { EvaluationContext } from '../../graph/evaluation.js';
import type { Edge } from '../../graph/graph.js';

/** For expressions that no input belongs to. */
export const noEdge: Edge = { kind: 'hole' };

/** Evaluation without shapes. */
export const contextWithoutShapes = (diagnostics: Diagnostics): EvaluationContext => ({
  shapeOf: () => undefined,
  withoutShapes: shapeTooEarly(),
  report: (message, span) => diagnostics.report(message, span),
  assume: () => {},
  known: new Map(),
});
