/** What inference knows of the edges of a graph. */

import type { Shape } from '../expressions/shape.js';
import { floats, type TensorType, typeOf } from '../ops/types.js';
import type { Span } from '../text/source.js';
import type { Edge, Graph, Layer } from './graph.js';

/** The name and type of an edge, and the layer that computes it. */
export interface Known {
  readonly name: string;
  readonly type: TensorType;
  /** The computed shape, if an earlier declaration disagrees with it and it is undecided which is right. */
  readonly computed?: Shape | undefined;
  readonly layer?: Layer;
}

/** The known edges in the order of the graph; an edge that is missing could not be inferred, which was reported. */
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

  /** The shape of an edge; [] if unknown. */
  shapeOf(edge: Edge): Shape {
    return this.typeOf(edge).shape;
  }

  /** The known layers, each after its inputs. */
  layers(): readonly Layer[] {
    return this.graph.nodes.flatMap(({ output }) => this.get(output)?.layer ?? []);
  }

  /** The type of an edge; one without dimensions if unknown. */
  typeOf(edge: Edge): TensorType {
    return this.get(edge)?.type ?? floats([]);
  }

  /** A name without the scope in which it is mentioned. */
  nameBelow(scope: string, edge: Edge): string {
    const name = this.nameOf(edge);
    return name.startsWith(scope) ? name.slice(scope.length) : name;
  }

  /** The span of the edge's source: a layer or an input of the network. */
  spanOf(edge: Edge): Span {
    if (edge.kind === 'hole') return this.graph.spec.name.span;
    return edge.kind === 'output' ? edge.node.item.span : edge.span;
  }
}
