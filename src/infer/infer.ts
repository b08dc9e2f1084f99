/**
 * From a graph to a model: each layer's attributes, name, shape, weights and costs, in one pass from the inputs.
 *
 * A layer that can't be inferred has no shape, and layers that depend on it are skipped, so that each mistake gives one
 * diagnostic. A declared output replaces the shape of a layer that failed.
 */

import { Claims } from '../blame/claims.js';
import { refuseSharing } from '../blame/sharing.js';
import type { Code } from '../diagnostics/codes.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { noSuchOutput } from '../diagnostics/messages/names.js';
import { needsWeights, nothingToShare, repeatedInput } from '../diagnostics/messages/shapes.js';
import { sizeOutsideShape } from '../diagnostics/messages/sizes.js';
import { Edges, type Known } from '../graph/edges.js';
import type { EvaluationContext } from '../graph/evaluation.js';
import type { Assumption, Edge, Graph, Layer, Model, Node } from '../graph/graph.js';
import { applyOp, costsOf, firstOutput, weightsOf } from '../ops/apply.js';
import type { AttributeValues } from '../ops/attributes.js';
import { RuleFault } from '../ops/fault.js';
import type { Outputs } from '../ops/op.js';
import { defaultOutput, isNumbered } from '../ops/outputs.js';
import type { TensorType } from '../ops/types.js';
import type { Weight } from '../ops/weights.js';
import { templateText } from '../spec/spec.js';
import { AttributeEvaluator } from './attributes.js';
import { computedOutputs, knownOf, settleInputs } from './computed.js';
import { Declarations } from './declarations.js';
import { LayerReporter } from './layer-reporter.js';
import { exceededLimit } from './limits.js';
import { LayerNames } from './names.js';
import { RuleFaults } from './rule-faults.js';
import { totalsOf } from './totals.js';
import { UnknownWeights } from './unknown-weights.js';
import { checkUsedSizes } from './used-sizes.js';

/** The result of inference. */
export interface Inferred {
  /** The edges that could be inferred. */
  readonly edges: Edges;
  /** Absent if a layer has no shape, or there are errors. */
  readonly model?: Model;
  /** Declarations that do not hold, which are yet to be reported. */
  readonly claims: Claims;
}

/** Infers a graph, and compares it with its declarations. */
export function infer(graph: Graph, diagnostics: Diagnostics): Inferred {
  const { model, ...inferred } = new Inference(graph, diagnostics).run();
  // Generated code contains layers that reach no output as well, unless the network is cut.
  const edges = graph.cut ? inferred.edges : withDeadEnds(graph, inferred.edges, diagnostics);
  return { ...inferred, edges, ...(model && !diagnostics.hasErrors ? { model } : {}) };
}

/** The first layer that fails, and its error; undefined if none does. Declarations are ignored. */
export function findFailure(graph: Graph): { readonly layer: string; readonly code: Code } | undefined {
  const inference = new Inference({ ...graph, declarations: [] }, new Diagnostics());
  return inference.run().model ? undefined : inference.failure;
}

/** The known edges of a graph, with those that reach no output and so are not in its model. */
function withDeadEnds(graph: Graph, edges: Edges, diagnostics: Diagnostics): Edges {
  const { kept } = graph;
  if (!kept || graph.nodes.every((node) => kept.has(node))) return edges;
  const { kept: _, ...whole } = graph;
  return new Inference({ ...whole, declarations: [] }, diagnostics, edges).run().edges;
}

export class Inference {
  readonly edges: Edges;
  private readonly reporter: LayerReporter;
  private readonly declarations: Declarations;
  private readonly attributes: AttributeEvaluator;
  private readonly names: LayerNames;
  private readonly faults: RuleFaults;
  private readonly unknownWeights: UnknownWeights;
  /** The layers that own shared weights, by the key of the weights. */
  private readonly owners = new Map<string, Layer>();
  private readonly assumptions: Assumption[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly diagnostics: Diagnostics,
    known: ReadonlyMap<Edge, Known> = new Map(),
  ) {
    this.edges = new Edges(graph);
    for (const [edge, one] of known) this.edges.set(edge, one);
    this.reporter = new LayerReporter(diagnostics);
    this.declarations = new Declarations(this.edges, {
      shapeOf: (edge) => this.edges.get(edge)?.type.shape,
      report: (message, span) => this.diagnostics.report(message, span),
      assume: () => {},
      known: new Map(),
    });
    this.attributes = new AttributeEvaluator(diagnostics, this.reporter);
    this.names = new LayerNames(diagnostics, this.reporter);
    this.faults = new RuleFaults(this.edges, this.declarations, this.reporter);
    this.unknownWeights = new UnknownWeights(this.edges, this.reporter);
  }

  /** The first layer that failed, and its error. */
  get failure(): LayerReporter['failure'] {
    return this.reporter.failure;
  }

  run(): Inferred {
    const { graph } = this;
    this.declarations.checkOthers();
    for (const node of graph.nodes) {
      if (this.edges.has(node.output) || graph.kept?.has(node) === false) continue;
      this.inferNode(node);
      this.declarations.check(node.output);
    }
    checkUsedSizes(graph.specUses, this.edges, this.reporter);
    this.faults.reportDefaults(graph.nodes.filter(({ output }) => this.edges.get(output)?.layer));
    const claims = new Claims(this.edges, this.declarations.wrong);
    // A layer after a wrong declaration may be unknown without an error of its own.
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

  /** Infers one layer from its inputs. */
  inferNode(node: Node): void {
    const assumed: string[] = [];
    const context: EvaluationContext = {
      shapeOf: (edge) => this.edges.get(edge)?.type.shape,
      refuseNamedSize: sizeOutsideShape,
      report: (message, span) => this.reporter.report(node, message, span),
      assume: (operand, least) => assumed.push(`${operand} >= ${least}`),
      known: new Map(),
    };
    this.reporter.current = this.names.preview(node);
    const inputs = node.inputs.flatMap((edge) => this.edges.get(edge) ?? []);
    const given = inputs.map(({ type }) => type);
    const values = this.attributes.evaluate(node, context, given);
    const name = this.names.settle(node, values, context);
    if (name === undefined || inputs.length < node.inputs.length || Object.values(values).includes(undefined)) return;
    const types = settleInputs(node, inputs, values);
    const outputs = this.inferOutputs(node, types, values, (condition) => assumed.push(condition));
    if (!outputs) return;
    for (const condition of assumed) this.assumptions.push({ layer: name, condition });
    const weights = weightsOf(node.op, types, values, firstOutput(node.op, outputs), node.isTrainable);
    if (this.unknownWeights.found(node, name, weights)) return;
    const excess = exceededLimit(Object.values(outputs), weights);
    if (excess) return this.reporter.report(node, excess, node.item.span);
    const layer = this.makeLayer(node, name, values, types, outputs, weights);
    const computed = computedOutputs(node, inputs, values);
    if (!layer) return;
    this.reportMissingOutputs(node, outputs);
    for (const port of Object.keys(outputs)) {
      const edge = node.outputOf(port);
      this.edges.set(edge, knownOf(edge, layer, computed));
    }
  }

  /** Reports references to outputs that a layer does not have. */
  private reportMissingOutputs(node: Node, outputs: Outputs): void {
    const known = Object.keys(outputs);
    const name = node.item.name ? templateText(node.item.name) : node.op.name;
    for (const { port, reference } of node.requested)
      if (!known.includes(port))
        this.reporter.report(node, noSuchOutput(name, port, known), reference ?? node.item.span);
  }

  /** The types of a layer's outputs; undefined if the op refuses its inputs or attributes, which is reported. */
  private inferOutputs(
    node: Node,
    inputs: readonly TensorType[],
    values: AttributeValues,
    assume: (condition: string) => void,
  ): Outputs | undefined {
    const repeated = findRepeated(node.inputs);
    if (repeated !== -1) {
      const name = this.edges.nameOf(node.inputs[repeated] as Edge);
      const span = node.item.inputs?.[repeated]?.span ?? node.item.opSpan;
      this.reporter.report(node, repeatedInput(node.op.name, name), span);
      return undefined;
    }
    const tied = this.tiedTo(node);
    if (node.op.ties !== undefined && !tied) return undefined;
    const outputs = applyOp(node.op, inputs, values, assume, tied?.weights);
    if (!(outputs instanceof RuleFault)) return askedFor(node, outputs);
    this.faults.report(node, outputs, inputs, values);
    return undefined;
  }

  /** The layer whose weights a layer must share; undefined if it must share none, or if there is none, which is reported. */
  private tiedTo(node: Node): Layer | undefined {
    const { op, item, weightsKey } = node;
    if (op.ties === undefined) return undefined;
    const owner = weightsKey === undefined ? undefined : this.owners.get(weightsKey);
    if (owner) return owner;
    const message = item.weights ? nothingToShare(op.name, op.ties, item.weights.text) : needsWeights(op.name, op.ties);
    this.reporter.report(node, message, item.weights?.span ?? item.opSpan);
    return undefined;
  }

  /** A layer with its costs; undefined if it can't share the requested weights, which is reported. */
  private makeLayer(
    node: Node,
    name: string,
    values: AttributeValues,
    inputs: readonly TensorType[],
    outputs: Outputs,
    weights: readonly Weight[],
  ): Layer | undefined {
    // A layer of an op without weights has nothing to share.
    const key = node.op.weights ? node.weightsKey : undefined;
    const owner = key === undefined ? undefined : this.owners.get(key);
    const refusal = owner && refuseSharing(node, owner, values, weights);
    if (refusal) {
      this.reporter.report(node, refusal.message, refusal.span, refusal.notes);
      return undefined;
    }
    const own = owner ? [] : weights;
    const layer: Layer = {
      name,
      node,
      op: node.op,
      inputs: node.inputs.map((edge) => this.edges.nameOf(edge)),
      output: firstOutput(node.op, outputs).shape,
      outputs,
      attributes: values,
      weights: own,
      ...(owner ? { sharedWith: owner.name } : {}),
      ...costsOf(node.op, inputs, values, outputs, own),
    };
    if (key !== undefined && !owner) this.owners.set(key, layer);
    return layer;
  }
}

/** The outputs that belong to the model: of those with names, the first and what something asks for. */
function askedFor({ op, requested }: Node, outputs: Outputs): Outputs {
  if (isNumbered(op.outputs)) return outputs;
  const asked = new Set([defaultOutput(op), ...requested.map(({ port }) => port)]);
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => asked.has(name)));
}

/**
 * The index of an input that is taken twice, or -1. An input of the network may be taken twice: TensorFlow.js does not
 * free it.
 */
function findRepeated(edges: readonly Edge[]): number {
  const seen = new Set<Edge>();
  return edges.findIndex((edge) => {
    if (seen.has(edge)) return true;
    if (edge.kind === 'output') seen.add(edge);
    return false;
  });
}
