/** Holds the network against what its items declare of themselves. */
import type { Diagnostics } from '../diagnostics.js';
import type { Declaration, Edge, Node } from '../graph.js';
import { groupBy } from '../group-by.js';
import { formatShape, isKnown, type Shape, sameDim, sum } from '../shape.js';
import type { DeclaredNumber, DeclaredShape } from '../spec.js';
import type { Edges } from './edges.js';
import { describeSum, explainChannels } from './explanations.js';

/** An output that is not as declared. */
interface Mismatch {
  readonly declaration: Declaration;
  readonly declared: DeclaredShape;
  readonly shape: Shape;
}

/** A number of parameters that is not as declared, and the sum that makes the right one. */
interface Miscount {
  readonly declaration: Declaration;
  readonly declared: DeclaredNumber;
  readonly actual: number;
  readonly sum: string;
}

export class Declarations {
  private readonly byEdge: ReadonlyMap<Edge, readonly Declaration[]>;
  private readonly mismatches: Mismatch[] = [];
  private readonly miscounts: Miscount[] = [];

  constructor(
    private readonly edges: Edges,
    private readonly diagnostics: Diagnostics,
  ) {
    this.byEdge = groupBy(edges.graph.declarations, ({ edge }) => edge);
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

  /** Reports outputs and numbers of parameters that are not as declared. */
  report(): void {
    const { declarations } = this.edges.graph;
    const expansions = countBy(declarations.map(({ output }) => output));
    const wrongly = countBy(
      this.mismatches.map(({ declared, shape }) => `${declared.span.start} ${formatShape(shape)}`),
    );
    // What is declared of several expansions that come to different shapes has no other shape that would be right.
    const isSame = ({ declared, shape }: Mismatch) =>
      wrongly.get(`${declared.span.start} ${formatShape(shape)}`) === expansions.get(declared);
    const outputs = declarations.filter(({ output }) => output);
    for (const [first, ...others] of groupByBlock(this.mismatches, outputs))
      if (first) this.reportMismatch(first, others, [first, ...others].every(isSame));
    const counts = declarations.filter(({ params }) => params);
    for (const [first, ...others] of groupByBlock(this.miscounts, counts))
      if (first) this.reportMiscount(first, others);
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
            kind: 'update',
            edits: [first, ...others].map(({ declared, shape }) => ({
              span: declared.span,
              newText: formatShape(shape),
            })),
          }
        : undefined,
    });
  }

  private checkParams(declaration: Declaration): void {
    const { params, scope, first, end } = declaration;
    const edges = Array.from({ length: end - first }, (_, index) => first + index);
    const layers = edges.flatMap((edge) => this.edges.get(edge)?.layer ?? []);
    // How many weights a layer has says nothing where its input may be wrong.
    const isUnsure = ({ inputs }: Node) => inputs.some((input) => this.edges.get(input)?.computed);
    if (layers.some(({ node, weights }) => weights.length > 0 && isUnsure(node))) return;
    const actual = sum(layers.map((layer) => layer.params));
    if (!params || actual === params.value || !isKnown(actual) || layers.length < edges.length) return;
    this.miscounts.push({ declaration, declared: params, actual, sum: describeSum(layers, 'params', scope) });
  }

  private reportMiscount(first: Miscount, others: readonly Miscount[]): void {
    const describe = ({ declaration: { label }, declared, actual }: Miscount) =>
      `${label} declares ${declared.value} parameters but has ${actual}`;
    const edits = [first, ...others].map(({ declared, actual }) => ({ span: declared.span, newText: String(actual) }));
    // What is declared of several expansions that have different numbers has no other number that would be right.
    const canFix = new Set(edits.map(({ span }) => span.start)).size === edits.length;
    this.diagnostics.report('params-mismatch', first.declared.span, describe(first), {
      notes: [
        { message: first.sum, span: first.declaration.item.span },
        ...others.map((other) => ({ message: describe(other), span: other.declared.span })),
      ],
      fix: canFix
        ? {
            title: `change it to ${first.actual}${others.length > 0 ? ', and the others likewise' : ''}`,
            kind: 'update',
            edits,
          }
        : undefined,
    });
  }
}

/** What is wrong of declarations, in groups: where all uses of a block are wrong, the mistake is one, in the block. */
function groupByBlock<T extends { readonly declaration: Declaration }>(
  wrong: readonly T[],
  declared: readonly Declaration[],
): readonly (readonly T[])[] {
  const blockOf = ({ item }: Declaration) => (item.kind === 'use' ? item.block.text : undefined);
  const all = countBy(declared.map(blockOf));
  const odd = countBy(wrong.map(({ declaration }) => blockOf(declaration)));
  const groups = groupBy(wrong, (one) => {
    const block = blockOf(one.declaration);
    return block !== undefined && odd.get(block) === all.get(block) ? block : one;
  });
  return [...groups.values()];
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
