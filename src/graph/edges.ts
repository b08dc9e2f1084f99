/** What inference knows of the edges of a graph. */

import type { Shape } from '../expressions/shape.js';
import { floats, type TensorType, typeOf } from '../ops/types.js';
import type { Span } from '../text/source.js';
import type { Edge, Graph, Layer } from './graph.js';

/** What is known about an edge: its origin and its type. */
export interface Known {
  readonly name: string;
  readonly type: TensorType;
  /** Its shape by what layers compute, where one before declared something else and it has not shown which is right. */
  readonly computed?: Shape | undefined;
  readonly layer?: Layer;
}

/** Edges in the order of the graph; one that is not known could not be inferred, and why was reported. */
export class Edges extends Map<Edge, Known> {
  constructor(readonly graph: Graph) {
    super();
    for (const input of graph.inputs) this.set(input.edge, { name: input.name, type: typeOf(input) });
  }

  nameOf(edge: Edge): string {
    const name = this.get(edge)?.name;
    if (name === undefined) throw new Error(`nothing is known of an edge of kind ${edge.kind}`);
    return name;
  }

  /** The shape of an edge, or one without dimensions. */
  shapeOf(edge: Edge): Shape {
    return this.typeOf(edge).shape;
  }

  /** The layers that are known, each after those it takes. */
  layers(): readonly Layer[] {
    return this.graph.nodes.flatMap(({ output }) => this.get(output)?.layer ?? []);
  }

  /** The type of an edge, or one without dimensions. */
  typeOf(edge: Edge): TensorType {
    return this.get(edge)?.type ?? floats([]);
  }

  /** A name without the scope that it is spoken of in. */
  nameBelow(scope: string, edge: Edge): string {
    const name = this.nameOf(edge);
    return name.startsWith(scope) ? name.slice(scope.length) : name;
  }

  /** Where the layer, or the input of the network, stands that an edge comes from. */
  spanOf(edge: Edge): Span {
    if (edge.kind === 'hole') return this.graph.spec.name.span;
    return edge.kind === 'output' ? edge.node.item.span : edge.span;
  }
}
