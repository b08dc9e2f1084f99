/** Holds the network against what its items declare of themselves. */
import { layersOf, type Mismatch, type ParamsMiscount } from '../blame/claim.js';
import { isKnown, type Shape, sum } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Declaration, Edge, Node } from '../graph/graph.js';
import { fitsDeclared } from '../spec/spec.js';
import { groupBy } from '../text/group-by.js';

export class Declarations {
  private readonly byEdge: ReadonlyMap<Edge, readonly Declaration[]>;
  /** What does not hold. */
  readonly wrong: (Mismatch | ParamsMiscount)[] = [];

  constructor(private readonly edges: Edges) {
    this.byEdge = groupBy(edges.graph.declarations, ({ edge }) => edge);
  }

  /** Holds inputs of the network and holes against what items declare of them. */
  checkOthers(): void {
    for (const edge of this.byEdge.keys()) if (edge.kind !== 'output') this.check(edge);
  }

  /** The shape that an item declares an edge to have, where it says all of it. */
  shapeOf(edge: Edge): Shape | undefined {
    const outputs = (this.byEdge.get(edge) ?? []).flatMap(({ output }) => (output ? [output.dims] : []));
    return outputs.find((dims): dims is readonly number[] => !dims.includes(null));
  }

  /** Holds an edge against what items declare of it. */
  check(edge: Edge): void {
    for (const declaration of this.byEdge.get(edge) ?? [])
      if (this.checkOutput(edge, declaration)) this.checkParams(declaration);
  }

  /**
   * Whether an edge has the shape that an item declares. Where it has not, the spec is taken at its word; whether the
   * word or the layer was wrong shows at the next declaration, which follows from one of the two.
   */
  private checkOutput(edge: Edge, declaration: Declaration): boolean {
    const { output, label } = declaration;
    const known = this.edges.get(edge);
    if (!output) return known !== undefined;
    const shapes = known ? [known.type.shape, ...(known.computed ? [known.computed] : [])] : [];
    const [shape, computed] = shapes.filter((one) => fitsDeclared(one, output));
    if (known && shape) {
      this.edges.set(edge, { ...known, type: { ...known.type, shape }, computed });
      return true;
    }
    if (known) this.wrong.push({ kind: 'output', declaration, declared: output, shape: known.type.shape });
    if (!output.dims.includes(null))
      this.edges.set(edge, {
        name: label,
        ...known,
        type: { ...this.edges.typeOf(edge), shape: output.dims as readonly number[] },
        computed: shapes.at(-1),
      });
    return false;
  }

  private checkParams(declaration: Declaration): void {
    const { params, first, end } = declaration;
    const layers = layersOf(declaration, this.edges);
    // How many weights a layer has says nothing where its input may be wrong.
    const isUnsure = ({ inputs }: Node) => inputs.some((input) => this.edges.get(input)?.computed);
    if (layers.some(({ node, weights }) => weights.length > 0 && isUnsure(node))) return;
    const actual = sum(layers.map((layer) => layer.params));
    if (!params || actual === params.value || !isKnown(actual) || layers.length < end - first) return;
    this.wrong.push({ kind: 'params', declaration, declared: params, actual });
  }
}
