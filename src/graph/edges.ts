/** What inference knows of the edges of a graph. */

import type { Shape } from '../expressions/shape.js';
import type { Span } from '../text/source.js';
import type { Edge, Graph, Layer } from './graph.js';

/** What is known of an edge: whence it comes, and its shape. */
export interface Known {
  readonly name: string;
  readonly shape: Shape;
  /** Its shape by what layers compute, where one before declared something else and it has not shown which is right. */
  readonly computed?: Shape | undefined;
  readonly layer?: Layer;
}

/** Edges in the order of the graph; one that is not known could not be inferred, and why was reported. */
export class Edges extends Map<Edge, Known> {
  constructor(readonly graph: Graph) {
    super();
    for (const [index, { name, shape }] of graph.inputs.entries()) this.set(-1 - index, { name, shape });
  }

  nameOf(edge: Edge): string {
    const name = this.get(edge)?.name;
    if (name === undefined) throw new Error(`nothing is known of the edge ${edge}`);
    return name;
  }

  /** The shape of an edge, or one without dimensions. */
  shapeOf(edge: Edge): Shape {
    return this.get(edge)?.shape ?? [];
  }

  /** A name without the scope that it is spoken of in. */
  nameBelow(scope: string, edge: Edge): string {
    const name = this.nameOf(edge);
    return name.startsWith(scope) ? name.slice(scope.length) : name;
  }

  /** Where the layer, or the input of the network, stands that an edge comes from. */
  spanOf(edge: Edge): Span {
    const giver = edge < 0 ? this.graph.inputs[-1 - edge] : this.graph.nodes[edge]?.item;
    return (giver ?? this.graph.spec.name).span;
  }
}
