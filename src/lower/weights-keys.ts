/** Which functions take the key under which a use shares its weights. */
import type { Unit } from '../core/core.js';
import { coreOf } from '../core/resolver.js';
import { itemsOf, type Spec } from '../spec/spec.js';
import type { Program } from './program.js';
import { string, type Type } from './types.js';

/** The blocks and specs with functions that take a key, and the type of that. */
export class WeightsKeys {
  /** Of each that some use shares the weights of: whether some use may have no key to give. */
  private readonly shared = new Map<Unit, boolean>();
  private readonly taking = new Map<Unit, boolean>();

  constructor(network: Program) {
    this.findShared(network);
  }

  /** The type of the key that the function of a unit takes; undefined if it takes none. */
  typeOf(unit: Unit): Type | undefined {
    const mayBeAbsent = this.shared.get(unit);
    if (mayBeAbsent === undefined || !this.takesKey(unit)) return undefined;
    return mayBeAbsent ? [...string, 'absent'] : string;
  }

  private findShared(program: Program): void {
    for (const use of program.uses) if (use.item.weights) this.share(program.unitUsedBy(use), false);
    for (const used of program.used.values()) this.findShared(used);
  }

  private share(unit: Unit, mayBeAbsent: boolean): void {
    const known = this.shared.get(unit);
    if (known === true || known === mayBeAbsent) return;
    this.shared.set(unit, mayBeAbsent);
    // Its other uses share no weights, and then what it uses has none to share.
    for (const [item, { unit: inner }] of unit.uses) this.share(inner, !item.weights);
  }

  /** Whether anything in a unit shares its weights as its use does. */
  private takesKey(unit: Unit): boolean {
    const known = this.taking.get(unit);
    if (known !== undefined) return known;
    const { owner, uses } = unit;
    const takes = [...itemsOf(owner.body)].some((item) => {
      if (item.kind === 'group' || item.weights) return false;
      const used = item.kind === 'use' ? uses.get(item)?.unit : undefined;
      return item.kind === 'layer' ? item.op.weights !== undefined : used !== undefined && this.takesKey(used);
    });
    const result = takes || (owner.kind === 'spec' && namesWeights(owner));
    this.taking.set(unit, result);
    return result;
  }
}

/** Whether anything in a spec has a name for its weights, which each use of the spec has to itself. */
const namesWeights = (spec: Spec): boolean =>
  coreOf(spec).units.some(({ owner }) =>
    [...itemsOf(owner.body)].some((item) => item.kind !== 'group' && item.weights),
  );
