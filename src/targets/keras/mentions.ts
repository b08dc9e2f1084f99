/** What the code of a module mentions: expressions, calls, and names. */
import type {
  Call,
  Definition,
  Expr,
  LayerCall,
  Module,
  OpFunction,
  Parts,
  Statement,
  TensorFunction,
} from '../../lower/module.js';

/** An expression and all in it. */
export function* expressionsIn(expression: Expr): Iterable<Expr> {
  yield expression;
  for (const part of partsOf(expression)) yield* expressionsIn(part);
}

/** All expressions in statements. */
export function* expressionsOf(statements: readonly Statement[]): Iterable<Expr> {
  for (const statement of statements) {
    if (statement.kind === 'set' || statement.kind === 'append') yield* expressionsIn(statement.value);
    if (statement.kind === 'if') yield* expressionsIn(statement.condition);
    if (statement.kind === 'for') yield* expressionsIn(statement.end);
    if ('body' in statement) yield* expressionsOf(statement.body);
  }
}

/** All expressions of a function. */
export function* expressionsOfFunction({ definitions, body, outputs }: TensorFunction): Iterable<Expr> {
  for (const { value } of definitions) yield* expressionsIn(value);
  yield* expressionsOf(body);
  for (const [, value] of outputs) yield* expressionsIn(value);
}

/** All expressions of what an op's layers have in common. */
export function* expressionsOfOp({ constants, options }: OpFunction): Iterable<Expr> {
  for (const { value } of constants.values()) yield* expressionsIn(value);
  for (const { standard } of options.values()) if (standard) yield* expressionsIn(standard.value);
}

/** All expressions of what a spec declares. */
export function* expressionsOfParts({ definitions, ops, blocks }: Parts): Iterable<Expr> {
  for (const { value } of definitions) yield* expressionsIn(value);
  for (const op of ops) yield* expressionsOfOp(op);
  for (const one of blocks) yield* expressionsOfFunction(one);
}

/** All expressions of a module. */
export function* expressionsOfModule({ factory, used }: Module): Iterable<Expr> {
  yield* expressionsOfParts(factory.parts);
  yield* expressionsOf(factory.body);
  for (const { value } of factory.results) yield* expressionsIn(value);
  for (const one of used) {
    yield* expressionsOfParts(one.parts);
    yield* expressionsOfFunction(one);
  }
}

/** All calls in a module. */
export function* callsIn(module: Module): Iterable<Call | LayerCall> {
  for (const one of expressionsOfModule(module)) if (one.kind === 'call' || one.kind === 'layer') yield one;
}

/** The variables and functions that expressions mention. */
export function namesIn(expressions: Iterable<Expr>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const one of expressions) {
    if (one.kind === 'variable') names.add(one.name);
    if (one.kind === 'call' || one.kind === 'layer') names.add(one.callee);
  }
  return names;
}

/** What declares names at the level of a spec: definitions, functions of ops, and blocks, each with what it mentions. */
export function mentionsOf({ definitions, ops, blocks }: Parts): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([
    ...definitions.map((one: Definition) => [one.name, namesIn(expressionsIn(one.value))] as const),
    ...ops.map((one) => [one.name, namesIn(expressionsOfOp(one))] as const),
    ...blocks.map((one) => [one.name, namesIn(expressionsOfFunction(one))] as const),
  ]);
}

function partsOf(expression: Expr): readonly Expr[] {
  switch (expression.kind) {
    case 'size':
      return [expression.tensor];
    case 'not':
    case 'negate':
      return [expression.operand];
    case 'truth':
      return [expression.of];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case 'or-else':
      return [expression.value, expression.otherwise];
    case 'narrowed':
      return [expression.value];
    case 'math':
      return expression.arguments;
    case 'function':
      return [expression.body];
    case 'list':
      return expression.items;
    case 'settings':
    case 'sizes':
      return expression.entries.map(([, value]) => value);
    case 'named':
      return expression.settings.map(([, value]) => value);
    case 'text':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'size-text':
      return [expression.size];
    case 'without-separator':
      return [expression.prefix];
    case 'call':
      return [...expression.arguments, ...expression.options.map(([, value]) => value)];
    case 'layer': {
      const { inputs, name, trainable, weights, attributes } = expression;
      const own = [name, trainable, weights].filter((one) => one !== undefined);
      return [...inputs, ...own, ...attributes.map(({ value }) => value)];
    }
    case 'output':
    case 'literal':
    case 'variable':
    case 'first':
    case 'all':
      return [];
  }
}
