/**
 * What the values of expressions are in Python, which tells 2 from 2.0: sizes must be `int`, and texts show the
 * difference. A variable is what is assigned to it anywhere; so kinds are joined until none changes.
 */
import type {
  Definition,
  Expr,
  Factory,
  FactoryOption,
  Module,
  Option,
  Parts,
  Statement,
  TensorFunction,
} from '../../lower/module.js';
import type { Type } from '../../lower/types.js';
import { expressionsIn } from './mentions.js';

/** `other` is anything that is neither a number nor a boolean. */
export type NumberKind = 'int' | 'float' | 'bool' | 'other';

/** The variables of a function, within those around it. */
class NumberScope {
  readonly kinds = new Map<string, NumberKind>();
  readonly functions = new Map<string, NumberedFunction>();

  constructor(private readonly around?: NumberScope) {}

  find(name: string): NumberKind | undefined {
    return this.kinds.get(name) ?? this.around?.find(name);
  }

  callee(name: string): NumberedFunction | undefined {
    return this.functions.get(name) ?? this.around?.callee(name);
  }
}

/** A function of the module: its parameters by place or by name, and what it gives. */
interface NumberedFunction {
  readonly parameters: readonly string[];
  readonly variables: NumberScope;
  readonly value?: Expr;
}

/** What is known of the expressions of modules that were visited. */
const noted = new WeakMap<Expr, NumberKind>();

/** The kind of an expression of a module that was visited. */
export const numberKind = (expression: Expr): NumberKind => noted.get(expression) ?? 'other';

export class Numbers {
  private readonly scopes = new Map<object, NumberScope>();
  private hasChanged = true;

  constructor(private readonly module: Module) {
    while (this.hasChanged) {
      this.hasChanged = false;
      this.visitModule();
    }
  }

  /** The kind of a parameter of a function, or of an option of the factory. */
  ofParameter(of: TensorFunction | Definition | Factory, name: string): NumberKind {
    return this.scopes.get(of)?.kinds.get(name) ?? 'other';
  }

  // -------------------------------------------------------------- what is assigned to what

  private visitModule(): void {
    const { factory, used } = this.module;
    const functions = new NumberScope();
    for (const one of used) functions.functions.set(one.name, this.calleeOf(one, functions));
    for (const one of used) {
      const inside = this.scopeOf(one, functions);
      this.visitOptions(one.options, inside);
      this.visitParts(one.parts, inside);
      this.visitFunction(one, inside);
    }
    const top = this.scopeOf(factory, functions);
    for (const { variable, type, rule, default: standard } of factory.options)
      this.join(top, variable, kindOfType(type, isWhole(rule, standard)));
    this.visitParts(factory.parts, top);
    this.visitStatements(factory.body, top);
  }

  private visitParts({ definitions, ops, blocks }: Parts, around: NumberScope): void {
    for (const one of blocks) around.functions.set(one.name, this.calleeOf(one, around));
    this.visitDefinitions(definitions, around);
    for (const { constants, options } of ops)
      for (const { value } of [
        ...constants.values(),
        ...[...options.values()].flatMap(({ standard }) => standard ?? []),
      ])
        this.visit(value, around);
    for (const one of blocks) {
      const inside = this.scopeOf(one, around);
      this.visitOptions(one.options, inside);
      this.visitFunction(one, inside);
    }
  }

  private visitFunction({ definitions, body }: TensorFunction, inside: NumberScope): void {
    this.visitDefinitions(definitions, inside);
    this.visitStatements(body, inside);
  }

  private visitDefinitions(definitions: readonly Definition[], around: NumberScope): void {
    for (const one of definitions) {
      const inside = this.scopeOf(one, around);
      const parameters = one.parameters.map(([name]) => name);
      if (parameters.length > 0) around.functions.set(one.name, { parameters, variables: inside, value: one.value });
      this.visit(one.value, inside);
      if (parameters.length === 0) this.join(around, one.name, numberKind(one.value));
    }
  }

  private visitOptions(options: readonly Option[], inside: NumberScope): void {
    for (const { key, type, default: standard } of options) {
      const isNumber = type.includes('number') || type.includes('pair') || type.includes('triple');
      if (!isNumber) this.join(inside, key, kindOfType(type, false));
      else if (standard !== undefined && standard !== null) this.join(inside, key, kindOfValue(standard));
    }
  }

  private visitStatements(statements: readonly Statement[], scope: NumberScope): void {
    for (const statement of statements) {
      if (statement.kind === 'set') this.join(scope, statement.local.name, this.visit(statement.value, scope));
      if (statement.kind === 'append') this.visit(statement.value, scope);
      if (statement.kind === 'if') this.visit(statement.condition, scope);
      if (statement.kind === 'for') {
        this.join(scope, statement.index, 'int');
        this.visit(statement.end, scope);
      }
      if ('body' in statement) this.visitStatements(statement.body, scope);
    }
  }

  /** Notes the kinds of an expression and all in it, and what calls in it give their functions. */
  private visit(expression: Expr, scope: NumberScope): NumberKind | undefined {
    for (const one of [...expressionsIn(expression)].reverse()) {
      const kind = this.kindOf(one, scope);
      if (kind !== undefined && noted.get(one) !== kind) {
        noted.set(one, kind);
        this.hasChanged = true;
      }
      if (one.kind !== 'call') continue;
      const callee = scope.callee(one.callee);
      if (!callee) continue;
      for (const [index, argument] of one.arguments.entries())
        this.join(callee.variables, callee.parameters[index] ?? '', noted.get(argument));
      for (const [key, value] of one.options) this.join(callee.variables, key, noted.get(value));
    }
    return noted.get(expression);
  }

  private kindOf(expression: Expr, scope: NumberScope): NumberKind | undefined {
    switch (expression.kind) {
      case 'literal':
        return expression.value === null ? undefined : kindOfValue(expression.value);
      case 'variable':
        return scope.find(expression.name);
      case 'size':
        return 'int';
      case 'not':
      case 'truth':
        return 'bool';
      case 'negate':
        return noted.get(expression.operand);
      case 'narrowed':
        return noted.get(expression.value);
      case 'conditional':
        return joined(noted.get(expression.whenTrue), noted.get(expression.whenFalse));
      case 'or-else':
        return joined(noted.get(expression.value), noted.get(expression.otherwise));
      case 'binary': {
        const { operator, left, right } = expression;
        if (operator === '/') return 'float';
        if (operator === '**') return right.kind === 'literal' ? joined(noted.get(left), noted.get(right)) : 'float';
        if (!['+', '-', '*', '//', '%'].includes(operator)) return 'bool';
        return joined(noted.get(left), noted.get(right));
      }
      case 'math':
        if (['floor', 'ceil', 'round'].includes(expression.function)) return 'int';
        return !['min', 'max'].includes(expression.function)
          ? 'float'
          : expression.arguments.map((one) => noted.get(one)).reduce(joined, undefined);
      case 'list':
        return expression.items.map((one) => noted.get(one)).reduce(joined, undefined);
      case 'call': {
        const callee = scope.callee(expression.callee);
        return callee?.value ? noted.get(callee.value) : 'other';
      }
      default:
        return 'other';
    }
  }

  // -------------------------------------------------------------- scopes

  private scopeOf(of: object, around: NumberScope): NumberScope {
    const known = this.scopes.get(of) ?? new NumberScope(around);
    this.scopes.set(of, known);
    return known;
  }

  private calleeOf(of: TensorFunction, around: NumberScope): NumberedFunction {
    return { parameters: [], variables: this.scopeOf(of, around) };
  }

  private join({ kinds }: NumberScope, name: string, kind: NumberKind | undefined): void {
    const before = kinds.get(name);
    const after = joined(before, kind);
    if (after === undefined || after === before) return;
    kinds.set(name, after);
    this.hasChanged = true;
  }
}

/** What a value of either kind is; undefined is not known yet. */
function joined(one: NumberKind | undefined, other: NumberKind | undefined): NumberKind | undefined {
  if (one === undefined || one === other) return other ?? one;
  if (other === undefined) return one;
  return (one === 'int' || one === 'float') && (other === 'int' || other === 'float') ? 'float' : 'other';
}

/** An option without a type is whole if its default is, and is more than a factor. */
const isWhole = (rule: FactoryOption['rule'], standard: unknown): boolean =>
  rule.isWhole || (typeof standard === 'number' && Number.isInteger(standard) && Math.abs(standard) > 1);

function kindOfType(type: Type, isWhole: boolean): NumberKind {
  if (type.includes('number')) return isWhole ? 'int' : 'float';
  return type.every((one) => one === 'boolean' || one === 'null') ? 'bool' : 'other';
}

function kindOfValue(value: unknown): NumberKind {
  if (Array.isArray(value)) return value.map(kindOfValue).reduce<NumberKind | undefined>(joined, undefined) ?? 'other';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'number') return 'other';
  return Number.isInteger(value) ? 'int' : 'float';
}
