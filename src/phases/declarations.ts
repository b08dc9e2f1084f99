/** Holds the network against what its items declare of themselves. */
import { type Diagnostics, replacement } from '../diagnostics.js';
import type { Declaration, Edge, Node } from '../graph.js';
import { formatShape, isKnown, type Shape, sameDim, sum } from '../shape.js';
import type { DeclaredShape } from '../spec.js';
import type { Edges } from './edges.js';
import { describeSum, explainChannels } from './explanations.js';

/** An output that is not as declared. */
interface Mismatch {
  readonly declaration: Declaration;
  readonly declared: DeclaredShape;
  readonly shape: Shape;
}

export class Declarations {
  private readonly byEdge = new Map<Edge, Declaration[]>();
  private readonly mismatches: Mismatch[] = [];

  constructor(
    private readonly edges: Edges,
    private readonly diagnostics: Diagnostics,
  ) {
    for (const declaration of edges.graph.declarations) {
      const others = this.byEdge.get(declaration.edge);
      if (others) others.push(declaration);
      else this.byEdge.set(declaration.edge, [declaration]);
    }
  }

  /** Holds what no layer gives against what items declare of it: inputs of the network, and holes. */
  checkOthers(): void {
    for (const edge of this.byEdge.keys()) if (edge < 0) this.check(edge);
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
    const shapes = known ? [known.shape, ...(known.computed ? [known.computed] : [])] : [];
    const [shape, computed] = shapes.filter((one) => fits(one, output));
    if (known && shape) {
      this.edges.set(edge, { ...known, shape, computed });
      return true;
    }
    if (known) this.mismatches.push({ declaration, declared: output, shape: known.shape });
    if (!output.dims.includes(null))
      this.edges.set(edge, { name: label, ...known, shape: output.dims as readonly number[], computed: shapes.at(-1) });
    return false;
  }

  /** Reports outputs that are not as declared. Where all uses of a block differ, the mistake is one, in the block. */
  report(): void {
    const blockOf = ({ item }: Declaration) => (item.kind === 'use' ? item.block.text : undefined);
    const declared = countBy(this.edges.graph.declarations.filter(({ output }) => output).map(blockOf));
    const wrong = countBy(this.mismatches.map(({ declaration }) => blockOf(declaration)));
    const groups = new Map<unknown, Mismatch[]>();
    for (const mismatch of this.mismatches) {
      const block = blockOf(mismatch.declaration);
      const key = block !== undefined && wrong.get(block) === declared.get(block) ? block : mismatch;
      const group = groups.get(key);
      if (group) group.push(mismatch);
      else groups.set(key, [mismatch]);
    }
    const expansions = countBy(this.edges.graph.declarations.map(({ output }) => output));
    const wrongly = countBy(
      this.mismatches.map(({ declared, shape }) => `${declared.span.start} ${formatShape(shape)}`),
    );
    // What is declared of several expansions that come to different shapes has no other shape that would be right.
    const isSame = ({ declared, shape }: Mismatch) =>
      wrongly.get(`${declared.span.start} ${formatShape(shape)}`) === expansions.get(declared);
    for (const [first, ...others] of groups.values())
      if (first) this.reportMismatch(first, others, [first, ...others].every(isSame));
  }

  private reportMismatch(first: Mismatch, others: readonly Mismatch[], canFix: boolean): void {
    const { edge } = first.declaration;
    const describe = ({ declaration: { label }, declared, shape }: Mismatch) =>
      `${label} declares ${formatShape(declared.dims)} but computes ${formatShape(shape)}`;
    this.diagnostics.report('output-mismatch', first.declared.span, describe(first), {
      notes: [
        ...(first.declared.dims.at(-1) === first.shape.at(-1) ? [] : explainChannels(edge, first.shape, this.edges)),
        ...others.map((other) => ({ message: describe(other), span: other.declared.span })),
      ],
      fix: canFix
        ? {
            title: `change it to ${formatShape(first.shape)}${others.length > 0 ? ', and the others likewise' : ''}`,
            edits: [first, ...others].map(({ declared, shape }) => ({
              span: declared.span,
              newText: formatShape(shape),
            })),
          }
        : undefined,
    });
  }

  private checkParams({ item, params, label, scope, first, end }: Declaration): void {
    const edges = Array.from({ length: end - first }, (_, index) => first + index);
    const layers = edges.flatMap((edge) => this.edges.get(edge)?.layer ?? []);
    // How many weights a layer has says nothing where its input may be wrong.
    const isUnsure = ({ inputs }: Node) => inputs.some((input) => this.edges.get(input)?.computed);
    if (layers.some(({ node, weights }) => weights.length > 0 && isUnsure(node))) return;
    const actual = sum(layers.map((layer) => layer.params));
    if (!params || actual === params.value || !isKnown(actual) || layers.length < edges.length) return;
    this.diagnostics.report(
      'params-mismatch',
      params.span,
      `${label} declares ${params.value} parameters but has ${actual}`,
      {
        notes: [{ message: describeSum(layers, 'params', scope), span: item.span }],
        fix: replacement(params.span, String(actual), `change it to ${actual}`),
      },
    );
  }
}

function countBy(keys: readonly unknown[]): ReadonlyMap<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function fits(shape: Shape, { dims }: DeclaredShape): boolean {
  return (
    shape.length === dims.length &&
    shape.every((dim, axis) => dims[axis] === null || sameDim(dim, dims[axis] as number) !== false)
  );
}
