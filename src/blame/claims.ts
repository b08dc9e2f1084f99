/**
 * Declarations that do not hold: outputs, numbers of parameters and totals. Each is an effect; if its cause is found
 * and reported, it is not reported itself.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { sum } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Edge } from '../graph/graph.js';
import type { Costs } from '../ops/apply.js';
import { floats, type TensorType, typeOf } from '../ops/types.js';
import { fitsDeclared, type Item, type LayerItem } from '../spec/spec.js';
import { blameChannelsFirst } from './channels-first.js';
import { type Claim, type ExpectedTotal, layersOf } from './claim.js';
import { reportMiscounts } from './miscounts.js';
import { reportMismatches } from './mismatches.js';
import { type Hypothesis, recompute } from './recompute.js';
import { reportTotals } from './totals.js';
import { Updates } from './updates.js';

/** The maximum number of hypotheses to try; each takes a pass over the network. */
const mostGuesses = 32;

export class Claims {
  private readonly wrong: Set<Claim>;
  private readonly causes = new Set<Item>();
  private guesses = 0;
  private expected: readonly ExpectedTotal[] = [];

  constructor(
    /** The network as it is. */
    readonly edges: Edges,
    claims: readonly Claim[],
  ) {
    this.wrong = new Set(claims);
  }

  get isEmpty(): boolean {
    return this.wrong.size === 0;
  }

  /** Adds expected totals. */
  expect(totals: readonly ExpectedTotal[]): void {
    this.expected = totals;
    for (const total of totals) if (total.actual !== total.declared.value) this.wrong.add(total);
  }

  /** Removes claims whose cause was reported. */
  drop(claims: readonly Claim[]): void {
    for (const claim of claims) this.wrong.delete(claim);
  }

  /** The claims that would hold if an attribute of a layer had another value in all of its expansions. */
  heldBy(item: LayerItem, attribute: string, value: unknown): readonly Claim[] {
    const guess: Hypothesis = ({ node, attributes }, inputs) => {
      return { inputs, values: node.item === item ? { ...attributes, [attribute]: value } : attributes };
    };
    this.guesses += 1;
    return this.guesses > mostGuesses ? [] : this.all().filter((claim) => this.holds(claim, guess));
  }

  /**
   * The claims that a layer missing from a scope, or one too many in it, would explain; `item` is beside that layer.
   */
  within(scope: string, item: Item): readonly Claim[] {
    const effects = this.all().filter(
      (claim) => claim.kind === 'total' || claim.declaration.item === item || scope.startsWith(claim.declaration.scope),
    );
    // A mistake of an item that was reported or suppressed in one expansion explains the others as well.
    if (this.causes.has(item)) this.drop(effects);
    return effects;
  }

  /** Removes claims whose cause was reported at an item. */
  explain(item: Item, claims: readonly Claim[]): void {
    this.causes.add(item);
    this.drop(claims);
  }

  /** Reports the claims that are left: no cause was found. */
  report(diagnostics: Diagnostics): void {
    this.drop(
      blameChannelsFirst(
        this.all().filter((claim) => claim.kind === 'output'),
        this.edges,
        diagnostics,
      ),
    );
    const claims = this.all();
    const ofKind = <K extends Claim['kind']>(kind: K) =>
      claims.filter((claim): claim is Extract<Claim, { kind: K }> => claim.kind === kind);
    const { declarations } = this.edges.graph;
    const declared = [
      ...declarations.flatMap(({ output, params }) => [output, params]),
      ...this.expected.map((one) => one.declared),
    ];
    const updates = new Updates(
      claims,
      declared.flatMap((one) => one?.span ?? []),
    );
    reportMismatches(ofKind('output'), this.edges, updates, diagnostics);
    const miscounts = ofKind('params');
    const allHold = (guess: Hypothesis) => miscounts.every((claim) => this.holds(claim, guess));
    reportMiscounts(miscounts, this.edges, updates, allHold, diagnostics);
    reportTotals(ofKind('total'), this.expected, updates, diagnostics);
  }

  private all(): readonly Claim[] {
    return [...this.wrong];
  }

  private holds(claim: Claim, guess: Hypothesis): boolean {
    if (claim.kind === 'total') return holdsOfTotal(claim, guess);
    const { declaration } = claim;
    const made = recompute(layersOf(declaration, this.edges), (edge) => this.edges.typeOf(edge), guess);
    if (!made) return false;
    if (claim.kind === 'params') return sum(made.costs.map(({ params }) => params)) === claim.declared.value;
    const shape = made.types.get(declaration.edge)?.shape;
    return shape !== undefined && fitsDeclared(shape, claim.declared);
  }
}

function holdsOfTotal({ what, isCount, declared, variant }: ExpectedTotal, guess: Hypothesis): boolean {
  const inputs = new Map<Edge, TensorType>(variant.graph.inputs.map((input) => [input.edge, typeOf(input)]));
  const made = recompute(variant.layers, (edge) => inputs.get(edge) ?? floats([]), guess);
  const cost = isCount ? undefined : costOfTotal.get(what);
  return made !== undefined && cost !== undefined && sum(made.costs.map((costs) => costs[cost])) === declared.value;
}

/** The totals that are sums of layers' costs. */
const costOfTotal: ReadonlyMap<string, keyof Costs> = new Map([
  ['params', 'params'],
  ['trainable_params', 'trainableParams'],
  ['macs', 'macs'],
  ['activations', 'activations'],
]);
