/**
 * A graph to a model: each layer's attributes, name, shape, weights and costs, in one walk from the inputs.
 *
 * A layer that can't be inferred has no shape, and what depends on it is passed over, so that one mistake gives one
 * diagnostic. Where an item declares its output, the declaration stands in for what failed before it.
 */
import { type Code, Diagnostics, type Note } from '../diagnostics.js';
import { type Context, evaluateName, evaluateWritten } from '../evaluation.js';
import type { Assumption, BoundAttribute, Edge, Graph, Layer, Model, Node, Totals } from '../graph.js';
import { type Attribute, type AttributeType, checkValue, Misfit, type Plain } from '../ops/attributes.js';
import { companionsOf, elements, Fault, normalisationWeights, type Op, type Weight } from '../ops/op.js';
import {
  type Dim,
  formatShape,
  isKnown,
  longestFormula,
  product,
  type Shape,
  sameDim,
  subtract,
  sum,
} from '../shape.js';
import type { Span } from '../source.js';
import { isConstant, type LayerItem, literal, mostDimensions, type Written } from '../spec.js';
import { Declarations } from './declarations.js';
import { Edges, type Known } from './edges.js';
import { explainJoin, originOf } from './explanations.js';
import { describeUnknownWeight } from './unknown-weights.js';

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

class Inference {
  private readonly edges: Edges;
  /** What layers are called, and those that follow them. */
  private readonly names = new Map<
    string,
    { readonly span: Span; readonly item: LayerItem; readonly isCompanion: boolean }
  >();
  private readonly owners = new Map<string, Layer>();
  private readonly assumptions: Assumption[] = [];
  /** What is written without names and sizes comes to the same in every layer; most of it are defaults. */
  private readonly constants = new Map<Written, unknown>();
  private readonly declarations: Declarations;
  /** Sizes of weights that were reported as unknown. */
  private readonly unknownSizes = new Set<string>();
  /** The name of the layer at hand, as far as it is known. */
  private current = '';
  failure?: { readonly layer: string; readonly code: Code };

  constructor(
    private readonly graph: Graph,
    private readonly diagnostics: Diagnostics,
  ) {
    this.edges = new Edges(graph);
    this.declarations = new Declarations(this.edges, diagnostics);
  }

  run(): Model | undefined {
    const { graph } = this;
    this.declarations.checkOthers();
    for (const [index, node] of graph.nodes.entries()) {
      if (graph.kept && !graph.kept.has(index)) continue;
      const known = this.inferNode(node);
      if (known) this.edges.set(index, known);
      this.declarations.check(index);
    }
    this.declarations.report();
    if (this.diagnostics.hasErrors) return undefined;
    const layerOf = new Map([...this.edges].flatMap(([edge, { layer }]) => (layer ? [[edge, layer] as const] : [])));
    const layers = [...layerOf.values()];
    return {
      graph,
      layers,
      layerOf,
      endpoints: new Map([...graph.endpoints].map(([name, edge]) => [name, this.edges.nameOf(edge)])),
      outputs: new Map([...graph.outputs].map(([name, edge]) => [name, this.edges.nameOf(edge)])),
      assumptions: this.assumptions,
      totals: totalsOf(layers),
    };
  }

  // -------------------------------------------------------------- one node

  private inferNode(node: Node): Known | undefined {
    const assumed: string[] = [];
    const context: Context = {
      shapeOf: (edge) => this.edges.get(edge)?.shape,
      report: (code, span, message) => this.report(node, code, span, message),
      assume: (operand, least) => assumed.push(`${operand} >= ${least}`),
      known: new Map(),
    };
    this.current = node.name.scope + ((node.name.own && literal(node.name.own)) ?? '');
    const values = this.evaluateAttributes(node, context);
    const name = this.settleName(node, values, context);
    const inputs = node.inputs.flatMap((edge) => this.edges.get(edge) ?? []);
    if (name === undefined || inputs.length < node.inputs.length || Object.values(values).includes(undefined))
      return undefined;
    const shapes = inputs.map(({ shape }) => shape);
    const shape = this.inferShape(node, shapes, values, (condition) => assumed.push(condition));
    if (!shape) return undefined;
    for (const condition of assumed) this.assumptions.push({ layer: name, condition });
    const weights = weightsOf(node, shapes, values, shape);
    if (!this.hasKnownWeights(node, name, weights) || !this.isSane(node, shape, weights)) return undefined;
    const layer = this.addCosts(node, name, values, shapes, shape, weights);
    const computed = this.inferComputed(node, shapes, values);
    return layer && { name, shape, layer, computed: computed && sameShape(computed, shape) ? undefined : computed };
  }

  /** The values of all attributes; undefined for one that has none, which was reported. */
  private evaluateAttributes(node: Node, context: Context): Record<string, unknown> {
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
    { written, environment, transform }: BoundAttribute,
    context: Context,
  ): unknown {
    const input = node.inputs[0] as Edge;
    let said = this.constants.get(written);
    if (said === undefined) {
      const plain = evaluateWritten(written, environment, input, context);
      said = this.checkAttribute(node, key, type, written.span, plain);
      if (isConstant(written)) this.constants.set(written, said);
    }
    if (said === undefined || !transform) return said;
    const locals = new Map([[key, said]]);
    const made = evaluateWritten(transform.written, transform.environment, input, context, locals);
    const note = { message: `this default makes it of ${said}`, span: transform.written.span };
    return this.checkAttribute(node, key, type, written.span, made, [note]);
  }

  /** A plain value as its attribute has it; undefined where it does not fit, which is reported. */
  private checkAttribute(
    node: Node,
    key: string,
    type: AttributeType,
    span: Span,
    plain: Plain,
    notes: readonly Note[] = [],
  ): unknown {
    if (plain === undefined) return undefined;
    const value = checkValue(type, plain);
    if (!(value instanceof Misfit)) return value;
    if (holdsUnknown(plain))
      this.report(node, 'unknown-size', span, `${key} depends on a size of the input that is not known`, notes);
    else this.report(node, 'attribute-value', span, `${key} ${value.message}`, notes);
    return undefined;
  }

  private settleName(node: Node, values: Readonly<Record<string, unknown>>, context: Context): string | undefined {
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
      const earlier = this.names.get(taken);
      if (earlier) {
        // One layer of a block comes out twice where two uses have one name, or where it is repeated.
        const isSame = earlier.item === node.item;
        const place = isSame ? (node.uses.at(-1)?.name?.span ?? span) : span;
        const isRepeated = isSame && node.path.some(({ index }) => index !== undefined);
        const why = isRepeated ? ': what is repeated has names with ${index}' : '';
        const whose = taken === name ? why : `: the second follows ${name}`;
        const notes = [{ message: `the first ${earlier.isCompanion ? 'follows' : 'is'} this`, span: earlier.span }];
        this.report(node, 'duplicate-name', place, `two layers are called ${taken}${whose}`, notes);
        return undefined;
      }
      this.names.set(taken, { span, item: node.item, isCompanion: taken !== name });
    }
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
    const repeated = findRepeated(node.inputs);
    if (repeated !== -1) {
      const place = node.item.inputs?.[repeated]?.span ?? node.item.opSpan;
      const name = this.edges.nameOf(node.inputs[repeated] as Edge);
      this.report(node, 'repeated-input', place, `this ${op.name} takes ${name} twice`);
      return undefined;
    }
    const shape = inferOp(op, inputs, values, assume);
    if (!(shape instanceof Fault)) return shape;
    // A layer that fits what is computed, and not what is declared wrongly, is not at fault.
    if (this.inferComputed(node, inputs, values)) return undefined;
    const { attribute, input } = shape.at;
    const bound = attribute === undefined ? undefined : node.attributes.get(attribute);
    const named = input === undefined ? undefined : node.item.inputs?.[input];
    const place = bound?.written.span ?? named?.span ?? node.item.opSpan;
    if (shape.code !== 'join-mismatch')
      this.report(node, shape.code, place, shape.message, originOf(node, input ?? 0, this.edges));
    else this.reportJoin(node, shape, place, inputs, values);
    return undefined;
  }

  /** The shape by what is computed before the layer, where that is not what is declared there. */
  private inferComputed(
    { op, inputs: edges }: Node,
    inputs: readonly Shape[],
    values: Record<string, unknown>,
  ): Shape | undefined {
    const computed = edges.map((edge) => this.edges.get(edge)?.computed);
    if (computed.every((shape) => shape === undefined)) return undefined;
    const shape = inferOp(
      op,
      inputs.map((declared, index) => computed[index] ?? declared),
      values,
      () => {},
    );
    return shape instanceof Fault ? undefined : shape;
  }

  /** Where one side alone is odd, the layer that made it so, or the empty branch, is at fault, else the join. */
  private reportJoin(
    node: Node,
    { code, message, at }: Fault,
    place: Span,
    inputs: readonly Shape[],
    values: Record<string, unknown>,
  ): void {
    const notes = explainJoin(node, values, this.edges);
    // A side without layers of its own, or whose layers keep the sizes, has them from before the branches.
    const isMade = ({ span }: Note) => span.start > place.start;
    const [maker, another] = notes.filter(isMade);
    const odd = this.findOdd(node, inputs, values, at.input);
    const alone = notes[odd ?? -1] ?? (another ? undefined : maker);
    const joined = { message: 'they are joined here', span: place };
    const side = node.item.sides?.[odd ?? -1];
    if (alone && isMade(alone))
      this.report(node, code, alone.span, `the odd one is made here: ${message}`, [joined, ...notes]);
    else if (side) this.report(node, code, side, `this side is the odd one: ${message}`, [joined, ...notes]);
    else this.report(node, code, place, message, notes);
  }

  /** The one side of a join that fits neither what is declared of it nor the others; undefined where that is not clear. */
  private findOdd(
    node: Node,
    inputs: readonly Shape[],
    values: Record<string, unknown>,
    suspect: number | undefined,
  ): number | undefined {
    const fits = (shapes: readonly Shape[]) => !(inferOp(node.op, shapes, values, () => {}) instanceof Fault);
    const declared = this.declarations.shapeOf(this.graph.nodes.indexOf(node));
    const misfits = declared ? [...inputs.keys()].filter((index) => !fits([inputs[index] as Shape, declared])) : [];
    if (misfits.length === 1) return misfits[0];
    const others = inputs.filter((_, index) => index !== suspect);
    return others.length > 1 && fits(others) ? suspect : undefined;
  }

  /** Whether all weights have known sizes. Of the layers that fail for the same size only the first is reported. */
  private hasKnownWeights(node: Node, name: string, weights: readonly Weight[]): boolean {
    const size = weights.flatMap(({ shape }) => shape).find((dim) => !isKnown(dim));
    if (size === undefined) return true;
    if (!this.unknownSizes.has(String(size))) {
      const { message, notes } = describeUnknownWeight(name, node, this.edges);
      this.report(node, 'unknown-size', node.item.opSpan, message, notes);
    }
    this.unknownSizes.add(String(size));
    return false;
  }

  private isSane(node: Node, shape: Shape, weights: readonly Weight[]): boolean {
    if (shape.length > mostDimensions) {
      this.report(node, 'too-large', node.item.span, `this makes a tensor of more than ${mostDimensions} dimensions`);
      return false;
    }
    if (shape.some((dim) => !isKnown(dim) && dim.key.length > longestFormula)) {
      this.report(node, 'too-large', node.item.span, 'the formula of a size here is too long');
      return false;
    }
    const sizes = [elements(shape), ...weights.map((weight) => elements(weight.shape))];
    const largest = Math.max(...sizes.filter(isKnown), 0);
    if (largest <= mostElements) return true;
    this.report(node, 'too-large', node.item.span, `this makes a tensor of more than ${mostElements} elements`);
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
    // A layer of an op without weights has nothing to share.
    const key = node.op.weights ? node.weightsKey : undefined;
    const owner = key === undefined ? undefined : this.owners.get(key);
    if (owner && !this.canShare(node, owner, values, weights)) return undefined;
    const sizeOf = (kept: readonly Weight[]): Dim => sum(kept.map((weight) => product(weight.shape)));
    const own = owner ? [] : weights;
    const layer: Layer = {
      name,
      node,
      op: node.op,
      inputs: node.inputs.map((edge) => this.edges.nameOf(edge)),
      output,
      attributes: values,
      weights: own,
      ...(owner ? { sharedWith: owner.name } : {}),
      params: sizeOf(own),
      trainableParams: sizeOf(own.filter((weight) => weight.trainable)),
      macs: node.op.macs?.(inputs, values as never, output) ?? 0,
      activations: elements(output),
    };
    if (key !== undefined && !owner) this.owners.set(key, layer);
    return layer;
  }

  /** Layers that share weights are one layer of TensorFlow.js, which has one set of attributes. */
  private canShare(
    node: Node,
    owner: Layer,
    values: Readonly<Record<string, unknown>>,
    weights: readonly Weight[],
  ): boolean {
    const describe = (list: readonly Weight[]) =>
      list.map((weight) => `${weight.name} ${formatShape(weight.shape)}`).join(', ');
    const place = node.item.weights?.span ?? node.item.span;
    const refuse = (message: string, span = place) => {
      const notes = [{ message: `${owner.name} is this`, span: owner.node.item.span }];
      this.report(node, 'weights-mismatch', span, message, notes);
      return false;
    };
    if (owner.op !== node.op)
      return refuse(`a ${node.op.name} can't share the weights of ${owner.name}, a ${owner.op.name}`);
    const differing = Object.keys(values).find((key) => !sameValue(values[key], owner.attributes[key]));
    if (differing !== undefined) {
      const [here, there] = [values[differing], owner.attributes[differing]].map(showValue);
      const bound = node.attributes.get(differing);
      return refuse(
        `${differing} is ${here} here and ${there} in ${owner.name}, whose weights this shares`,
        bound?.isDefault ? place : bound?.written.span,
      );
    }
    if (describe(owner.weights) === describe(weights)) return true;
    return refuse(`this has the weights ${describe(weights)}, and ${owner.name} has ${describe(owner.weights)}`);
  }

  /** Reports with a note at each use that led to the place. */
  private report(node: Node, code: Code, span: Span, message: string, notes: readonly Note[] = []): void {
    const uses = node.path.flatMap(({ item, index }): Note[] => {
      const which = index === undefined ? '' : `, where index is ${index}`;
      if (item.kind === 'use') return [{ message: `in this use of ${item.block.text}${which}`, span: item.span }];
      return item.repeat ? [{ message: `in this repetition${which}`, span: item.repeat.span }] : [];
    });
    this.failure ??= { layer: this.current, code };
    this.diagnostics.report(code, span, message, { notes: [...notes, ...uses] });
  }
}

const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const showValue = (value: unknown): string =>
  Array.isArray(value) ? value.join('x') : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Where a layer stands again. An input of the network may: TensorFlow.js does not free it. */
function findRepeated(edges: readonly Edge[]): number {
  const seen = new Set<Edge>();
  return edges.findIndex((edge) => {
    if (seen.has(edge)) return true;
    if (edge >= 0) seen.add(edge);
    return false;
  });
}

function inferOp(
  op: Op,
  inputs: readonly Shape[],
  values: Readonly<Record<string, unknown>>,
  assume: (condition: string) => void,
): Shape | Fault {
  const odd = op.rank === undefined ? -1 : inputs.findIndex((shape) => shape.length !== op.rank);
  if (odd === -1) return op.infer(inputs, values as never, assume);
  const message = `${op.name} takes height x width x channels, and is given ${formatShape(inputs[odd] as Shape)}`;
  return new Fault('wrong-rank', message, { input: odd });
}

const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis] as Dim) === true);

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
