/**
 * A graph to a model: each layer's attributes, name, shape, weights and costs, in one walk from the inputs.
 *
 * A layer that can't be inferred has no shape, and what depends on it is passed over, so that one mistake gives one
 * diagnostic. Where an item declares its output, the declaration stands in for what failed before it.
 */
import { type Code, Diagnostics, type Note, replacement } from '../diagnostics.js';
import { type Context, evaluateTemplate, evaluateWritten } from '../evaluation.js';
import type { Assumption, BoundAttribute, Declaration, Edge, Graph, Layer, Model, Node, Totals } from '../graph.js';
import { type Attribute, checkValue, Misfit, type Plain } from '../ops/attributes.js';
import { elements, Fault, normalisationWeights, type Weight } from '../ops/op.js';
import { type Dim, formatShape, isKnown, product, type Shape, sameDim, subtract, sum } from '../shape.js';
import type { Span } from '../source.js';
import { type DeclaredShape, literal } from '../spec.js';

/** The most elements that a tensor may have, an absurd number for any machine of today. */
const mostElements = 2 ** 40;

/** Infers a graph, and holds it against what its items declare. */
export function infer(graph: Graph, diagnostics: Diagnostics): Model | undefined {
  return new Inference(graph, diagnostics).run();
}

/** The first layer that a graph fails at, and how; undefined where all is well. What items declare is left aside. */
export function findFailure(graph: Graph): { readonly layer: string; readonly code: Code } | undefined {
  const inference = new Inference({ ...graph, declarations: [] }, new Diagnostics());
  return inference.run() ? undefined : inference.failure;
}

/** What is known of a node that was inferred. */
interface Inferred {
  readonly layer?: Layer;
  readonly shape?: Shape;
}

class Inference {
  private readonly inferred: Inferred[] = [];
  private readonly names = new Map<string, Span>();
  private readonly owners = new Map<string, Layer>();
  private readonly assumptions: Assumption[] = [];
  private readonly declared = new Map<Edge, Declaration[]>();
  /** The name of the layer at hand, as far as it is known. */
  private current = '';
  failure?: { readonly layer: string; readonly code: Code };

  constructor(
    private readonly graph: Graph,
    private readonly diagnostics: Diagnostics,
  ) {
    for (const declaration of graph.declarations) {
      this.declared.set(declaration.edge, [...(this.declared.get(declaration.edge) ?? []), declaration]);
    }
  }

  run(): Model | undefined {
    const { graph } = this;
    for (const [index, node] of graph.nodes.entries()) {
      if (graph.kept && !graph.kept.has(index)) {
        this.inferred.push({});
        continue;
      }
      this.inferred.push(this.inferNode(node));
      for (const declaration of this.declared.get(index) ?? []) this.check(declaration);
    }
    if (this.diagnostics.hasErrors) return undefined;
    const layerOf = new Map(this.inferred.flatMap(({ layer }, edge) => (layer ? [[edge, layer] as const] : [])));
    const layers = [...layerOf.values()];
    return {
      graph,
      layers,
      layerOf,
      endpoints: new Map([...graph.endpoints].map(([name, edge]) => [name, this.nameOf(edge)])),
      outputs: new Map([...graph.outputs].map(([name, edge]) => [name, this.nameOf(edge)])),
      assumptions: this.assumptions,
      totals: totalsOf(layers),
    };
  }

  private shapeOf(edge: Edge): Shape | undefined {
    return edge < 0 ? this.graph.inputs[-1 - edge]?.shape : this.inferred[edge]?.shape;
  }

  private nameOf(edge: Edge): string {
    const name = edge < 0 ? this.graph.inputs[-1 - edge]?.name : this.inferred[edge]?.layer?.name;
    if (name === undefined) throw new Error(`edge ${edge} has no layer`);
    return name;
  }

  // -------------------------------------------------------------- one node

  private inferNode(node: Node): Inferred {
    const inputs = node.inputs.map((edge) => this.shapeOf(edge));
    const assumed: string[] = [];
    const context: Context = {
      shapeOf: (edge) => this.shapeOf(edge),
      report: (code, span, message) => this.report(node, code, span, message),
      assume: (operand, least) => assumed.push(`${operand} >= ${least}`),
    };
    this.current = node.name.scope + ((node.name.own && literal(node.name.own)) ?? '');
    const values = inputs.includes(undefined) ? undefined : this.evaluateAttributes(node, context);
    const name = values && this.settleName(node, values, context);
    if (!values || name === undefined) return {};
    const shapes = inputs as Shape[];
    const shape = this.inferShape(node, shapes, values, (condition) => assumed.push(condition));
    if (!shape) return {};
    for (const condition of assumed) this.assumptions.push({ layer: name, condition });
    const weights = weightsOf(node, shapes, values, shape);
    if (!this.isSane(node, shape, weights)) return {};
    const layer = this.addCosts(node, name, values, shapes, shape, weights);
    return layer ? { layer, shape } : {};
  }

  private evaluateAttributes(node: Node, context: Context): Record<string, unknown> | undefined {
    const values: Record<string, unknown> = {};
    let isComplete = true;
    for (const [key, attribute] of Object.entries(node.op.attributes)) {
      const bound = node.attributes.get(key);
      if (!bound) {
        values[key] = attribute.like === undefined ? attribute.default : values[attribute.like];
        continue;
      }
      const value = this.evaluateAttribute(node, key, attribute, bound, context);
      if (value === undefined) isComplete = false;
      values[key] = value;
    }
    return isComplete ? values : undefined;
  }

  private evaluateAttribute(
    node: Node,
    key: string,
    attribute: Attribute,
    bound: BoundAttribute,
    context: Context,
  ): unknown {
    const input = node.inputs[0] as Edge;
    let plain: Plain = evaluateWritten(bound.written, bound.environment, input, context);
    if (plain !== undefined && bound.transform) {
      plain = evaluateWritten(
        bound.transform.written,
        bound.transform.environment,
        input,
        context,
        new Map([[key, plain]]),
      );
    }
    if (plain === undefined) return undefined;
    const value = checkValue(attribute.type, plain);
    if (!(value instanceof Misfit)) return value;
    const unknown = holdsUnknown(plain);
    this.report(
      node,
      unknown ? 'unknown-size' : 'attribute-value',
      bound.written.span,
      unknown ? `${key} depends on a size of the input that is not known` : `${key} ${value.message}`,
    );
    return undefined;
  }

  private settleName(node: Node, values: Readonly<Record<string, unknown>>, context: Context): string | undefined {
    const { scope, own, environment } = node.name;
    const locals = new Map(Object.entries(values));
    const text = own ? evaluateTemplate(own, environment, node.inputs[0] as Edge, context, locals) : '';
    if (text === undefined) return undefined;
    const name = own ? scope + text : scope.slice(0, -1);
    const span = own?.span ?? node.item.opSpan;
    const earlier = this.names.get(name);
    if (earlier) {
      this.report(node, 'duplicate-name', span, `two layers are called ${name}`, [
        { message: 'the first is this', span: earlier },
      ]);
      return undefined;
    }
    this.names.set(name, span);
    this.current = name;
    return name;
  }

  private inferShape(
    node: Node,
    inputs: readonly Shape[],
    values: Record<string, unknown>,
    assume: (condition: string) => void,
  ): Shape | undefined {
    const { op } = node;
    const odd = op.rank === undefined ? undefined : inputs.find((shape) => shape.length !== op.rank);
    if (odd) {
      this.report(
        node,
        'wrong-rank',
        node.item.inputs?.[0]?.span ?? node.item.opSpan,
        `${op.name} takes height x width x channels, and is given ${formatShape(odd)}`,
        this.originOf(node, 0),
      );
      return undefined;
    }
    const shape = op.infer(inputs, values as never, assume);
    if (!(shape instanceof Fault)) return shape;
    const { attribute, input } = shape.at;
    const bound = attribute === undefined ? undefined : node.attributes.get(attribute);
    const place =
      bound?.written.span ?? (input === undefined ? undefined : node.item.inputs?.[input]?.span) ?? node.item.opSpan;
    this.report(
      node,
      shape.code,
      place,
      shape.message,
      node.inputs.length > 1 ? node.inputs.flatMap((_, index) => this.originOf(node, index)) : this.originOf(node, 0),
    );
    return undefined;
  }

  /** A note at the layer that an input comes from. */
  private originOf(node: Node, index: number): readonly Note[] {
    const edge = node.inputs[index] as Edge;
    const shape = this.shapeOf(edge);
    const span = edge < 0 ? this.graph.inputs[-1 - edge]?.span : this.graph.nodes[edge]?.item.span;
    return shape && span ? [{ message: `${this.nameOf(edge)} is ${formatShape(shape)}`, span }] : [];
  }

  private isSane(node: Node, shape: Shape, weights: readonly Weight[]): boolean {
    const sizes = [elements(shape), ...weights.map((weight) => elements(weight.shape))];
    const largest = Math.max(...sizes.filter(isKnown), 0);
    if (largest <= mostElements) return true;
    this.report(
      node,
      'too-large',
      node.item.span,
      `this comes to a tensor of ${largest} elements, more than ${mostElements}`,
    );
    return false;
  }

  private addCosts(
    node: Node,
    name: string,
    values: Record<string, unknown>,
    inputs: readonly Shape[],
    output: Shape,
    weights: readonly Weight[],
  ): Layer | undefined {
    const owner = node.weightsKey === undefined ? undefined : this.owners.get(node.weightsKey);
    if (owner && !this.canShare(node, owner, weights)) return undefined;
    const sizeOf = (kept: readonly Weight[]): Dim => sum(kept.map((weight) => product(weight.shape)));
    const own = owner ? [] : weights;
    const layer: Layer = {
      name,
      node,
      op: node.op,
      inputs: node.inputs.map((edge) => this.nameOf(edge)),
      output,
      attributes: values,
      weights: own,
      ...(owner ? { sharedWith: owner.name } : {}),
      params: sizeOf(own),
      trainableParams: sizeOf(own.filter((weight) => weight.trainable)),
      macs: node.op.macs?.(inputs, values as never, output) ?? 0,
      activations: elements(output),
    };
    if (node.weightsKey !== undefined && !owner) this.owners.set(node.weightsKey, layer);
    return layer;
  }

  private canShare(node: Node, owner: Layer, weights: readonly Weight[]): boolean {
    const describe = (list: readonly Weight[]) =>
      list.map((weight) => `${weight.name} ${formatShape(weight.shape)}`).join(', ') || 'none';
    const span = node.item.weights?.span ?? node.item.span;
    const notes = [{ message: `${owner.name} is this`, span: owner.node.item.span }];
    if (owner.op !== node.op) {
      this.report(
        node,
        'weights-mismatch',
        span,
        `a ${node.op.name} can't share the weights of ${owner.name}, a ${owner.op.name}`,
        notes,
      );
      return false;
    }
    if (describe(owner.weights) === describe(weights)) return true;
    this.report(
      node,
      'weights-mismatch',
      span,
      `this has the weights ${describe(weights)}, and ${owner.name} has ${describe(owner.weights)}`,
      notes,
    );
    return false;
  }

  // -------------------------------------------------------------- declarations

  private check({ edge, label, output, params, first, end }: Declaration): void {
    const shape = this.shapeOf(edge);
    if (output) {
      if (shape && !fits(shape, output)) {
        const declared = formatShape(output.dims.map((dim) => dim ?? ('?' as never)));
        this.diagnostics.report(
          'output-mismatch',
          output.span,
          `${label} declares ${declared} but computes ${formatShape(shape)}`,
          {
            notes: this.explain(edge, shape, output),
            fix: replacement(output.span, formatShape(shape), `change it to ${formatShape(shape)}`),
          },
        );
      }
      // From here on the spec is taken at its word, so that what follows is judged by itself.
      if ((!shape || !fits(shape, output)) && edge >= 0 && !output.dims.includes(null)) {
        this.inferred[edge] = { ...this.standIn(edge, label), shape: output.dims as readonly number[] };
        return;
      }
    }
    if (!params || !shape) return;
    const layers = this.inferred.slice(first, end).flatMap(({ layer }) => layer ?? []);
    const actual = sum(layers.map((layer) => layer.params));
    if (isKnown(actual) && actual !== params.value && layers.length === end - first) {
      this.diagnostics.report(
        'params-mismatch',
        params.span,
        `${label} declares ${params.value} parameters but has ${actual}`,
        {
          fix: replacement(params.span, String(actual), `change it to ${actual}`),
        },
      );
    }
  }

  /** The layer whose place a declared shape takes; one that failed has at least a name. */
  private standIn(edge: Edge, label: string): Inferred {
    const known = this.inferred[edge];
    if (known?.layer) return known;
    const node = this.graph.nodes[edge] as Node;
    return {
      layer: {
        name: label,
        node,
        op: node.op,
        inputs: [],
        output: [],
        attributes: {},
        weights: [],
        params: 0,
        trainableParams: 0,
        macs: 0,
        activations: 0,
      },
    };
  }

  /** The sum that makes the channels of a join, branch by branch. */
  private explain(edge: Edge, shape: Shape, declared: DeclaredShape): readonly Note[] {
    const node = this.graph.nodes[edge];
    if (!node || node.op.name !== 'concat' || node.inputs.length < 2) return [];
    const scope = this.nameOf(edge);
    const channels = node.inputs.map((input) => this.shapeOf(input)?.at(-1) ?? 0);
    if (declared.dims.at(-1) === shape.at(-1)) return [];
    const terms = node.inputs.map((input, index) => `${this.branchOf(input, scope)} ${channels[index]}`);
    return [{ message: `${terms.join(' + ')} = ${shape.at(-1)} channels`, span: node.item.span }];
  }

  /** A branch by its name below the join's scope: `Branch_0`. */
  private branchOf(edge: Edge, scope: string): string {
    const name = this.nameOf(edge);
    return name.startsWith(`${scope}/`) ? (name.slice(scope.length + 1).split('/')[0] as string) : name;
  }

  /** Reports with a note at each use that led to the place. */
  private report(node: Node, code: Code, span: Span, message: string, notes: readonly Note[] = []): void {
    const uses = node.uses.map((use): Note => ({ message: `in this use of ${use.block.text}`, span: use.span }));
    this.failure ??= { layer: this.current, code };
    this.diagnostics.report(code, span, message, { notes: [...notes, ...uses] });
  }
}

function fits(shape: Shape, { dims }: DeclaredShape): boolean {
  return (
    shape.length === dims.length &&
    shape.every((dim, axis) => dims[axis] === null || sameDim(dim, dims[axis] as number) !== false)
  );
}

function holdsUnknown(plain: Plain): boolean {
  return Array.isArray(plain)
    ? plain.some(holdsUnknown)
    : typeof plain === 'object' && plain !== null && 'terms' in plain;
}

/** The op's own variables, then those of its batch norm. */
function weightsOf(
  node: Node,
  inputs: readonly Shape[],
  values: Record<string, unknown>,
  output: Shape,
): readonly Weight[] {
  const own = node.op.weights?.(inputs, values as never) ?? [];
  const norm = values.batch_norm as { center: boolean; scale: boolean } | false | undefined;
  return norm ? [...own, ...normalisationWeights(output.at(-1) as Dim, norm, 'BatchNorm/')] : own;
}

function totalsOf(layers: readonly Layer[]): Totals {
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
