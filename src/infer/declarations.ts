/** Compares the network with the declarations of its items. */
import { layersOf, type Mismatch, type ParamsMiscount } from '../blame/claim.js';
import { isKnown, type Shape, sum } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { EvaluationContext } from '../graph/evaluation.js';
import type { Declaration, Edge, Node } from '../graph/graph.js';
import { type DeclaredShape, fitsDeclared } from '../spec/spec.js';
import { groupBy } from '../text/group-by.js';
import { evaluateShape } from './declared-shapes.js';

export class Declarations {
  private readonly byEdge: ReadonlyMap<Edge, readonly Declaration[]>;
  /** Declarations that do not hold. */
  readonly wrong: (Mismatch | ParamsMiscount)[] = [];

  /** Evaluated, by declaration. */
  private readonly shapes = new Map<Declaration, DeclaredShape | undefined>();

  constructor(
    private readonly edges: Edges,
    private readonly context: EvaluationContext,
  ) {
    this.byEdge = groupBy(edges.graph.declarations, ({ edge }) => edge);
  }

  /** Checks the declarations about inputs of the network and holes. */
  checkOthers(): void {
    for (const edge of this.byEdge.keys()) if (edge.kind !== 'output') this.check(edge);
  }

  /** The declared shape of an edge, if it has no open sizes. */
  shapeOf(edge: Edge): Shape | undefined {
    const outputs = (this.byEdge.get(edge) ?? []).flatMap((declaration) => this.evaluate(declaration) ?? []);
    return outputs.map(({ dims }) => dims).find(isWhole);
  }

  private evaluate(declaration: Declaration): DeclaredShape | undefined {
    if (!this.shapes.has(declaration)) this.shapes.set(declaration, evaluateShape(declaration, this.context));
    return this.shapes.get(declaration);
  }

  /** Checks the declarations about an edge. */
  check(edge: Edge): void {
    for (const declaration of this.byEdge.get(edge) ?? [])
      if (this.checkOutput(edge, declaration)) this.checkParams(declaration);
  }

  /**
   * Whether an edge has the declared shape. If not, the declaration is believed; the next declaration after it shows
   * whether it or the layer was wrong.
   */
  private checkOutput(edge: Edge, declaration: Declaration): boolean {
    const { label } = declaration;
    const output = this.evaluate(declaration);
    const known = this.edges.get(edge);
    if (!output) return known !== undefined;
    const shapes = known ? [known.type.shape, ...(known.computed ? [known.computed] : [])] : [];
    const [shape, computed] = shapes.filter((one) => fitsDeclared(one, output));
    if (known && shape) {
      this.edges.set(edge, { ...known, type: { ...known.type, shape }, computed });
      return true;
    }
    if (known) this.wrong.push({ kind: 'output', declaration, declared: output, shape: known.type.shape });
    const { dims } = output;
    if (isWhole(dims))
      this.edges.set(edge, {
        name: label,
        ...known,
        type: { ...this.edges.typeOf(edge), shape: dims },
        computed: shapes.at(-1),
      });
    return false;
  }

  private checkParams(declaration: Declaration): void {
    const { params, first, end } = declaration;
    const layers = layersOf(declaration, this.edges);
    // The weights of a layer prove nothing if its input may be wrong.
    const isUnsure = ({ inputs }: Node) => inputs.some((input) => this.edges.get(input)?.computed);
    if (layers.some(({ node, weights }) => weights.length > 0 && isUnsure(node))) return;
    const actual = sum(layers.map((layer) => layer.params));
    if (!params || actual === params.value || !isKnown(actual) || layers.length < end - first) return;
    this.wrong.push({ kind: 'params', declaration, declared: params, actual });
  }
}

/** Whether a declared shape has no open sizes. */
const isWhole = (dims: DeclaredShape['dims']): dims is Shape => !dims.includes(null);
