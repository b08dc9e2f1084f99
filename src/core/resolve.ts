/**
 * A spec to a graph: names checked, blocks expanded, layers wired, defaults and parameters bound.
 *
 * Blocks are expanded in the order of the text, so that every node follows its inputs. Shapes are not known here:
 * what depends on them (a window, a name made of it) stays bound to its names until inference.
 */
import { warnOfParallelLayers } from '../blame/parallel-layers.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { shapeTooEarly } from '../diagnostics/messages/expressions.js';
import type { Message } from '../diagnostics/messages/message.js';
import * as messages from '../diagnostics/messages/names.js';
import { missingAttributes } from '../diagnostics/messages/schema.js';
import * as shapes from '../diagnostics/messages/shapes.js';
import { closest } from '../diagnostics/nearest.js';
import { isTrue } from '../expressions/evaluate.js';
import type { Value } from '../expressions/expression.js';
import { type Context, evaluateFormula, evaluateName } from '../graph/evaluation.js';
import {
  type Binding,
  type BoundAttribute,
  type Declaration,
  type Edge,
  type Environment,
  type Graph,
  type NamedItem,
  Node,
  type Scope,
  type Step,
} from '../graph/graph.js';
import { checkValue, Misfit } from '../ops/attributes.js';
import { describeCount, inputCount } from '../ops/ports.js';
import { misfitOf } from '../read/parameters.js';
import {
  type Block,
  type Body,
  type Branches,
  type Default,
  type GroupItem,
  type Item,
  indexName,
  isAside,
  isAskedEach,
  isOfSpec,
  isPath,
  type LayerItem,
  listedOutputs,
  literal,
  type Name,
  type Sequence,
  type Spec,
  type Template,
  templateText,
  type UseItem,
  usedName,
} from '../spec/spec.js';
import type { Span } from '../text/source.js';
import { cutAt, reportRepeated, reportUnshared, reportUnused, withoutDeadEnds } from './dead-ends.js';
import { Endpoints } from './endpoints.js';
import { checkNames } from './names.js';
import { asWritten, bindInputs, bindParameters, reportUnknown, type Variant } from './variant.js';
import { blameEndpoint, FailedReferences, Names, reportNoOutputs, switchOff } from './wiring.js';

/** How many items and branches a network may expand to. */
const mostItems = 100_000;

/** How many names the expanded uses of blocks may see in all. */
const mostBindings = 10_000_000;

/** How deep uses of blocks may nest. */
const deepestUse = 64;

/** What resolution makes of a spec. */
export interface Resolved {
  /** With holes in the place of what could not be resolved. Absent if the network is too large. */
  readonly graph?: Graph;
  /** Whether the graph is the network that is written, but for layers that can't be wired; if not, why was reported. */
  readonly isSound: boolean;
}

/** Resolves the spec as it stands, and reports every mistake of naming and wiring. */
export function resolve(spec: Spec, diagnostics: Diagnostics): Resolved {
  const finite = checkNames(spec, diagnostics);
  const resolver = new Resolver(finite, asWritten, finite === spec ? diagnostics : Diagnostics.behindError());
  const graph = resolver.resolve();
  if (graph && finite !== spec) return { graph, isSound: false };
  if (!graph) return { isSound: false };
  if (!resolver.hasHoles) {
    reportRepeated(graph, diagnostics);
    reportUnused(graph, diagnostics);
    reportUnshared(graph, diagnostics);
    warnOfParallelLayers(spec, diagnostics);
  }
  // With errors there is no network, and whatever else is wrong is still to be found.
  return { graph: diagnostics.hasErrors ? graph : withoutDeadEnds(graph), isSound: true };
}

/** Resolves a variant of a spec that resolves as it stands. What items declare speaks of the spec as it stands, and is left out. */
export function resolveVariant(spec: Spec, variant: Variant, diagnostics: Diagnostics): Graph | undefined {
  const graph = new Resolver(spec, variant, diagnostics).resolve();
  return graph && { ...withoutDeadEnds(graph), declarations: [] };
}

/** Where expansion stands. */
interface Place {
  /** The scopes around, ending in a slash, or empty. */
  readonly scope: string;
  /** The same below the innermost use, for renames. */
  readonly path: string;
  readonly names: Names;
  readonly environment: Environment;
  /** The environments around, by how many repeated items stand around: the body's own, then with the index of each. */
  readonly environments: readonly Environment[];
  readonly uses: readonly UseItem[];
  readonly steps: readonly Step[];
  readonly isTop: boolean;
  /** The spec that is expanded: the network's own, or one that it uses; and what it sees everywhere. */
  readonly spec: Spec;
  readonly root: Environment;
  /** The key under which a use shares its weights. */
  readonly sharing?: string;
}

/** What an item comes to: its output, and by name the outputs that its block lists, or those of an op with several. */
interface Result {
  readonly edge: Edge;
  readonly outputs: ReadonlyMap<string, Edge>;
}

/** Stands where no shape can be asked for. */
const noEdge: Edge = { kind: 'hole' };

class Resolver {
  private readonly nodes: Node[] = [];
  private readonly declarations: Declaration[] = [];
  private readonly endpoints: Endpoints;
  private readonly named: NamedItem[] = [];
  private readonly scopes = new Map<string, Scope>();
  private readonly results = new Map<Item, Edge[]>();
  private readonly context: Context;
  private readonly failedReferences: FailedReferences;
  private isTooLarge = false;
  private items = 0;
  private bindings = 0;
  private holes = 0;

  constructor(
    private readonly spec: Spec,
    private readonly variant: Variant,
    private readonly diagnostics: Diagnostics,
  ) {
    this.endpoints = new Endpoints(diagnostics);
    this.failedReferences = new FailedReferences(diagnostics);
    this.context = {
      shapeOf: () => undefined,
      withoutShapes: shapeTooEarly(),
      report: (message, span) => diagnostics.report(message, span),
      assume: () => {},
      known: new Map(),
    };
  }

  /** Whether something could not be wired, so that what seems unused may be used. */
  get hasHoles(): boolean {
    return this.holes > 0;
  }

  /** An edge that nothing gives, where what should give it is faulty. */
  private hole(): Edge {
    this.holes += 1;
    return { kind: 'hole' };
  }

  resolve(): Graph | undefined {
    const { spec } = this;
    const parameters = bindParameters(spec, this.variant, this.diagnostics);
    const inputs = bindInputs(spec, this.variant, this.diagnostics);
    const root = this.environment(parameters, spec.formulas);
    const names = new Names();
    for (const { name, shape, edge, span } of inputs)
      names.define(name, { kind: 'edge', edge: shape.length > 0 ? edge : this.hole(), outputs: new Map(), span });
    const [first] = spec.inputs.keys();
    const start = names.find(first ?? '');
    this.expandSequence(spec.body, start?.kind === 'edge' ? start.edge : this.hole(), {
      scope: '',
      path: '',
      names,
      environment: root,
      environments: [root],
      uses: [],
      steps: [],
      isTop: true,
      spec,
      root,
    });
    const outputs = this.bindOutputs(names);
    if (this.isTooLarge) return undefined;
    const graph: Graph = {
      spec,
      parameters: new Map([...parameters].map(([name, binding]) => [name, (binding as { value: Value }).value])),
      inputs,
      nodes: this.nodes,
      declarations: this.declarations,
      endpoints: this.endpoints.edges,
      paths: this.endpoints.paths,
      outputs,
      named: this.named,
      scopes: this.scopes,
      results: this.results,
    };
    return this.variant.until === undefined ? graph : this.cut(graph, this.variant.until);
  }

  // -------------------------------------------------------------- parameters, inputs, outputs

  private bindOutputs(names: Names): Map<string, Edge> {
    const outputs = new Map<string, Edge>();
    for (const [name, { layer }] of this.spec.outputs) {
      const visible = names.find(layer.text.split('.')[0] as string);
      if (visible?.kind === 'off') continue;
      outputs.set(name, this.lookUp(layer, names, this.spec));
    }
    if (this.spec.outputs.size > 0 && outputs.size === 0 && this.variant.until === undefined) {
      reportNoOutputs(this.spec, names, this.diagnostics);
      this.holes += 1;
    }
    return outputs;
  }

  private environment(
    values: ReadonlyMap<string, Binding>,
    formulas: Spec['formulas'],
    around: Environment = new Map(),
  ): Environment {
    const environment = new Map([...around, ...values]);
    for (const [name, formula] of formulas) environment.set(name, { kind: 'formula', formula, environment });
    return environment;
  }

  // -------------------------------------------------------------- expansion

  private expandSequence(sequence: Sequence, input: Edge, place: Place): Edge {
    place.names.expect(sequence.items);
    let edge = input;
    for (const item of sequence.items) {
      const result = this.expandItem(item, edge, place);
      if (!isAside(item)) edge = result ?? edge;
    }
    return edge;
  }

  /** Adds an item's nodes; its output, or undefined where it is not there. */
  private expandItem(item: Item, previous: Edge, place: Place): Edge | undefined {
    place.names.begin(item);
    const first = this.nodes.length;
    const result = this.expandAll(item, previous, place);
    if (result) this.define(item, result, first, place);
    else switchOff(item, place.names);
    return result?.edge;
  }

  private expandAll(item: Item, previous: Edge, place: Place): Result | undefined {
    if (!isAskedEach(item) && !this.isOn(item, place)) return undefined;
    return item.repeat ? this.repeat(item, previous, place) : this.expandOnce(item, [previous], place);
  }

  /** Whether an item's condition holds, or it has none. */
  private isOn({ when }: Item, { environment }: Place): boolean {
    const condition = when && evaluateFormula(when, environment, noEdge, this.context);
    return condition === undefined || isTrue(condition);
  }

  /** Expands an item as often as it says, each on the output of the one before; undefined where it is not there at all. */
  private repeat(item: Item, previous: Edge, place: Place): Result | undefined {
    const times = this.timesOf(item, place);
    let result: Result | undefined;
    for (let index = 0; index < times && !this.isTooLarge; index += 1) {
      const inside = this.repetition(item, index, place);
      if (isAskedEach(item) && !this.isOn(item, inside)) {
        this.spend(item.span, place);
        continue;
      }
      if (result && !this.canRepeat(item, times)) break;
      result = this.expandOnce(item, [previous], inside, result?.edge);
    }
    return result;
  }

  /** How many times an item is repeated; once where that can't be told, which is reported. */
  private timesOf({ repeat }: Item, { environment }: Place): number {
    const value = repeat && evaluateFormula(repeat, environment, noEdge, this.context);
    if (!repeat || value === undefined) return 1;
    const times = checkValue({ type: 'integer', minimum: 0 }, value);
    if (!(times instanceof Misfit)) return times as number;
    this.diagnostics.report(shapes.attributeMisfit('repeat', times.message), repeat.span);
    return 1;
  }

  /** The place of one of an item's repetitions, where `index` is its number. */
  private repetition(item: Item, index: number, place: Place): Place {
    this.bindings += place.environment.size;
    if (this.bindings > mostBindings) this.refuse(item.span, shapes.tooManyNames(), place);
    const environment: Environment = new Map([...place.environment, [indexName, { kind: 'value', value: index }]]);
    return {
      ...place,
      names: item.kind === 'group' ? new Names(place.names) : place.names,
      environment,
      environments: [...place.environments, environment],
      steps: [...place.steps, { item, index }],
    };
  }

  /** Reports an item that comes out under one name again. */
  private canRepeat(item: Item, times: number): boolean {
    const name = item.name && literal(item.name);
    if (name === undefined && (item.name || item.kind !== 'layer')) return true;
    if (item.name) this.diagnostics.report(messages.unindexedName(templateText(item.name), times), item.name.span);
    else if (item.kind === 'layer')
      this.diagnostics.report(messages.namelessRepetition(item.op.name, times), item.span);
    return false;
  }

  /** Expands an item on what it names as its inputs, else on what comes before; of what it takes, `first` is then the first. */
  private expandOnce(item: Item, previous: readonly [Edge], place: Place, first?: Edge): Result {
    if (!this.spend(item.span, place)) return { edge: previous[0], outputs: new Map() };
    const given = item.inputs?.map((name) => this.lookUp(name, place.names, place.spec)) ?? previous;
    const inputs = first === undefined ? given : [first, ...given.slice(1)];
    const result = this.expand(item, inputs, place);
    this.record(item, result.edge, place);
    return result;
  }

  /** Notes what an item came to in one of its expansions. */
  private record(item: Item, edge: Edge, place: Place): void {
    const results = this.results.get(item);
    if (results) results.push(edge);
    else this.results.set(item, [edge]);
    // What a used spec says of itself holds where it stands alone.
    if (!item.name || place.spec !== this.spec) return;
    const name = this.settledName(item.name, place);
    const span = newName(item, place)?.span ?? item.span;
    this.named.push({ item, scope: place.scope, span, edge, ...(name === undefined ? {} : { name }) });
    if (item.repeat && place.isTop) this.endpoints.addNamed(item, name, edge, place.steps);
  }

  /** Makes known what an item came to, all of its repetitions together: its nodes are those from `first` on. */
  private define(item: Item, { edge, outputs }: Result, first: number, place: Place): void {
    if (place.spec === this.spec) this.declare(item, edge, first, place);
    const name = item.name && literal(item.name);
    if (name !== undefined) {
      const earlier = place.names.define(name, { kind: 'edge', edge, outputs, span: item.span });
      if (earlier) {
        // What refers to the name may mean the second.
        this.holes += 1;
        this.diagnostics.report(messages.duplicateItem(name), item.span, {
          notes: [{ message: messages.firstDefinedHere, span: earlier }],
        });
      }
    }
    const path = [...place.steps, { item }];
    if (place.spec !== this.spec) return;
    if (item.endpoint) this.endpoints.add(item.endpoint, edge, path);
    else if (!item.repeat && place.isTop)
      this.endpoints.addNamed(item, item.name && this.settledName(item.name, place), edge, path);
  }

  /** Counts an item or a branch of the expanded network; false where there are too many. */
  private spend(span: Span, place: Place): boolean {
    this.items += 1;
    if (this.items > mostItems) this.refuse(span, shapes.networkTooLarge(mostItems), place);
    return !this.isTooLarge;
  }

  /** Ends the expansion of a network that is too large. */
  private refuse(span: Span, message: Message<'too-large'>, { uses }: Place): void {
    if (!this.isTooLarge) this.diagnostics.report(message, uses[0]?.span ?? span);
    this.isTooLarge = true;
  }

  private expand(item: Item, inputs: readonly Edge[], place: Place): Result {
    if (item.kind === 'layer') return this.addNode(item, inputs, place);
    if (item.kind === 'use') return this.expandUse(item, inputs, place);
    if (inputs.length > 1)
      this.diagnostics.report(shapes.inputsOfSequence(inputs.length), item.inputs?.[1]?.span ?? item.span);
    return { edge: this.expandBody(item.body, inputs[0] as Edge, this.open(item, place)), outputs: new Map() };
  }

  private expandBody(body: Body, input: Edge, place: Place): Edge {
    return body.kind === 'sequence' ? this.expandSequence(body, input, place) : this.expandBranches(body, input, place);
  }

  private expandBranches({ branches, join }: Branches, input: Edge, place: Place): Edge {
    const edges = branches.map((branch) => {
      if (!this.spend(branch.span, place)) return input;
      const inside = branch.name ? this.enter(branch, branch.name.text, place) : place;
      return this.expandSequence(branch, input, inside);
    });
    const first = this.nodes.length;
    const result = this.addNode(join, edges, place);
    this.record(join, result.edge, place);
    this.define(join, result, first, place);
    return result.edge;
  }

  /** The place inside an item: a scope of its own where it has a name. */
  private open(item: GroupItem | UseItem, place: Place): Place {
    const steps = item.repeat ? place.steps : [...place.steps, { item }];
    if (!item.name) return { ...place, steps };
    const name = evaluateName(item.name, place.environment, noEdge, this.context) ?? templateText(item.name);
    return { ...this.enter(item, name, place), steps };
  }

  private enter(item: Scope['item'], name: string, place: Place): Place {
    this.scopes.set(place.scope + name, { item, depth: place.uses.length });
    return {
      ...place,
      scope: `${place.scope}${name}/`,
      path: `${place.path}${name}/`,
      names: new Names(place.names),
      isTop: false,
    };
  }

  private expandUse(item: UseItem, inputs: readonly Edge[], place: Place): Result {
    const block = place.spec.blocks.get(item.block.text) ?? place.spec.used.get(usedName(item));
    if (!block || !this.canExpand(item, block, place)) return { edge: this.hole(), outputs: new Map() };
    const own = [...block.inputs.values()];
    const expected = Math.max(own.length, 1);
    if (inputs.length !== expected) {
      const wanted = own.map(({ text }) => text);
      const message = shapes.inputsOfBlock(block.name.text, wanted, inputs.length);
      this.diagnostics.report(message, item.inputs?.[0]?.span ?? item.block.span);
    }
    const names = new Names();
    for (const [index, { text, span }] of own.entries())
      names.define(text, { kind: 'edge', edge: inputs[index] ?? this.hole(), outputs: new Map(), span });
    const sharing = sharingKey(item, place);
    const environment = this.environment(
      this.bindArguments(item, block, inputs[0] as Edge, place),
      block.formulas,
      block.kind === 'block' ? place.root : new Map(),
    );
    const inside: Place = {
      ...this.open(item, place),
      path: '',
      names,
      environment,
      environments: [environment],
      uses: [...place.uses, item],
      isTop: false,
      ...(block.kind === 'spec' ? { spec: block, root: environment } : {}),
      ...(sharing ? { sharing } : {}),
    };
    const edge = this.expandBody(block.body, inputs[0] as Edge, inside);
    const outputs = new Map<string, Edge>();
    for (const [name, { layer }] of listedOutputs(block)) {
      const isLeftOut = block.kind === 'spec' && names.find(layer.text.split('.')[0] as string)?.kind === 'off';
      if (!isLeftOut) outputs.set(name, this.lookUp(layer, names, block.kind === 'spec' ? block : place.spec));
    }
    return { edge, outputs };
  }

  private canExpand(item: UseItem, block: Block | Spec, { uses, root }: Place): boolean {
    this.bindings += root.size + block.parameters.size + block.formulas.size;
    if (uses.length < deepestUse && this.bindings <= mostBindings) return true;
    const { text } = block.name;
    const message = uses.length < deepestUse ? messages.blockTooLarge(text) : messages.blocksTooDeep(text, deepestUse);
    this.diagnostics.report(message, item.block.span);
    return false;
  }

  private bindArguments(item: UseItem, block: Block | Spec, input: Edge, place: Place): Map<string, Binding> {
    const values = new Map<string, Binding>();
    for (const [name, parameter] of block.parameters) {
      const given = item.arguments.get(name);
      if (given) values.set(name, { kind: 'argument', written: given.written, environment: place.environment, input });
      else if (parameter.default !== undefined && misfitOf(parameter, parameter.default) === undefined)
        values.set(name, { kind: 'value', value: parameter.default });
    }
    return values;
  }

  private addNode(item: LayerItem, inputs: readonly Edge[], place: Place): Result {
    const { op } = item;
    const { least, most } = inputCount(op.inputs);
    if (inputs.length < least || inputs.length > most) {
      const message = shapes.inputsOfOp(op.name, describeCount(op.inputs), inputs.length, inputs.length < least);
      this.diagnostics.report(message, item.inputs?.[0]?.span ?? item.opSpan);
      return { edge: this.hole(), outputs: new Map() };
    }
    const renamed = newName(item, place);
    const own: Template | undefined = renamed ? { parts: [renamed.text], span: renamed.span } : item.name;
    if (!own && place.scope === '') this.reportNameless(item, place);
    const weightsKey = sharingKey(item, place);
    const node = new Node(this.nodes.length, {
      op,
      item,
      name: { scope: place.scope, ...(own ? { own } : {}), environment: place.environment },
      inputs,
      attributes: this.bindAttributes(item, place),
      uses: place.uses,
      path: place.steps,
      weightsKey,
    });
    this.nodes.push(node);
    const { outputs } = node;
    return { edge: node.output, outputs: new Map(outputs.length > 1 ? outputs.map((edge) => [edge.port, edge]) : []) };
  }

  /** Reports a layer without a name at the use that should have one, or else at the layer. */
  private reportNameless({ op, opSpan }: LayerItem, { uses: [use] }: Place): void {
    if (!use) return this.diagnostics.report(messages.namelessLayer(op.name), opSpan);
    // A key that is nearly `name` is reported as such.
    if (closest('name', use.arguments.keys()) !== undefined) return;
    const notes = [{ message: messages.takesNameOfUse(op.name), span: opSpan }];
    this.diagnostics.report(messages.namelessUse(use.block.text), use.block.span, { notes });
  }

  private bindAttributes(item: LayerItem, place: Place): ReadonlyMap<string, BoundAttribute> {
    const bound = new Map<string, BoundAttribute>();
    const environmentOf = (standard: Default): Environment =>
      isOfSpec(standard) ? place.root : (place.environments[standard.loops] as Environment);
    for (const [key, written] of item.own) {
      const transform = item.defaults.get(key);
      bound.set(key, {
        written,
        environment: place.environment,
        isDefault: false,
        ...(transform ? { transform: { written: transform.written, environment: environmentOf(transform) } } : {}),
      });
    }
    for (const [key, standard] of item.defaults) {
      if (!item.own.has(key))
        bound.set(key, { written: standard.written, environment: environmentOf(standard), isDefault: true });
    }
    const { attributes } = item.op;
    const missing = Object.keys(attributes).filter(
      (key) => !bound.has(key) && attributes[key]?.default === undefined && !attributes[key]?.like,
    );
    if (missing.length > 0) this.diagnostics.report(missingAttributes(item.op.name, missing), item.opSpan);
    return bound;
  }

  // -------------------------------------------------------------- names

  /** An item's name for diagnostics, where it does not depend on shapes. */
  private settledName(template: Template, place: Place): string | undefined {
    let needsShapes = false;
    const probe: Context = {
      shapeOf: () => undefined,
      withoutShapes: shapeTooEarly(),
      report: () => {
        needsShapes = true;
      },
      assume: () => {},
      known: new Map(),
    };
    const name = evaluateName(template, place.environment, noEdge, probe);
    return needsShapes ? undefined : name;
  }

  private declare(item: Item, edge: Edge, first: number, place: Place): void {
    const { output, params } = item;
    if (!output && !params) return;
    const name = item.name && (this.settledName(item.name, place) ?? templateText(item.name));
    const label = name === undefined ? place.scope.slice(0, -1) || item.kind : place.scope + name;
    this.declarations.push({
      item,
      label,
      scope: item.repeat ? place.scope : `${label}/`,
      edge,
      first,
      end: this.nodes.length,
      ...(output ? { output } : {}),
      ...(params ? { params } : {}),
    });
  }

  /** The edge that a name stands for; a hole where it stands for none, which is reported. */
  private lookUp(name: Name, names: Names, spec: Spec): Edge {
    const edge = names.edgeOf(name.text);
    if (edge !== undefined) return edge;
    this.failedReferences.report(name, names, spec);
    return this.hole();
  }

  // -------------------------------------------------------------- cutting

  /** The network up to an end point, which is its one output. */
  private cut(graph: Graph, until: string): Graph | undefined {
    const edge = graph.endpoints.get(until);
    if (edge === undefined) {
      const span = this.variant.expectation?.until?.span;
      const known = [...graph.endpoints.keys()];
      if (!span || !blameEndpoint(closest(until, known), { text: until, span }, this.spec, this.diagnostics))
        reportUnknown(messages.unknownEndpoint, until, known, this.spec, span, this.diagnostics);
      return undefined;
    }
    return cutAt(graph, until, edge);
  }
}

/** The name that the innermost use gives a layer of its block. */
function newName(item: Item, place: Place): Name | undefined {
  const written = item.kind === 'layer' && item.name ? literal(item.name) : undefined;
  return written === undefined ? undefined : place.uses.at(-1)?.rename.get(place.path + written)?.to;
}

/** The key under which an item shares its weights: its own, or its place in a use that shares them. */
function sharingKey({ id, weights, loops }: LayerItem | UseItem, { sharing, steps, uses }: Place): string | undefined {
  // Each use of another spec has its weights to itself.
  const whose = uses.flatMap((use) => (isPath(use.block.text) ? [use.id] : [])).join(' ');
  if (weights) return `${whose} ${weights.text}`.trimStart();
  if (sharing === undefined) return undefined;
  const indices = steps.flatMap(({ index }) => (index === undefined ? [] : [index]));
  return [sharing, id, ...indices.slice(indices.length - loops)].join(' ');
}
