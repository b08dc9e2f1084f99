/**
 * A graph to a model: each layer's attributes, name, shape, weights and costs, in one walk from the inputs.
 *
 * A layer that can't be inferred has no shape, and what depends on it is passed over, so that one mistake gives one
 * diagnostic. Where an item declares its output, the declaration stands in for what failed before it.
 */

import { Claims } from '../blame/claims.js';
import { DefaultFaults, type FaultSite, placeInLayer, placeOfValue, remedyOfNull } from '../blame/defaults.js';
import { originOf } from '../blame/explanations.js';
import { blameJoin } from '../blame/joins.js';
import { reportProduct, roundingHelp } from '../blame/odd-sizes.js';
import { blameSameName, type NamedNode } from '../blame/same-name.js';
import { refuseSharing } from '../blame/sharing.js';
import type { Code } from '../diagnostics/codes.js';
import type { Note } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { attributeOfUnknownSize } from '../diagnostics/messages/expressions.js';
import type { Message } from '../diagnostics/messages/message.js';
import { inUse } from '../diagnostics/messages/names.js';
import * as messages from '../diagnostics/messages/shapes.js';
import {
  type Dim,
  isKnown,
  longestFormula,
  product,
  type Shape,
  sameDim,
  subtract,
  sum,
} from '../expressions/shape.js';
import { Edges, type Known } from '../graph/edges.js';
import { type EvaluationContext, evaluateName, evaluateWritten } from '../graph/evaluation.js';
import type {
  Assumption,
  BoundAttribute,
  Edge,
  Graph,
  ItemStep,
  Layer,
  Model,
  Node,
  NodeOutput,
  Totals,
} from '../graph/graph.js';
import { applyOp, firstOutput, macsOf, weightsOf } from '../ops/apply.js';
import {
  type Attribute,
  AttributeMisfit,
  type AttributeType,
  type AttributeValues,
  checkValue,
  type Plain,
} from '../ops/attributes.js';
import { companionsOf } from '../ops/companions.js';
import { RuleFault } from '../ops/fault.js';
import type { Outputs } from '../ops/op.js';
import { floats, type TensorType } from '../ops/types.js';
import type { Weight } from '../ops/weights.js';
import { type Item, isConstant, literal, mostDimensions, type WrittenValue } from '../spec/spec.js';
import type { Span } from '../text/source.js';
import { Declarations } from './declarations.js';
import { describeUnknownWeight } from './unknown-weights.js';

/** The most elements that a tensor may have, an absurd number for any machine of today. */
const mostElements = 2 ** 40;

/** What inference makes of a graph. */
export interface Inferred {
  /** What is known of the graph's edges: one that is not in it could not be inferred. */
  readonly edges: Edges;
  /** Absent where a layer has no shape, or another error was found before. */
  readonly model?: Model;
  /** What the graph's items declare and does not hold, which is yet to be reported. */
  readonly claims: Claims;
}

/** Infers a graph, and holds it against what its items declare. */
export function infer(graph: Graph, diagnostics: Diagnostics): Inferred {
  const { model, ...inferred } = new Inference(graph, diagnostics).run();
  // Generated code builds what reaches no output, too; of a network that is cut it has only what the cut needs.
  const edges = graph.cut ? inferred.edges : withDeadEnds(graph, inferred.edges, diagnostics);
  return { ...inferred, edges, ...(model && !diagnostics.hasErrors ? { model } : {}) };
}

/** The first layer that a graph fails at, and how; undefined where all is well. What items declare is left aside. */
export function findFailure(graph: Graph): { readonly layer: string; readonly code: Code } | undefined {
  const inference = new Inference({ ...graph, declarations: [] }, new Diagnostics());
  return inference.run().model ? undefined : inference.failure;
}

/** What is known of a graph's edges, those included that reach no output and so are not of its model. */
function withDeadEnds(graph: Graph, edges: Edges, diagnostics: Diagnostics): Edges {
  const { kept } = graph;
  if (!kept || graph.nodes.every((node) => kept.has(node))) return edges;
  const { kept: _, ...whole } = graph;
  return new Inference({ ...whole, declarations: [] }, diagnostics, edges).run().edges;
}

class Inference {
  private readonly edges: Edges;
  /** What layers are called, and those that follow them. */
  private readonly names = new Map<string, NamedNode>();
  private readonly owners = new Map<string, Layer>();
  private readonly assumptions: Assumption[] = [];
  /** What is written without names and sizes comes to the same in every layer; most of it are defaults. */
  private readonly constants = new Map<WrittenValue, unknown>();
  private readonly declarations: Declarations;
  /** Sizes of weights that were reported as unknown. */
  private readonly unknownSizes = new Set<string>();
  private readonly defaultFaults = new DefaultFaults();
  private readonly failedJoins = new Set<Item>();
  /** The name of the layer at hand, as far as it is known. */
  private current = '';
  failure?: { readonly layer: string; readonly code: Code };

  constructor(
    private readonly graph: Graph,
    private readonly diagnostics: Diagnostics,
    known: ReadonlyMap<Edge, Known> = new Map(),
  ) {
    this.edges = new Edges(graph);
    for (const [edge, one] of known) this.edges.set(edge, one);
    this.declarations = new Declarations(this.edges);
  }

  run(): Inferred {
    const { graph } = this;
    this.declarations.checkOthers();
    for (const node of graph.nodes) {
      if (this.edges.has(node.output) || graph.kept?.has(node) === false) continue;
      this.inferNode(node);
      this.declarations.check(node.output);
    }
    this.defaultFaults.report(graph.nodes.filter(({ output }) => this.edges.get(output)?.layer));
    const claims = new Claims(this.edges, this.declarations.wrong);
    // A layer that a wrong declaration stands before may be unknown without an error of its own.
    const isWhole = graph.nodes.every((node) => this.edges.has(node.output) || graph.kept?.has(node) === false);
    const found = { edges: this.edges, claims };
    return isWhole && !this.diagnostics.hasErrors ? { ...found, model: this.model() } : found;
  }

  private model(): Model {
    const { graph } = this;
    const layers = this.edges.layers();
    return {
      graph,
      layers,
      layerOf: new Map(layers.map((layer) => [layer.node, layer])),
      endpoints: new Map([...graph.endpoints].map(([name, edge]) => [name, this.edges.nameOf(edge)])),
      outputs: new Map([...graph.outputs].map(([name, edge]) => [name, this.edges.nameOf(edge)])),
      assumptions: this.assumptions,
      totals: totalsOf(layers),
    };
  }

  // -------------------------------------------------------------- one node

  private inferNode(node: Node): void {
    const assumed: string[] = [];
    const context: EvaluationContext = {
      shapeOf: (edge) => this.edges.get(edge)?.type.shape,
      report: (message, span) => this.report(node, message, span),
      assume: (operand, least) => assumed.push(`${operand} >= ${least}`),
      known: new Map(),
    };
    this.current = node.name.scope + ((node.name.own && literal(node.name.own)) ?? '');
    const values = this.evaluateAttributes(node, context);
    const name = this.settleName(node, values, context);
    const inputs = node.inputs.flatMap((edge) => this.edges.get(edge) ?? []);
    if (name === undefined || inputs.length < node.inputs.length || Object.values(values).includes(undefined)) return;
    const types = settleInputs(node, inputs, values);
    const outputs = this.inferOutputs(node, types, values, (condition) => assumed.push(condition));
    if (!outputs) return;
    for (const condition of assumed) this.assumptions.push({ layer: name, condition });
    const weights = weightsOf(node.op, types, values, firstOutput(node.op, outputs));
    if (!this.hasKnownWeights(node, name, weights) || !this.isSane(node, outputs, weights)) return;
    const layer = this.addCosts(node, name, values, types, outputs, weights);
    const computed = inferComputed(node, inputs, values);
    if (layer) for (const edge of node.outputs) this.edges.set(edge, knownOf(edge, layer, computed));
  }

  /** The values of all attributes; undefined for one that has none, which was reported. */
  private evaluateAttributes(node: Node, context: EvaluationContext): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const { attributes } = node.op;
    for (const key of Object.keys(attributes)) {
      const attribute = attributes[key] as Attribute;
      const bound = node.attributes.get(key);
      if (bound) values[key] = this.evaluateAttribute(node, key, attribute, bound, context);
      else values[key] = attribute.like === undefined ? attribute.default : values[attribute.like];
    }
    return values;
  }

  private evaluateAttribute(
    node: Node,
    key: string,
    { type }: Attribute,
    bound: BoundAttribute,
    context: EvaluationContext,
  ): unknown {
    const { written, environment, transform } = bound;
    const input = node.inputs[0] as Edge;
    let said = this.constants.get(written);
    if (said === undefined) {
      if (type.type === 'pair' && reportProduct(written, environment, this.diagnostics)) return undefined;
      const plain = evaluateWritten(written, environment, input, context);
      said = this.checkAttribute(node, key, type, plain, () => placeOfValue(node, key, bound));
      if (isConstant(written)) this.constants.set(written, said);
    }
    if (said === undefined || !transform) return said;
    const locals = new Map([[key, said]]);
    const made = evaluateWritten(transform.written, transform.environment, input, context, locals);
    const note = { message: messages.madeByDefault(String(said)), span: transform.written.span };
    return this.checkAttribute(node, key, type, made, () => ({ span: written.span, notes: [note] }));
  }

  /** A plain value as its attribute has it; undefined where it does not fit, which is reported. */
  private checkAttribute(
    node: Node,
    key: string,
    type: AttributeType,
    plain: Plain,
    placeOf: () => FaultSite,
  ): unknown {
    if (plain === undefined) return undefined;
    const value = checkValue(type, plain);
    if (!(value instanceof AttributeMisfit)) return value;
    const { span, notes } = placeOf();
    const help = roundingHelp(type, plain) ?? remedyOfNull(plain, span);
    const isUnknown = holdsUnknown(plain);
    const message = isUnknown ? attributeOfUnknownSize(key) : messages.attributeMisfit(key, value.message, help);
    this.report(node, message, span, notes);
    return undefined;
  }

  private settleName(node: Node, values: AttributeValues, context: EvaluationContext): string | undefined {
    const { scope, own, environment } = node.name;
    const locals = own && literal(own) === undefined ? new Map(Object.entries(values)) : undefined;
    const text = own ? evaluateName(own, environment, node.inputs[0] as Edge, context, locals) : '';
    if (text === undefined) return undefined;
    const name = own ? scope + text : scope.slice(0, -1);
    // A layer that bears its scope's name has it from the use, or else from where it stands.
    const span = own?.span ?? node.uses.at(-1)?.name?.span ?? node.item.opSpan;
    // Without a scope and a name it has been reported already.
    if (name === '') return name;
    for (const taken of [name, ...companionsOf(node.op, values).map((companion) => `${name}/${companion}`)]) {
      const named = { node, span, isCompanion: taken !== name };
      const earlier = this.names.get(taken);
      if (earlier) {
        this.reportSameName(taken, named, earlier);
        return undefined;
      }
      this.names.set(taken, named);
    }
    this.current = name;
    return name;
  }

  private reportSameName(taken: string, named: NamedNode, earlier: NamedNode): void {
    const { message, span, notes, around } = blameSameName(taken, named, earlier);
    this.failure ??= { layer: this.current, code: message.code };
    // A use without a name whose output needs one has been reported.
    if (this.diagnostics.has('missing-name', span)) return;
    this.diagnostics.report(message, span, { notes: [...notes, ...notesOf(around)] });
  }

  private inferOutputs(
    node: Node,
    inputs: readonly TensorType[],
    values: Record<string, unknown>,
    assume: (condition: string) => void,
  ): Outputs | undefined {
    const { op } = node;
    const repeated = findRepeated(node.inputs);
    if (repeated !== -1) {
      const place = node.item.inputs?.[repeated]?.span ?? node.item.opSpan;
      const name = this.edges.nameOf(node.inputs[repeated] as Edge);
      this.report(node, messages.repeatedInput(op.name, name), place);
      return undefined;
    }
    const outputs = applyOp(op, inputs, values, assume);
    if (!(outputs instanceof RuleFault)) return outputs;
    const { message } = outputs;
    const { attribute, input } = outputs.at;
    const bound = attribute === undefined ? undefined : node.attributes.get(attribute);
    if (message.code === 'join-mismatch') this.reportJoin(node, outputs, inputs, values);
    else if (attribute !== undefined && bound) {
      const { span, notes } = placeInLayer(node, attribute, bound);
      const origin = originOf(node, input ?? 0, this.edges);
      const report = () => this.report(node, message, span, [...origin, ...notes]);
      this.failure ??= { layer: this.current, code: message.code };
      if (bound.isDefault) this.defaultFaults.add(bound.written, report);
      else report();
    } else {
      const named = input === undefined ? undefined : node.item.inputs?.[input];
      const origin = originOf(node, input ?? 0, this.edges);
      this.report(node, message, named?.span ?? node.item.opSpan, origin);
    }
    return undefined;
  }

  private reportJoin(
    node: Node,
    fault: RuleFault,
    types: readonly TensorType[],
    values: Record<string, unknown>,
  ): void {
    const fits = (shapes: readonly Shape[]) => !(applyOp(node.op, shapes.map(floats), values) instanceof RuleFault);
    const inputs = types.map(({ shape }) => shape);
    const declared = this.declarations.shapeOf(node.output);
    const axis = values.axis as number | undefined;
    const blamed = blameJoin({ node, fault, inputs, axis, declared, fits }, this.edges);
    const { span, message, notes, help } = blamed;
    // Another use of its block fails for the same reason, be it seen at another place.
    if (!blamed.isOfUse && this.failedJoins.has(node.item)) return;
    this.failedJoins.add(node.item);
    this.report(node, message, span, notes, help);
  }

  /** Whether all weights have known sizes. Of the layers that fail for the same size only the first is reported. */
  private hasKnownWeights(node: Node, name: string, weights: readonly Weight[]): boolean {
    const unknown = weights.find(({ shape }) => !shape.every(isKnown));
    if (!unknown) return true;
    const size = unknown.shape.find((dim) => !isKnown(dim));
    if (!this.unknownSizes.has(String(size))) {
      const { message, notes } = describeUnknownWeight(name, node, this.edges);
      this.report(node, message, node.item.opSpan, notes);
    }
    this.unknownSizes.add(String(size));
    return false;
  }

  private isSane(node: Node, outputs: Outputs, weights: readonly Weight[]): boolean {
    const message = insanityOf(Object.values(outputs), weights);
    if (message) this.report(node, message, node.item.span);
    return message === undefined;
  }

  private addCosts(
    node: Node,
    name: string,
    values: Record<string, unknown>,
    inputs: readonly TensorType[],
    outputs: Outputs,
    weights: readonly Weight[],
  ): Layer | undefined {
    // A layer of an op without weights has nothing to share.
    const key = node.op.weights ? node.weightsKey : undefined;
    const owner = key === undefined ? undefined : this.owners.get(key);
    const refusal = owner && refuseSharing(node, owner, values, weights);
    if (refusal) {
      this.report(node, refusal.message, refusal.span, refusal.notes);
      return undefined;
    }
    const sizeOf = (kept: readonly Weight[]): Dim => sum(kept.map((weight) => product(weight.shape)));
    const own = owner ? [] : weights;
    const output = firstOutput(node.op, outputs).shape;
    const layer: Layer = {
      name,
      node,
      op: node.op,
      inputs: node.inputs.map((edge) => this.edges.nameOf(edge)),
      output,
      outputs,
      attributes: values,
      weights: own,
      ...(owner ? { sharedWith: owner.name } : {}),
      params: sizeOf(own),
      trainableParams: sizeOf(own.filter((weight) => weight.trainable)),
      macs: macsOf(node.op, inputs, values, output),
      activations: sum(Object.values(outputs).map(({ shape }) => product(shape))),
    };
    if (key !== undefined && !owner) this.owners.set(key, layer);
    return layer;
  }

  /** Reports with a note at each use that led to the place. */
  private report(node: Node, message: Message<Code>, span: Span, notes: readonly Note[] = [], help?: string): void {
    this.failure ??= { layer: this.current, code: message.code };
    this.diagnostics.report(message, span, { notes: [...notes, ...notesOf(node.path)], help });
  }
}

/** A note at each use and repetition on the way to a place. */
const notesOf = (path: readonly ItemStep[]): readonly Note[] =>
  path.flatMap(({ item, index }): Note[] => {
    const which = index === undefined ? '' : `, where index is ${index}`;
    if (item.kind === 'use') return [{ message: inUse(item.block.text, which), span: item.span }];
    return item.repeat ? [{ message: messages.inRepetition(which), span: item.repeat.span }] : [];
  });

/** What is known of an output of a layer, and its type by what is computed before, where that is another. */
function knownOf({ port, node }: NodeOutput, layer: Layer, computed: Outputs | undefined): Known {
  const type = layer.outputs[port] ?? firstOutput(node.op, layer.outputs);
  const name = port === node.output.port ? layer.name : `${layer.name}.${port}`;
  const other = computed?.[port]?.shape;
  return { name, type, layer, computed: other && sameShape(other, type.shape) ? undefined : other };
}

/** The types that a layer takes: those declared, or those computed before it if they alone fit. */
function settleInputs({ op }: Node, inputs: readonly Known[], values: Record<string, unknown>): readonly TensorType[] {
  const declared = inputs.map(({ type }) => type);
  if (inputs.every(({ computed }) => computed === undefined)) return declared;
  const given = inputs.map(computedType);
  const isOff = (types: readonly TensorType[]) => applyOp(op, types, values) instanceof RuleFault;
  return isOff(declared) && !isOff(given) ? given : declared;
}

/** The types by what is computed before the layer, where that is not what is declared there. */
function inferComputed({ op }: Node, inputs: readonly Known[], values: Record<string, unknown>): Outputs | undefined {
  if (inputs.every(({ computed }) => computed === undefined)) return undefined;
  const outputs = applyOp(op, inputs.map(computedType), values);
  return outputs instanceof RuleFault ? undefined : outputs;
}

const computedType = ({ type, computed = type.shape }: Known): TensorType => ({ ...type, shape: computed });

/** Where a layer stands again. An input of the network may: TensorFlow.js does not free it. */
function findRepeated(edges: readonly Edge[]): number {
  const seen = new Set<Edge>();
  return edges.findIndex((edge) => {
    if (seen.has(edge)) return true;
    if (edge.kind === 'output') seen.add(edge);
    return false;
  });
}

/** What is absurd about the tensors of a layer. */
function insanityOf(outputs: readonly TensorType[], weights: readonly Weight[]): Message<Code> | undefined {
  const isLarge = ({ shape }: { readonly shape: Shape }) => {
    const elements = product(shape);
    return isKnown(elements) && elements > mostElements;
  };
  if (outputs.some(({ shape }) => shape.length > mostDimensions)) return messages.tooManyDimensions(mostDimensions);
  if (outputs.some(({ shape }) => shape.some((dim) => !isKnown(dim) && dim.key.length > longestFormula)))
    return messages.sizeTooLong();
  return outputs.some(isLarge) || weights.some(isLarge) ? messages.tooManyElements(mostElements) : undefined;
}

const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis] as Dim) === true);

function holdsUnknown(plain: Plain): boolean {
  return Array.isArray(plain)
    ? plain.some(holdsUnknown)
    : typeof plain === 'object' && plain !== null && 'terms' in plain;
}

/** The sums over layers. */
export function totalsOf(layers: readonly Layer[]): Totals {
  const total = (of: (layer: Layer) => Dim): Dim => sum(layers.map(of));
  const params = total((layer) => layer.params);
  const trainable = total((layer) => layer.trainableParams);
  return {
    layers: layers.length,
    params,
    trainable_params: trainable,
    non_trainable_params: subtract(params, trainable),
    macs: total((layer) => layer.macs),
    activations: total((layer) => layer.activations),
  };
}
