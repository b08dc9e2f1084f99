/** What the names in a unit's expressions are in one expansion of it, or in one repetition in that. */
import type { NameExpression } from '../../expressions/expression.js';
import type { Binding, Environment } from '../../graph/graph.js';
import type { Item } from '../../spec/spec.js';
import type { Declared, Unit } from '../core.js';

export class UnitEnvironment implements Environment {
  private readonly own = new Map<Declared | Item, Binding>();

  private constructor(
    readonly unit: Unit,
    private readonly around?: UnitEnvironment,
  ) {}

  /** Of a unit with values for its parameters and sizes, in the environment of the spec that it is in, if it is a block. */
  static of(unit: Unit, values: ReadonlyMap<string, Binding>, spec?: UnitEnvironment): UnitEnvironment {
    const environment = new UnitEnvironment(unit, spec);
    for (const one of unit.declared.values()) {
      const binding: Binding | undefined =
        one.kind === 'formula'
          ? { kind: 'formula', formula: one.declared, environment }
          : values.get(one.declared.text);
      if (binding) environment.own.set(one, binding);
    }
    return environment;
  }

  /** The same in a repetition of an item. */
  repeated(item: Item, index: number): UnitEnvironment {
    const environment = new UnitEnvironment(this.unit, this);
    environment.own.set(item, { kind: 'value', value: index });
    return environment;
  }

  /** How many names it holds. */
  get size(): number {
    return this.own.size + (this.around?.size ?? 0);
  }

  find(name: NameExpression): Binding | undefined {
    const target = this.unit.variables.get(name)?.target;
    if (target?.kind === 'coordinate') return target;
    if (!target || target.kind === 'attribute' || target.kind === 'argument') return undefined;
    return this.bindingOf(target.kind === 'index' ? target.item : target);
  }

  private bindingOf(key: Declared | Item | undefined): Binding | undefined {
    return key && (this.own.get(key) ?? this.around?.bindingOf(key));
  }
}
