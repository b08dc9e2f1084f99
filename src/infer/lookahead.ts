/** Shapes of a graph that is still growing, for conditions that ask for them. */
import type { GrowingShapes } from '../core/expand/context.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Shape } from '../expressions/shape.js';
import type { Edge, Graph } from '../graph/graph.js';
import { Inference } from './infer.js';

/** Infers each layer once, when it is first asked for one after it. Mistakes are reported later, with the whole graph. */
export class Lookahead implements GrowingShapes {
  private inference?: Inference;
  private done = 0;

  shapeOf(edge: Edge, graph: Graph): Shape | undefined {
    this.inference ??= new Inference(graph, new Diagnostics());
    for (const node of graph.nodes.slice(this.done)) this.inference.inferNode(node);
    this.done = graph.nodes.length;
    return this.inference.edges.get(edge)?.type.shape;
  }
}
