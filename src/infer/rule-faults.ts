/** Reports faults of ops' rules at the attribute or the input to blame. */
import { DefaultFaults, placeInLayer } from '../blame/defaults.js';
import { remedyForDtype, remedyForMask } from '../blame/dtypes.js';
import { originOf } from '../blame/explanations.js';
import { blameJoin } from '../blame/joins.js';
import { remedyForRank } from '../blame/ranks.js';
import type { Code } from '../diagnostics/codes.js';
import type { Shape } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Node } from '../graph/graph.js';
import { applyOp } from '../ops/apply.js';
import type { AttributeValues } from '../ops/attributes.js';
import { RuleFault } from '../ops/fault.js';
import { floats, type TensorType } from '../ops/types.js';
import { type Item, literal, type WrittenValue } from '../spec/spec.js';
import { type Span, subspan } from '../text/source.js';
import type { Declarations } from './declarations.js';
import type { LayerReporter } from './layer-reporter.js';

/** The part of an attribute that a fault is about. */
function partOf(written: WrittenValue, { range, key }: RuleFault['at']): Span | undefined {
  if (key !== undefined) return written.kind === 'settings' ? written.entries.get(key)?.span : undefined;
  if (!range || written.kind !== 'word') return undefined;
  const { source, start, end } = written.span;
  const isExact = source.text.slice(start, end) === literal(written);
  return isExact ? subspan(written.span, range.start, range.end) : undefined;
}

/** The maximum number of joins to examine for a cause; each takes many passes over layers before it. */
const mostExamined = 32;

export class RuleFaults {
  private readonly ofDefaults = new DefaultFaults();
  private readonly failedJoins = new Set<Item>();
  private examinedJoins = 0;

  constructor(
    private readonly edges: Edges,
    private readonly declarations: Declarations,
    private readonly reporter: LayerReporter,
  ) {}

  /** Reports a fault. One in a default is reported when all layers that take it are known. */
  report(node: Node, fault: RuleFault, inputs: readonly TensorType[], values: AttributeValues): void {
    const { message, at } = fault;
    if (message.code === 'join-mismatch') return this.reportJoin(node, fault, inputs, values);
    const isOfText = node.inputs.length === 0 || message.code === 'pattern-syntax';
    const origin = isOfText ? [] : originOf(node, at.input ?? 0, this.edges);
    const bound = at.attribute === undefined ? undefined : node.attributes.get(at.attribute);
    if (at.attribute === undefined || !bound) {
      const named = at.input === undefined ? undefined : node.item.inputs?.[at.input];
      const help = message.help ?? (at.input === undefined ? undefined : this.remedyFor(node, at.input, message.code));
      return this.reporter.report(node, message, named?.span ?? node.item.opSpan, origin, { help });
    }
    const { span: whole, notes } = placeInLayer(node, at.attribute, bound);
    const span = partOf(bound.written, at) ?? whole;
    const report = () => this.reporter.report(node, message, span, [...origin, ...notes]);
    if (!bound.isDefault) return report();
    this.reporter.fail(message.code);
    this.ofDefaults.add(bound.written, report);
  }

  private remedyFor(node: Node, input: number, code: Code): string | undefined {
    if (code !== 'dtype-mismatch' && code !== 'wrong-rank') return undefined;
    const ofMask = remedyForMask(node, input, this.edges);
    if (ofMask !== undefined) return ofMask;
    const remedyFor = code === 'dtype-mismatch' ? remedyForDtype : remedyForRank;
    return remedyFor(node, input, this.edges);
  }

  /** Reports the faults in defaults; `sound` are the layers without any. */
  reportDefaults(sound: Iterable<Node>): void {
    this.ofDefaults.report(sound);
  }

  private reportJoin(node: Node, fault: RuleFault, types: readonly TensorType[], values: AttributeValues): void {
    const fits = (shapes: readonly Shape[]) => !(applyOp(node.op, shapes.map(floats), values) instanceof RuleFault);
    const inputs = types.map(({ shape }) => shape);
    const declared = this.declarations.shapeOf(node.output);
    const axis = values.axis as number | undefined;
    this.examinedJoins += 1;
    const isExamined = this.examinedJoins <= mostExamined;
    const blamed = blameJoin({ node, fault, inputs, axis, declared, isExamined, fits }, this.edges);
    const { span, message, notes, isOfUse, ...remedy } = blamed;
    // Other uses of the block fail for the same reason.
    if (!isOfUse && this.failedJoins.has(node.item)) return;
    this.failedJoins.add(node.item);
    this.reporter.report(node, message, span, notes, remedy);
  }
}
