/**
 * A spec to a graph: names checked, blocks expanded, layers wired, defaults and parameters bound.
 *
 * Blocks are expanded in the order of the text, so that every node follows its inputs. Shapes are not known here:
 * what depends on them (a window, a name made of it) stays bound to its names until inference.
 */

import { conventionOf, fitsBetter } from '../conventions.js';
import {
  type Code,
  closest,
  type Diagnostics,
  didYouMean,
  enumerate,
  type Fix,
  listWords,
  type Note,
} from '../diagnostics.js';
import { type Context, evaluateFormula, evaluateName } from '../evaluation.js';
import { isTrue, type Value } from '../expression.js';
import type { Binding, BoundAttribute, Declaration, Edge, Environment, Graph, NamedItem, Node } from '../graph.js';
import { type Shape, symbol } from '../shape.js';
import type { Span } from '../source.js';
import {
  type Block,
  type Body,
  type Branches,
  type Convention,
  type Default,
  type Expectation,
  type GroupItem,
  type Item,
  itemsOf,
  type LayerItem,
  literal,
  type Name,
  type ParameterValue,
  type Sequence,
  type Spec,
  type Template,
  type UseItem,
} from '../spec.js';
import { checkNames, reportForm } from './names.js';
import { misfitOf } from './parameters.js';

/** A variant of the network: parameters, input shapes and an end point other than the spec's own. */
export interface Variant {
  readonly set: ReadonlyMap<string, ParameterValue>;
  /** By input; the key '' stands for the only one. */
  readonly inputs: ReadonlyMap<string, readonly (number | null)[]>;
  readonly until?: string;
  /** Where the spec itself asks for it; what is wrong with it is reported there. */
  readonly expectation?: Expectation;
}

export const asWritten: Variant = { set: new Map(), inputs: new Map() };

/** How many items and branches a network may expand to. */
const mostItems = 100_000;

/** How many names the expanded uses of blocks may see in all. */
const mostBindings = 10_000_000;

/** How deep uses of blocks may nest. */
const deepestUse = 64;

/** Resolves the spec as it stands, and reports every mistake of naming and wiring. */
export function resolve(spec: Spec, diagnostics: Diagnostics): Graph | undefined {
  if (!checkNames(spec, diagnostics)) return undefined;
  const resolver = new Resolver(spec, asWritten, diagnostics);
  const graph = resolver.resolve();
  if (graph && !resolver.hasHoles) {
    reportRepeated(graph, diagnostics);
    reportUnused(graph, diagnostics);
  }
  // With errors there is no network, and whatever else is wrong is still to be found.
  return graph && !diagnostics.hasErrors ? withoutDeadEnds(graph) : graph;
}

/** Resolves a variant of a spec that resolves as it stands. What items declare speaks of the spec as it stands, and is left out. */
export function resolveVariant(spec: Spec, variant: Variant, diagnostics: Diagnostics): Graph | undefined {
  const graph = new Resolver(spec, variant, diagnostics).resolve();
  return graph && { ...withoutDeadEnds(graph), declarations: [] };
}

/** What a name stands for where it is seen. */
type Visible =
  | { readonly kind: 'edge'; readonly edge: Edge; readonly outputs: ReadonlyMap<string, Edge>; readonly span: Span }
  | { readonly kind: 'off'; readonly span: Span; readonly when?: Span };

/** The names that a sequence sees: its own, then those around it, up to the block that holds them. */
class Names {
  private readonly own = new Map<string, Visible>();
  private readonly later = new Map<string, Span>();
  private readonly open = new Map<string, Span>();

  constructor(private readonly around?: Names) {}

  find(name: string): Visible | undefined {
    return this.own.get(name) ?? this.around?.find(name);
  }

  /** Where an item of that name is yet to come. */
  findLater(name: string): Span | undefined {
    return this.later.get(name) ?? this.around?.findLater(name);
  }

  /** Where an item of that name stands around, or is the one that refers to it. */
  findOpen(name: string): Span | undefined {
    return this.open.get(name) ?? this.around?.findOpen(name);
  }

  /** The items that a sequence is about to define. */
  expect(items: readonly Item[]): void {
    for (const item of items) {
      const name = item.name && literal(item.name);
      if (name !== undefined) this.later.set(name, item.span);
    }
  }

  /** An expected item is at hand. */
  begin(item: Item): void {
    const name = item.name && literal(item.name);
    if (name === undefined) return;
    this.later.delete(name);
    this.open.set(name, item.span);
  }

  /** Defines a name; gives the place of an earlier definition of it. */
  define(name: string, visible: Visible): Span | undefined {
    const earlier = this.own.get(name);
    if (earlier?.kind === 'edge') return visible.kind === 'edge' ? earlier.span : undefined;
    this.own.set(name, visible);
    return undefined;
  }

  *all(): Generator<string> {
    for (const [name, visible] of this.own) if (visible.kind === 'edge') yield name;
    if (this.around) yield* this.around.all();
  }
}

/** Where expansion stands. */
interface Place {
  /** The scopes around, ending in a slash, or empty. */
  readonly scope: string;
  /** The same below the innermost use, for renames. */
  readonly path: string;
  readonly names: Names;
  readonly environment: Environment;
  readonly uses: readonly UseItem[];
  readonly isTop: boolean;
  /** The key under which a use shares its weights. */
  readonly sharing?: string;
}

class Resolver {
  private readonly nodes: Node[] = [];
  private readonly declarations: Declaration[] = [];
  private readonly endpoints = new Map<string, Edge>();
  private readonly named: NamedItem[] = [];
  private readonly results = new Map<Item, Edge[]>();
  private readonly context: Context;
  /** The spec's own parameters and formulas. */
  private root: Environment = new Map();
  private isTooLarge = false;
  private items = 0;
  private bindings = 0;
  private holes = 0;

  constructor(
    private readonly spec: Spec,
    private readonly variant: Variant,
    private readonly diagnostics: Diagnostics,
  ) {
    this.context = {
      shapeOf: () => undefined,
      withoutShapes: 'this is settled before shapes are known, and can only depend on parameters',
      report: (code, span, message) => diagnostics.report(code, span, message),
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
    return -this.spec.inputs.size - this.holes;
  }

  resolve(): Graph | undefined {
    const { spec } = this;
    const parameters = this.bindParameters();
    const inputs = this.bindInputs();
    this.root = this.environment(parameters, spec.formulas);
    const names = new Names();
    for (const [index, input] of [...spec.inputs.values()].entries()) {
      const edge = input.shape.dims.length > 0 ? -1 - index : this.hole();
      names.define(input.text, { kind: 'edge', edge, outputs: new Map(), span: input.span });
    }
    const [first] = spec.inputs.keys();
    const start = names.find(first ?? '');
    this.expandSequence(spec.body, start?.kind === 'edge' ? start.edge : this.hole(), {
      scope: '',
      path: '',
      names,
      environment: this.root,
      uses: [],
      isTop: true,
    });
    const outputs = this.bindOutputs(names);
    if (this.isTooLarge) return undefined;
    const graph: Graph = {
      spec,
      parameters: new Map([...parameters].map(([name, binding]) => [name, (binding as { value: Value }).value])),
      inputs,
      nodes: this.nodes,
      declarations: this.declarations,
      endpoints: this.endpoints,
      outputs,
      named: this.named,
      results: this.results,
    };
    return this.variant.until === undefined ? graph : this.cut(graph, this.variant.until);
  }

  // -------------------------------------------------------------- parameters, inputs, outputs

  private bindParameters(): Map<string, Binding> {
    const { set, expectation } = this.variant;
    const { parameters } = this.spec;
    const values = new Map<string, Binding>();
    for (const [name, parameter] of parameters) {
      const value = set.has(name) ? (set.get(name) ?? null) : parameter.default;
      const span = expectation?.set.get(name)?.key.span ?? parameter.span;
      if (value === undefined)
        this.diagnostics.report('missing-argument', span, `the parameter ${name} has no default and must be set`);
      const misfit = value === undefined ? undefined : misfitOf(parameter, value);
      if (misfit !== undefined && set.has(name)) this.diagnostics.report('invalid-value', span, `${name} ${misfit}`);
      if (value !== undefined && misfit === undefined) values.set(name, { kind: 'value', value });
    }
    for (const name of set.keys()) {
      if (parameters.has(name)) continue;
      this.reportUnknown(
        'unknown-parameter',
        'parameter',
        name,
        [...parameters.keys()],
        expectation?.set.get(name)?.key.span,
      );
    }
    return values;
  }

  private bindInputs(): Graph['inputs'] {
    const { inputs } = this.spec;
    const { inputs: given, expectation } = this.variant;
    for (const name of given.keys()) {
      if (inputs.has(name) || (name === '' && inputs.size === 1)) continue;
      const { key, shape } = expectation?.inputs?.get(name) ?? {};
      const span = key?.span ?? shape?.span;
      if (name !== '') this.reportUnknown('unknown-input', 'input', name, [...inputs.keys()], span);
      else {
        const [first] = inputs.keys();
        this.diagnostics.report(
          'unknown-input',
          span ?? this.spec.name.span,
          `${this.spec.name.text} has several inputs (${listWords([...inputs.keys()])}): say which, as in ${first}=150x150x3`,
        );
      }
    }
    return [...inputs.values()].map(({ text, shape, span }) => {
      const key = given.has(text) ? text : inputs.size === 1 ? '' : text;
      const dims = given.get(key) ?? shape.dims;
      const fits = dims.length === shape.dims.length;
      if (!fits) {
        this.diagnostics.report(
          'wrong-rank',
          expectation?.inputs?.get(key)?.shape.span ?? shape.span,
          `the input ${text} has ${shape.dims.length} dimensions, and is given ${dims.length}`,
        );
      }
      return { name: text, shape: inputShape(text, fits ? dims : shape.dims, inputs.size), span };
    });
  }

  /** Reports a name in what is asked for that the spec does not have, where it is asked for. */
  private reportUnknown(code: Code, what: string, name: string, known: readonly string[], span?: Span): void {
    const { name: network } = this.spec;
    const place = span ?? network.span;
    const fix = didYouMean(name, place, known);
    const choices = known.length > 0 ? `; it has ${listWords(known)}` : '';
    // A fix is for what the spec itself asks for; whoever asks from outside is told in words.
    const hint = !fix ? choices : span ? '' : `; ${fix.title}`;
    this.diagnostics.report(code, place, `${network.text} has no ${what} "${name}"${hint}`, { fix: span && fix });
  }

  private bindOutputs(names: Names): Map<string, Edge> {
    const outputs = new Map<string, Edge>();
    for (const [name, { layer }] of this.spec.outputs) {
      const visible = names.find(layer.text.split('.')[0] as string);
      if (visible?.kind === 'off') continue;
      outputs.set(name, this.lookUp(layer, names));
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
    for (const item of sequence.items) edge = this.expandItem(item, edge, place) ?? edge;
    return edge;
  }

  /** Adds an item's nodes; its output, or undefined where it is switched off. */
  private expandItem(item: Item, previous: Edge, place: Place): Edge | undefined {
    if (!this.spend(item.span, place)) return previous;
    place.names.begin(item);
    if (item.when) {
      const condition = evaluateFormula(item.when, place.environment, previous, this.context);
      if (condition !== undefined && !isTrue(condition)) {
        switchOff(item, item.when.span, place.names);
        return undefined;
      }
    }
    const inputs = item.inputs?.map((name) => this.lookUp(name, place.names)) ?? [previous];
    const first = this.nodes.length;
    const { edge, outputs } = this.expand(item, inputs, place);
    this.record(item, edge, outputs, first, place);
    return edge;
  }

  /** Notes what an item came to: its nodes are those from `first` on. */
  private record(item: Item, edge: Edge, outputs: ReadonlyMap<string, Edge>, first: number, place: Place): void {
    if (item.name) this.named.push({ item, scope: place.scope, span: newName(item, place)?.span ?? item.span, edge });
    const results = this.results.get(item);
    if (results) results.push(edge);
    else this.results.set(item, [edge]);
    this.declare(item, edge, first, place);
    const name = item.name && literal(item.name);
    if (name !== undefined) {
      const earlier = place.names.define(name, { kind: 'edge', edge, outputs, span: item.span });
      if (earlier) {
        this.diagnostics.report('duplicate-name', item.span, `the name ${name} is given twice here`, {
          notes: [{ message: 'first given here', span: earlier }],
        });
      }
    }
    this.addEndpoint(item, name, edge, place);
  }

  /** Counts an item or a branch of the expanded network; false where there are too many. */
  private spend(span: Span, { uses }: Place): boolean {
    this.items += 1;
    if (this.items <= mostItems) return true;
    const message = `the network expands to more than ${mostItems} layers and branches`;
    if (!this.isTooLarge) this.diagnostics.report('too-large', uses[0]?.span ?? span, message);
    this.isTooLarge = true;
    return false;
  }

  private expand(
    item: Item,
    inputs: readonly Edge[],
    place: Place,
  ): { edge: Edge; outputs: ReadonlyMap<string, Edge> } {
    if (item.kind === 'layer') return { edge: this.addNode(item, inputs, place), outputs: new Map() };
    if (item.kind === 'use') return this.expandUse(item, inputs, place);
    if (inputs.length > 1)
      this.diagnostics.report(
        'input-count',
        item.inputs?.[1]?.span ?? item.span,
        `layers in a row take one input, not ${inputs.length}`,
      );
    return { edge: this.expandBody(item.body, inputs[0] as Edge, this.open(item, place)), outputs: new Map() };
  }

  private expandBody(body: Body, input: Edge, place: Place): Edge {
    return body.kind === 'sequence' ? this.expandSequence(body, input, place) : this.expandBranches(body, input, place);
  }

  private expandBranches({ branches, join }: Branches, input: Edge, place: Place): Edge {
    const edges = branches.map((branch) => {
      if (!this.spend(branch.span, place)) return input;
      const inside = branch.name
        ? {
            ...place,
            scope: `${place.scope}${branch.name.text}/`,
            path: `${place.path}${branch.name.text}/`,
            names: new Names(place.names),
            isTop: false,
          }
        : place;
      return this.expandSequence(branch, input, inside);
    });
    const first = this.nodes.length;
    const edge = this.addNode(join, edges, place);
    this.record(join, edge, new Map(), first, place);
    return edge;
  }

  /** The place inside an item: a scope of its own where it has a name. */
  private open(item: GroupItem | UseItem, place: Place): Place {
    if (!item.name) return place;
    const name = evaluateName(item.name, place.environment, -1, this.context) ?? sourceText(item.name);
    return {
      ...place,
      scope: `${place.scope}${name}/`,
      path: `${place.path}${name}/`,
      names: new Names(place.names),
      isTop: false,
    };
  }

  private expandUse(
    item: UseItem,
    inputs: readonly Edge[],
    place: Place,
  ): { edge: Edge; outputs: ReadonlyMap<string, Edge> } {
    const block = this.spec.blocks.get(item.block.text);
    if (!block || !this.canExpand(item, block, place)) return { edge: this.hole(), outputs: new Map() };
    const expected = Math.max(block.inputs.length, 1);
    if (inputs.length !== expected) {
      this.diagnostics.report(
        'input-count',
        item.inputs?.[0]?.span ?? item.block.span,
        `${block.name.text} takes ${expected === 1 ? 'one input' : `${expected} inputs (${block.inputs.map(({ text }) => text).join(', ')})`}, not ${inputs.length}`,
      );
    }
    const names = new Names();
    for (const [index, { text, span }] of block.inputs.entries())
      names.define(text, { kind: 'edge', edge: inputs[index] ?? this.hole(), outputs: new Map(), span });
    const sharing = item.weights?.text ?? (place.sharing && `${place.sharing} ${item.id}`);
    const inside: Place = {
      ...this.open(item, place),
      path: '',
      names,
      environment: this.environment(
        this.bindArguments(item, block, inputs[0] as Edge, place),
        block.formulas,
        this.root,
      ),
      uses: [...place.uses, item],
      isTop: false,
      ...(sharing ? { sharing } : {}),
    };
    const edge = this.expandBody(block.body, inputs[0] as Edge, inside);
    const outputs = new Map<string, Edge>();
    for (const [name, { layer }] of block.outputs) outputs.set(name, this.lookUp(layer, names));
    return { edge, outputs };
  }

  private canExpand(item: UseItem, block: Block, { uses }: Place): boolean {
    this.bindings += this.root.size + block.parameters.size + block.formulas.size;
    if (uses.length < deepestUse && this.bindings <= mostBindings) return true;
    const why =
      uses.length < deepestUse ? 'its uses see too many names in all' : `blocks nest deeper than ${deepestUse} here`;
    this.diagnostics.report('too-large', item.block.span, `${block.name.text} can't be expanded: ${why}`);
    return false;
  }

  private bindArguments(item: UseItem, block: Block, input: Edge, place: Place): Map<string, Binding> {
    const values = new Map<string, Binding>();
    for (const [name, parameter] of block.parameters) {
      const given = item.arguments.get(name);
      if (given) values.set(name, { kind: 'argument', written: given.written, environment: place.environment, input });
      else if (parameter.default !== undefined && misfitOf(parameter, parameter.default) === undefined)
        values.set(name, { kind: 'value', value: parameter.default });
    }
    return values;
  }

  private addNode(item: LayerItem, inputs: readonly Edge[], place: Place): Edge {
    const { op } = item;
    const { least, most } = op.inputs;
    if (inputs.length < least || inputs.length > most) {
      const takes = most === 1 ? 'one input' : `${least} inputs or more`;
      this.diagnostics.report(
        'input-count',
        item.inputs?.[0]?.span ?? item.opSpan,
        `${op.name} takes ${takes}, not ${inputs.length}`,
      );
      return this.hole();
    }
    const renamed = newName(item, place);
    const own: Template | undefined = renamed ? { parts: [renamed.text], span: renamed.span } : item.name;
    if (!own && place.scope === '') this.reportNameless(item, place);
    const weightsKey = item.weights?.text ?? (place.sharing && `${place.sharing} ${item.id}`);
    this.nodes.push({
      op,
      item,
      name: { scope: place.scope, ...(own ? { own } : {}), environment: place.environment },
      inputs,
      attributes: this.bindAttributes(item, place),
      uses: place.uses,
      ...(weightsKey === undefined ? {} : { weightsKey }),
    });
    return this.nodes.length - 1;
  }

  /** Reports a layer without a name at the use that should have one, or else at the layer. */
  private reportNameless({ op, opSpan }: LayerItem, { uses: [use] }: Place): void {
    if (!use) {
      const why = 'there is no scope around it whose name it could bear';
      return this.diagnostics.report('missing-name', opSpan, `this ${op.name} needs a name: ${why}`);
    }
    // A key that is nearly `name` is reported as such.
    if (closest('name', use.arguments.keys()) !== undefined) return;
    const notes = [{ message: `this ${op.name} bears the name`, span: opSpan }];
    this.diagnostics.report('missing-name', use.block.span, `this use of ${use.block.text} needs a name`, { notes });
  }

  private bindAttributes(item: LayerItem, place: Place): ReadonlyMap<string, BoundAttribute> {
    const bound = new Map<string, BoundAttribute>();
    const environmentOf = (standard: Default) => (standard.block === undefined ? this.root : place.environment);
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
    const missing = Object.entries(item.op.attributes).filter(
      ([key, attribute]) => !bound.has(key) && attribute.default === undefined && !attribute.like,
    );
    if (missing.length > 0) {
      const keys = enumerate(missing.map(([key]) => key));
      this.diagnostics.report('missing-key', item.opSpan, `${item.op.name} needs ${keys}`);
    }
    return bound;
  }

  // -------------------------------------------------------------- names

  /** An item's name for diagnostics, where it does not depend on shapes. */
  private settledName(template: Template, place: Place): string | undefined {
    let needsShapes = false;
    const probe: Context = {
      shapeOf: () => undefined,
      withoutShapes: '',
      report: () => {
        needsShapes = true;
      },
      assume: () => {},
      known: new Map(),
    };
    const name = evaluateName(template, place.environment, -1, probe);
    return needsShapes ? undefined : name;
  }

  private declare(item: Item, edge: Edge, first: number, place: Place): void {
    const { output, params } = item;
    if (!output && !params) return;
    const name = item.name && (this.settledName(item.name, place) ?? sourceText(item.name));
    const label = name === undefined ? place.scope.slice(0, -1) || item.kind : place.scope + name;
    this.declarations.push({
      item,
      label,
      edge,
      first,
      end: this.nodes.length,
      ...(output ? { output } : {}),
      ...(params ? { params } : {}),
    });
  }

  private addEndpoint(item: Item, name: string | undefined, edge: Edge, place: Place): void {
    if (item.endpoint === false) return;
    const endpoint = item.endpoint?.text ?? (place.isTop ? name : undefined);
    if (endpoint === undefined) return;
    if (this.endpoints.has(endpoint))
      this.diagnostics.report(
        'duplicate-name',
        item.endpoint ? item.endpoint.span : item.span,
        `there is an end point ${endpoint} already`,
      );
    this.endpoints.set(endpoint, edge);
  }

  /** The edge that a name stands for; a hole where it stands for none, which is reported. */
  private lookUp(name: Name, names: Names): Edge {
    const [first, output] = name.text.split('.') as [string, string?];
    const visible = names.find(first);
    if (visible?.kind === 'edge') {
      if (output === undefined) return visible.edge;
      const edge = visible.outputs.get(output);
      if (edge !== undefined) return edge;
      const listed = [...visible.outputs.keys()];
      const fix = didYouMean(
        name.text,
        name.span,
        listed.map((key) => `${first}.${key}`),
      );
      this.diagnostics.report(
        'unknown-layer',
        name.span,
        `${first} has no output "${output}"; ${listed.length > 0 ? `it has ${listWords(listed)}` : 'only a use of a block has, where the block lists them'}`,
        { fix },
      );
      return this.hole();
    }
    if (visible) {
      const notes: Note[] = visible.when ? [{ message: 'its condition is false here', span: visible.when }] : [];
      this.diagnostics.report(
        'layer-switched-off',
        name.span,
        `${first} is switched off here, and can't be referred to`,
        { notes },
      );
      return this.hole();
    }
    this.reportUnknownLayer(name, names);
    return this.hole();
  }

  private reportUnknownLayer(name: Name, names: Names): void {
    const { text, span } = name;
    const later = names.findLater(text);
    if (later) {
      return this.diagnostics.report(
        'unknown-layer',
        span,
        `${text} stands later, and only an earlier layer can be referred to`,
        { notes: [{ message: `${text} stands here`, span: later }] },
      );
    }
    const open = names.findOpen(text);
    if (open) {
      return this.diagnostics.report('unknown-layer', span, `${text} is not complete here, and can't be referred to`, {
        notes: [{ message: `${text} stands here`, span: open }],
      });
    }
    const inside = findInside(this.spec, text.split('/').at(-1) as string);
    const fix: Fix | undefined = didYouMean(text, span, names.all());
    const near = fix?.edits[0]?.newText;
    const misspelt =
      near === undefined ? undefined : this.spec.body.items.find((item) => item.name && literal(item.name) === near);
    if (misspelt && near !== undefined && fitsBetter(this.spec, misspelt, text, near)) {
      return reportForm(
        { text: near, span: misspelt.span },
        text,
        conventionOf(this.spec, misspelt) as Convention,
        span,
        this.diagnostics,
      );
    }
    const made = inside || fix ? undefined : findMade(this.spec, text);
    const hidden = inside
      ? `; a layer of that name is inside ${inside.owner}, which is seen from outside by its outputs only`
      : made
        ? `; what has \${...} in its name can't be referred to, but a group around it with a plain name can`
        : '';
    const stands = inside?.span ?? made?.span;
    this.diagnostics.report('unknown-layer', span, `there is no earlier layer "${text}" here${hidden}`, {
      fix,
      notes: stands ? [{ message: 'it stands here', span: stands }] : [],
    });
  }

  // -------------------------------------------------------------- cutting

  /** The network up to an end point, which is its one output. */
  private cut(graph: Graph, until: string): Graph | undefined {
    const edge = graph.endpoints.get(until);
    if (edge === undefined) {
      const { endpoints } = graph;
      const span = this.variant.expectation?.until?.span;
      this.reportUnknown('unknown-endpoint', 'end point', until, [...endpoints.keys()], span);
      return undefined;
    }
    return { ...graph, outputs: new Map([[until, edge]]), until };
  }
}

/** A template as it is written. */
const sourceText = ({ span: { source, start, end } }: Template): string => source.text.slice(start, end);

/** The name that the innermost use gives a layer of its block. */
function newName(item: Item, place: Place): Name | undefined {
  const written = item.kind === 'layer' && item.name ? literal(item.name) : undefined;
  return written === undefined ? undefined : place.uses.at(-1)?.rename.get(place.path + written)?.to;
}

/** The shape of an input, with a symbol for each size that is not known. */
function inputShape(name: string, dims: readonly (number | null)[], inputs: number): Shape {
  const axes = dims.length === 3 ? ['height', 'width', 'channels'] : dims.map((_, axis) => `size${axis + 1}`);
  return dims.map((dim, axis) => dim ?? symbol(inputs === 1 ? (axes[axis] as string) : `${name}_${axes[axis]}`));
}

/** Marks a switched-off item, and what it holds in the same scope, as such. */
function switchOff(item: Item, when: Span, names: Names): void {
  const name = item.name && literal(item.name);
  if (name !== undefined) names.define(name, { kind: 'off', span: item.span, when });
  if (item.name || item.kind !== 'group') return;
  const sequences = item.body.kind === 'sequence' ? [item.body] : item.body.branches.filter((branch) => !branch.name);
  for (const { items } of sequences) for (const inner of items) switchOff(inner, when, names);
  if (item.body.kind === 'branches') switchOff(item.body.join, when, names);
}

/** A layer of that name inside a block, for a hint. */
function findInside(spec: Spec, name: string): { owner: string; span: Span } | undefined {
  for (const block of spec.blocks.values()) {
    for (const item of itemsOf(block.body))
      if (item.name && literal(item.name) === name) return { owner: block.name.text, span: item.span };
  }
  for (const item of spec.body.items) {
    if (item.kind !== 'group' || !item.name) continue;
    for (const inner of itemsOf(item.body))
      if (inner.name && literal(inner.name) === name)
        return { owner: literal(item.name) ?? 'a scope', span: inner.span };
  }
  return undefined;
}

/** An item whose name with holes may come to that name, for a hint. */
function findMade(spec: Spec, name: string): Item | undefined {
  const items = [spec, ...spec.blocks.values()].flatMap(({ body }) => [...itemsOf(body)]);
  return items.find((item) => item.name && mayComeTo(item.name, name));
}

/** Whether a template begins and ends like a text, in at least one letter. */
function mayComeTo({ parts }: Template, text: string): boolean {
  const [start = '', end = ''] = [parts[0], parts.at(-1)].map((part) => (typeof part === 'string' ? part : ''));
  return parts.length > 1 && start + end !== '' && text.startsWith(start) && text.endsWith(end);
}

/** What of a network reaches its outputs. */
function withoutDeadEnds(graph: Graph): Graph {
  const kept = reachable(graph.nodes, graph.outputs.values());
  const endpoints = new Map([...graph.endpoints].filter(([, edge]) => kept.has(edge)));
  return { ...graph, endpoints, kept };
}

function reachable(nodes: readonly Node[], from: Iterable<Edge>): Set<Edge> {
  const kept = new Set<Edge>();
  const open = [...from];
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    if (kept.has(edge)) continue;
    kept.add(edge);
    if (edge >= 0) open.push(...(nodes[edge] as Node).inputs);
  }
  return kept;
}

/** Reports what is written and reaches no output, at the last layer of each dead end. */
function reportUnused(graph: Graph, diagnostics: Diagnostics): void {
  const live = reachable(graph.nodes, graph.outputs.values());
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  const bodies = [graph.spec.body, ...[...graph.spec.blocks.values()].map(({ body }) => body)];
  const references = bodies
    .flatMap((body) => [...itemsOf(body)].flatMap(({ inputs }) => inputs ?? []))
    .toSorted((a, b) => a.span.start - b.span.start);
  for (const [index, { item, op, uses }] of graph.nodes.entries()) {
    if (live.has(index) || read.has(index)) continue;
    const dead = uses.find((one) => graph.results.get(one)?.includes(index));
    const { span } = dead ?? item;
    const written = (dead ?? item).name;
    const name = written && literal(written);
    const near = name === undefined ? undefined : findNearReference(name, span, references);
    const use = dead ? undefined : uses[0];
    diagnostics.report(
      'unused-layer',
      span,
      `${name ?? `this ${op.name}`} reaches no output: nothing reads what it computes`,
      {
        notes: [
          ...(near ? [{ message: `${near.text} is read here, a name that is nearly the same`, span: near.span }] : []),
          ...(use ? [{ message: `in this use of ${use.block.text}`, span: use.span }] : []),
        ],
      },
    );
  }
  for (const [index, input] of graph.inputs.entries()) {
    if (!live.has(-1 - index))
      diagnostics.report('unused-layer', input.span, `the input ${input.name} reaches no output`);
  }
}

/** Reports outputs that are the same layer as one before them. */
function reportRepeated({ spec, outputs }: Graph, diagnostics: Diagnostics): void {
  const first = new Map<Edge, string>();
  for (const [name, edge] of outputs) {
    const earlier = first.get(edge);
    if (earlier === undefined) first.set(edge, name);
    else {
      const span = spec.outputs.get(name)?.layer.span ?? spec.name.span;
      diagnostics.report('duplicate-output', span, `${name} is the same layer as ${earlier}`);
    }
  }
}

/** A reference further on that may have meant a name which nothing refers to. */
function findNearReference(name: string, span: Span, references: readonly Name[]): Name | undefined {
  const first = references.findIndex((reference) => reference.span.start > span.start);
  const later = first === -1 ? [] : references.slice(first, first + 1000);
  const near = closest(
    name,
    later.map(({ text }) => text),
  );
  return later.find(({ text }) => text === near);
}
