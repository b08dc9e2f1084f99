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
import type { Edge, Graph, NameScope, Node } from '../../graph/graph.js';
import { AttributeMisfit, checkValue } from '../../ops/attributes.js';
import { usedBy } from '../../spec/scoping.js';
import {
  type Body,
  type Branches,
  type GroupItem,
  type Item,
  isAside,
  isAskedEach,
  type LayerItem,
  listedOutputs,
  literal,
  type Name,
  type Sequence,
  type Spec,
  templateText,
  type UseItem,
} from '../../spec/spec.js';
import { bindInputs, bindParameters, type Variant } from '../variant.js';
import { FailedReferences, Names, reportNoOutputs, switchOff } from '../wiring.js';
import { contextWithoutShapes, noEdge } from './context.js';
import { Findings } from './findings.js';
import { makeNode } from './layers.js';
import { Limits } from './limits.js';
import { environmentOf, insideUse, type Place, type Result, repetitionOf } from './place.js';
import { canRepeat, environmentOfUse, reportGroupInputs, reportInputCount } from './uses.js';

export class Expansion {
  private readonly nodes: Node[] = [];
  private readonly findings: Findings;
  private readonly limits: Limits;
  private readonly context: EvaluationContext;
  private readonly failedReferences: FailedReferences;
  private holes = 0;

  constructor(
    private readonly spec: Spec,
    private readonly variant: Variant,
    private readonly diagnostics: Diagnostics,
  ) {
    this.findings = new Findings(spec, diagnostics);
    this.limits = new Limits(diagnostics);
    this.context = contextWithoutShapes(diagnostics);
    this.failedReferences = new FailedReferences(diagnostics);
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

  /** The graph; undefined where it is too large, which is reported. */
  run(): Graph | undefined {
    const { spec, findings } = this;
    const parameters = bindParameters(spec, this.variant, this.diagnostics);
    const inputs = bindInputs(spec, this.variant, this.diagnostics);
    const root = environmentOf(parameters, spec.formulas);
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
    if (this.limits.isExceeded) return undefined;
    const { declarations, endpoints, named, scopes, results } = findings;
    return {
      spec,
      parameters: new Map([...parameters].map(([name, { value }]) => [name, value])),
      inputs,
      nodes: this.nodes,
      declarations,
      endpoints: endpoints.edges,
      paths: endpoints.paths,
      outputs,
      named,
      scopes,
      results,
    };
  }

  private bindOutputs(names: Names): ReadonlyMap<string, Edge> {
    const outputs = new Map<string, Edge>();
    for (const [name, { layer }] of this.spec.outputs)
      if (!names.isOff(layer)) outputs.set(name, this.lookUp(layer, names, this.spec));
    if (this.spec.outputs.size > 0 && outputs.size === 0 && this.variant.until === undefined) {
      reportNoOutputs(this.spec, names, this.diagnostics);
      this.holes += 1;
    }
    return outputs;
  }

  /** The edge that a name stands for; a hole where it stands for none, which is reported. */
  private lookUp(name: Name, names: Names, spec: Spec): Edge {
    const edge = names.edgeOf(name);
    if (edge !== undefined) return edge;
    this.failedReferences.report(name, names, spec);
    return this.hole();
  }

  // -------------------------------------------------------------- conditions and repetition

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
    for (let index = 0; index < times && !this.limits.isExceeded; index += 1) {
      this.limits.countRepetition(item.span, place);
      const inside = repetitionOf(item, index, place);
      if (isAskedEach(item) && !this.isOn(item, inside)) {
        this.limits.countItem(item.span, place);
        continue;
      }
      if (result && !canRepeat(item, times, this.diagnostics)) break;
      result = this.expandOnce(item, [previous], inside, result?.edge);
    }
    return result;
  }

  /** How many times an item is repeated; once where that can't be told, which is reported. */
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
  private expandOnce(item: Item, previous: readonly [Edge], place: Place, first?: Edge): Result {
    if (!this.limits.countItem(item.span, place)) return { edge: previous[0], outputs: new Map() };
    const given = item.inputs?.map((name) => this.lookUp(name, place.names, place.spec)) ?? previous;
    const inputs = first === undefined ? given : [first, ...given.slice(1)];
    const result = this.expand(item, inputs, place);
    this.findings.record(item, result.edge, place);
    return result;
  }

  /** Makes known what an item came to, all of its repetitions together: its nodes are those from `first` on. */
  private define(item: Item, { edge, outputs }: Result, first: number, place: Place): void {
    this.findings.declare(item, edge, first, this.nodes.length, place);
    const name = item.name && literal(item.name);
    const earlier =
      name === undefined ? undefined : place.names.define(name, { kind: 'edge', edge, outputs, span: item.span });
    if (name !== undefined && earlier) {
      // What refers to the name may mean the second.
      this.holes += 1;
      this.diagnostics.report(duplicateItem(name), item.span, {
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
    return body.kind === 'sequence' ? this.expandSequence(body, input, place) : this.expandBranches(body, input, place);
  }

  private expandBranches({ branches, join }: Branches, input: Edge, place: Place): Edge {
    const edges = branches.map((branch) => {
      if (!this.limits.countItem(branch.span, place)) return input;
      const inside = branch.name ? this.enter(branch, branch.name.text, place) : place;
      return this.expandSequence(branch, input, inside);
    });
    const first = this.nodes.length;
    const result = this.addNode(join, edges, place);
    this.findings.record(join, result.edge, place);
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

  private enter(item: NameScope['item'], name: string, place: Place): Place {
    this.findings.scopes.set(place.scope + name, { item, depth: place.uses.length });
    return {
      ...place,
      scope: `${place.scope}${name}/`,
      path: `${place.path}${name}/`,
      names: new Names(place.names),
      isTop: false,
    };
  }

  private expandUse(item: UseItem, inputs: readonly Edge[], place: Place): Result {
    const block = usedBy(item, place.spec);
    if (!block || !this.limits.countUse(item, block, place)) return { edge: this.hole(), outputs: new Map() };
    reportInputCount(item, block, inputs.length, this.diagnostics);
    const names = new Names();
    for (const [index, { text, span }] of [...block.inputs.values()].entries())
      names.define(text, { kind: 'edge', edge: inputs[index] ?? this.hole(), outputs: new Map(), span });
    const input = inputs[0] ?? this.hole();
    const environment = environmentOfUse(item, block, input, place);
    const inside = insideUse(item, block, { ...this.open(item, place), names, environment }, place);
    const edge = this.expandBody(block.body, input, inside);
    const outputs = new Map<string, Edge>();
    for (const [name, { layer }] of listedOutputs(block))
      if (block.kind === 'block' || !names.isOff(layer))
        outputs.set(name, this.lookUp(layer, names, block.kind === 'spec' ? block : place.spec));
    return { edge, outputs };
  }

  private addNode(item: LayerItem, inputs: readonly Edge[], place: Place): Result {
    const node = makeNode(item, this.nodes.length, inputs, place, this.diagnostics);
    if (!node) return { edge: this.hole(), outputs: new Map() };
    this.nodes.push(node);
    const { outputs } = node;
    return { edge: node.output, outputs: new Map(outputs.length > 1 ? outputs.map((edge) => [edge.port, edge]) : []) };
  }
}
