/**
 * The network that a spec describes for one set of values: conditions and repetition decided, blocks expanded, layers
 * wired.
 *
 * Blocks are expanded in the order of the text, so that every node follows its inputs. Shapes are not known here:
 * what depends on them (a window, a name made of it) stays bound to its names until inference.
 */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { duplicateItem, firstDefinedHere } from '../../diagnostics/messages/names.js';
import { attributeMisfit } from '../../diagnostics/messages/shapes.js';
import { isTrue } from '../../expressions/evaluate.js';
import { type EvaluationContext, evaluateFormula, evaluateName } from '../../graph/evaluation.js';
import { type Edge, type Graph, type NameScope, type Node, noEdge } from '../../graph/graph.js';
import { AttributeMisfit, checkValue } from '../../ops/attributes.js';
import { mayHaveOutput, namedOutputs } from '../../ops/outputs.js';
import {
  type Body,
  type Branches,
  type GroupItem,
  type Item,
  isAside,
  isAskedEach,
  isSource,
  type LayerItem,
  listedOutputs,
  type Sequence,
  templateText,
  type UseItem,
} from '../../spec/spec.js';
import { found } from '../../text/lookup.js';
import type { Core, Reference, Unit } from '../core.js';
import { bindInputs } from '../inputs.js';
import { reportMissing, reportNoOutputs } from '../missing.js';
import { outputIn, outputsOf } from '../resolver.js';
import { bindParameters, type Variant } from '../variant.js';
import { contextOfConditions, contextWithoutShapes, type GrowingShapes } from './context.js';
import { UnitEnvironment } from './environment.js';
import { Findings } from './findings.js';
import { Frame, type NamedEdges } from './frame.js';
import { makeNode } from './layers.js';
import { Limits } from './limits.js';
import { type Expanded, insideUse, type Place, type Result, repetitionOf } from './place.js';
import { bindSizes, canRepeat, environmentOfUse, reportGroupInputs, reportInputCount } from './uses.js';

export class Expansion {
  private readonly nodes: Node[] = [];
  private readonly outputs = new Map<string, Edge>();
  /** The graph as far as it has grown. */
  private readonly graph: Graph;
  private readonly parameters: ReturnType<typeof bindParameters>;
  private readonly findings: Findings;
  private readonly limits: Limits;
  private readonly context: EvaluationContext;
  private readonly ofConditions: EvaluationContext;
  private holes = 0;

  constructor(
    private readonly core: Core,
    private readonly variant: Variant,
    shapes: GrowingShapes,
    private readonly diagnostics: Diagnostics,
  ) {
    this.findings = new Findings(core.spec, diagnostics);
    this.limits = new Limits(diagnostics);
    this.context = contextWithoutShapes(diagnostics);
    this.ofConditions = contextOfConditions((edge) => shapes.shapeOf(edge, this.graph), diagnostics);
    const { declarations, specUses, endpoints, named, scopes, results } = this.findings;
    this.parameters = bindParameters(core.spec, variant, diagnostics);
    this.graph = {
      spec: core.spec,
      parameters: new Map([...this.parameters].map(([name, { value }]) => [name, value])),
      inputs: bindInputs(core.spec, variant, diagnostics),
      nodes: this.nodes,
      declarations,
      specUses,
      endpoints: endpoints.edges,
      paths: endpoints.paths,
      outputs: this.outputs,
      named,
      scopes,
      results,
    };
  }

  /** Whether something could not be wired, so that what seems unused may be used. */
  get hasHoles(): boolean {
    return this.holes > 0;
  }

  /** An edge in the place of one that could not be made. */
  private hole(): Edge {
    this.holes += 1;
    return { kind: 'hole' };
  }

  /** The graph; undefined if it is too large, which is reported. */
  run(): Graph | undefined {
    const { spec, network } = this.core;
    const edges = this.graph.inputs.map(({ shape, edge }) => (shape.length > 0 ? edge : this.hole()));
    const root = UnitEnvironment.of(network, new Map([...this.parameters, ...bindSizes(spec, edges)]));
    const frame = this.frameOf(network, edges);
    this.expandSequence(spec.body, edges[0] ?? this.hole(), {
      unit: network,
      scope: '',
      frame,
      environment: root,
      root,
      uses: [],
      renamed: new Map(),
      sharing: {},
      steps: [],
      isTop: true,
      isTrainable: true,
    });
    this.bindOutputs(frame);
    return this.limits.isExceeded ? undefined : this.graph;
  }

  private bindOutputs(frame: Frame): void {
    const { network } = this.core;
    for (const [name, reference] of network.outputs)
      if (!frame.isOff(reference)) this.outputs.set(name, this.lookUp(reference, frame));
    if (network.outputs.size > 0 && this.outputs.size === 0 && this.variant.until === undefined) {
      reportNoOutputs(network, frame, this.diagnostics);
      this.holes += 1;
    }
  }

  /** The frame of a unit of which only the inputs are known. */
  private frameOf({ owner, named }: Unit, inputs: readonly Edge[]): Frame {
    const frame = new Frame();
    for (const [index, input] of [...owner.inputs.values()].entries()) {
      const edge = inputs[index] ?? this.hole();
      frame.define(named.get(input), { kind: 'edge', edge, outputs: new Map(), span: input.span });
    }
    return frame;
  }

  /** The edge that a reference leads to; a hole if it leads to none, which is reported. */
  private lookUp(reference: Reference, frame: Frame): Edge {
    const edge = frame.edgeOf(reference);
    if (edge !== undefined) return edge;
    reportMissing(reference, frame.find(reference.target), this.diagnostics);
    return this.hole();
  }

  // -------------------------------------------------------------- conditions and repetition

  private expandSequence(sequence: Pick<Sequence, 'items'>, input: Edge, place: Place): Edge {
    let edge = input;
    for (const item of sequence.items) {
      const result = this.expandItem(item, edge, place);
      if (!isAside(item)) edge = result ?? edge;
    }
    return edge;
  }

  /** Adds an item's nodes; its output, or undefined if it is not there. */
  private expandItem(item: Item, previous: Edge, place: Place): Edge | undefined {
    const first = this.nodes.length;
    const result = this.expandAll(item, previous, place);
    if (result) this.define(item, result, first, place);
    else place.frame.switchOff(item, place.unit);
    return result?.edge;
  }

  private expandAll(item: Item, previous: Edge, place: Place): Expanded | undefined {
    if (!isAskedEach(item) && !this.isOn(item, previous, place)) return undefined;
    return item.repeat ? this.repeat(item, previous, place) : this.expandOnce(item, [previous], place);
  }

  /** Whether an item's condition holds, or it has none; `in` is the item's first input. */
  private isOn({ when, inputs }: Item, previous: Edge, { unit, frame, environment }: Place): boolean {
    const [name] = inputs ?? [];
    const input = name ? frame.edgeOf(found(unit.inputs, name)) : previous;
    const value = when && evaluateFormula(when, environment, input ?? noEdge, this.ofConditions);
    return value === undefined || isTrue(value);
  }

  /** Whether training changes the weights of an item. */
  private isTrainable({ trainable }: Item, { isTrainable, environment }: Place): boolean {
    const value = trainable && evaluateFormula(trainable, environment, noEdge, this.context);
    return isTrainable && (value === undefined || isTrue(value));
  }

  /** Expands an item as often as it says, each on the output of the one before; undefined if it is not there at all. */
  private repeat(item: Item, previous: Edge, place: Place): Expanded | undefined {
    const times = this.timesOf(item, place);
    let result: Expanded | undefined;
    for (let index = 0; index < times && !this.limits.isExceeded; index += 1) {
      this.limits.countRepetition(item.span, place);
      const inside = repetitionOf(item, index, place);
      if (isAskedEach(item) && !this.isOn(item, result?.edge ?? previous, inside)) {
        this.limits.countItem(item.span, place);
        continue;
      }
      if (result && !canRepeat(item, times, this.diagnostics)) break;
      const next = this.expandOnce(item, [previous], inside, result?.edge);
      result = { ...next, input: result?.input ?? next.input };
    }
    return result;
  }

  /** How many times an item is repeated; once if that is not known, which is reported. */
  private timesOf({ repeat }: Item, { environment }: Place): number {
    const value = repeat && evaluateFormula(repeat, environment, noEdge, this.context);
    if (!repeat || value === undefined) return 1;
    const times = checkValue({ type: 'integer', minimum: 0 }, value);
    if (typeof times === 'number') return times;
    if (times instanceof AttributeMisfit)
      this.diagnostics.report(attributeMisfit('repeat', times.message), repeat.span);
    return 1;
  }

  /** Expands an item on what it names as its inputs, else on what comes before; of what it takes, `first` is then the first. */
  private expandOnce(item: Item, previous: readonly [Edge], place: Place, first?: Edge): Expanded {
    if (!this.limits.countItem(item.span, place)) return { edge: previous[0], outputs: new Map(), input: previous[0] };
    const named = item.inputs?.map((name) => this.lookUp(found(place.unit.inputs, name), place.frame));
    const given = named ?? (isSource(item) ? [] : previous);
    const inputs = first === undefined || isSource(item) ? given : [first, ...given.slice(1)];
    const result = this.expand(item, inputs, { ...place, isTrainable: this.isTrainable(item, place) });
    this.findings.record(item, result.edge, place);
    return { ...result, input: inputs[0] ?? previous[0] };
  }

  /** Defines the name of an item as the result of all of its repetitions; its nodes are those from `first` on. */
  private define(item: Item, { edge, outputs, input }: Expanded, first: number, place: Place): void {
    this.findings.declare(item, { edge, input, first, end: this.nodes.length }, place);
    const named = place.unit.named.get(item);
    const earlier = place.frame.define(named, { kind: 'edge', edge, outputs, span: item.span });
    if (item.name && earlier) {
      // What refers to the name may mean the second.
      this.holes += 1;
      this.diagnostics.report(duplicateItem(templateText(item.name)), item.span, {
        notes: [{ message: firstDefinedHere, span: earlier }],
      });
    }
    this.findings.addEndpoint(item, edge, place);
  }

  // -------------------------------------------------------------- items

  private expand(item: Item, inputs: readonly Edge[], place: Place): Result {
    if (item.kind === 'layer') return this.addNode(item, inputs, place);
    if (item.kind === 'use') return this.expandUse(item, inputs, place);
    reportGroupInputs(item, inputs.length, this.diagnostics);
    return { edge: this.expandBody(item.body, inputs[0] ?? this.hole(), this.open(item, place)), outputs: new Map() };
  }

  private expandBody(body: Body, input: Edge, place: Place): Edge {
    if (body.kind === 'branches') return this.expandBranches(body, input, place);
    return body.join ? this.expandJoined(body.items, body.join, input, place) : this.expandSequence(body, input, place);
  }

  private expandBranches({ branches, join }: Branches, input: Edge, place: Place): Edge {
    const edges = branches.map((branch) => {
      if (!this.limits.countItem(branch.span, place)) return input;
      const inside = branch.name ? this.enter(branch, branch.name.text, place) : place;
      return this.expandSequence(branch, input, inside);
    });
    return this.join(join, edges, input, place);
  }

  /** Items in sequence, and the join of what each of them gives, in each of its repetitions; a single one is the result. */
  private expandJoined(items: readonly Item[], join: LayerItem, input: Edge, place: Place): Edge {
    const edges: Edge[] = [];
    let edge = input;
    for (const item of items) {
      const { results } = this.findings;
      const known = results.get(item)?.length ?? 0;
      edge = this.expandItem(item, edge, place) ?? edge;
      edges.push(...(results.get(item)?.slice(known) ?? []));
    }
    if (edges.length > 1) return this.join(join, edges, input, place);
    place.frame.switchOff(join, place.unit);
    return edge;
  }

  private join(join: LayerItem, edges: readonly Edge[], input: Edge, place: Place): Edge {
    const first = this.nodes.length;
    const result = this.addNode(join, edges, { ...place, isTrainable: this.isTrainable(join, place) });
    this.findings.record(join, result.edge, place);
    this.define(join, { ...result, input }, first, place);
    return result.edge;
  }

  /** The place inside an item: a scope of its own if it has a name. */
  private open(item: GroupItem | UseItem, place: Place): Place {
    const steps = item.repeat ? place.steps : [...place.steps, { item }];
    if (!item.name) return { ...place, steps };
    const name = evaluateName(item.name, place.environment, noEdge, this.context) ?? templateText(item.name);
    return { ...this.enter(item, name, place), steps };
  }

  private enter(item: NameScope['item'], name: string, place: Place): Place {
    this.findings.scopes.set(place.scope + name, { item, depth: place.uses.length });
    return {
      ...place,
      scope: `${place.scope}${name}/`,
      isTop: false,
    };
  }

  private expandUse(item: UseItem, inputs: readonly Edge[], place: Place): Result {
    const use = place.unit.uses.get(item);
    if (!use || !this.limits.countUse(item, use.unit, place)) return { edge: this.hole(), outputs: new Map() };
    const { owner, outputs: references } = use.unit;
    reportInputCount(item, owner, inputs.length, this.diagnostics);
    const frame = this.frameOf(use.unit, inputs);
    const [input = this.hole(), ...others] = inputs;
    if (owner.kind === 'spec') this.findings.specUses.push({ item, spec: owner, inputs, path: place.steps });
    const environment = environmentOfUse(item, use, [input, ...others], place);
    const inside = insideUse(item, use, { ...this.open(item, place), frame, environment }, place);
    const edge = this.expandBody(owner.body, input, inside);
    const listed = new Map<string, Edge>();
    for (const name of listedOutputs(owner).keys()) {
      const reference = found(references, name);
      if (owner.kind === 'block' || !frame.isOff(reference)) listed.set(name, this.lookUp(reference, frame));
    }
    const tap = (name: string) => {
      const reference = outputIn(use.unit, name);
      return reference && frame.edgeOf(reference);
    };
    const outputs: NamedEdges = {
      get: (name) => listed.get(name) ?? tap(name),
      keys: () => outputsOf(item, place.unit) ?? [],
    };
    return { edge, outputs };
  }

  private addNode(item: LayerItem, inputs: readonly Edge[], place: Place): Result {
    const node = makeNode(item, this.nodes.length, inputs, place, this.diagnostics);
    if (!node) return { edge: this.hole(), outputs: new Map() };
    this.nodes.push(node);
    const outputs: NamedEdges = {
      get: (name, reference) => (mayHaveOutput(node.op, name) ? node.outputOf(name, reference) : undefined),
      keys: () => namedOutputs(node.op),
    };
    return { edge: node.output, outputs };
  }
}
