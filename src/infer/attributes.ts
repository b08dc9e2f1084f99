/** Evaluates and checks the attributes of layers, and applies defaults that transform them. */
import { type FaultSite, placeOfValue, remedyOfNull } from '../blame/defaults.js';
import { reportProduct, roundingHelp } from '../blame/odd-sizes.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { attributeOfUnknownSize } from '../diagnostics/messages/expressions.js';
import { attributeMisfit, madeByDefault } from '../diagnostics/messages/shapes.js';
import { type EvaluationContext, evaluateWritten } from '../graph/evaluation.js';
import { type BoundAttribute, type Node, noEdge } from '../graph/graph.js';
import { indexFunctionOf, mentionsIndices } from '../graph/index-functions.js';
import {
  type Attribute,
  AttributeMisfit,
  type AttributeType,
  checkValue,
  type Plain,
  tupleLength,
} from '../ops/attributes.js';
import { defaultValue } from '../ops/derived.js';
import type { TensorType } from '../ops/types.js';
import { isConstant, type WrittenValue } from '../spec/spec.js';
import type { LayerReporter } from './layer-reporter.js';

export class AttributeEvaluator {
  /** Values without names and sizes, which are the same in all layers; most are defaults. */
  private readonly constants = new Map<WrittenValue, unknown>();

  constructor(
    private readonly diagnostics: Diagnostics,
    private readonly reporter: LayerReporter,
  ) {}

  /** The values of all attributes of a layer; undefined for one that has none, which was reported. */
  evaluate(node: Node, context: EvaluationContext, inputs: readonly TensorType[]): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const { attributes } = node.op;
    for (const key of Object.keys(attributes)) {
      const attribute = attributes[key] as Attribute;
      const bound = node.attributes.get(key);
      if (bound) values[key] = this.evaluateOne(node, key, attribute, bound, context);
      else values[key] = defaultValue(attribute, values, inputs);
    }
    return values;
  }

  private evaluateOne(
    node: Node,
    key: string,
    { type }: Attribute,
    bound: BoundAttribute,
    context: EvaluationContext,
  ): unknown {
    const { written, environment, transform } = bound;
    const input = node.inputs[0] ?? noEdge;
    let value = this.constants.get(written);
    if (value === undefined) {
      if (tupleLength(type) && reportProduct(written, environment, this.diagnostics)) return undefined;
      const ofIndices = type.type === 'table' && written.kind === 'formula' && mentionsIndices(written, environment);
      const plain = ofIndices
        ? indexFunctionOf(written, environment, input, context)
        : evaluateWritten(written, environment, input, context);
      value = this.check(node, key, type, plain, () => placeOfValue(node, key, bound));
      if (isConstant(written)) this.constants.set(written, value);
    }
    if (value === undefined || !transform) return value;
    const locals = new Map([[key, value]]);
    const transformed = evaluateWritten(transform.written, transform.environment, input, context, locals);
    const note = { message: madeByDefault(String(value)), span: transform.written.span };
    return this.check(node, key, type, transformed, () => ({ span: written.span, notes: [note] }));
  }

  /** A plain value as a checked one; undefined if it does not fit its attribute, which is reported. */
  private check(node: Node, key: string, type: AttributeType, plain: Plain, siteOf: () => FaultSite): unknown {
    if (plain === undefined) return undefined;
    const value = checkValue(type, plain);
    if (!(value instanceof AttributeMisfit)) return value;
    const { span, notes } = siteOf();
    const help = roundingHelp(type, plain) ?? remedyOfNull(plain, span);
    const message = holdsUnknown(plain) ? attributeOfUnknownSize(key) : attributeMisfit(key, value.message, help);
    this.reporter.report(node, message, span, notes);
    return undefined;
  }
}

function holdsUnknown(plain: Plain): boolean {
  return Array.isArray(plain)
    ? plain.some(holdsUnknown)
    : typeof plain === 'object' && plain !== null && 'terms' in plain;
}
