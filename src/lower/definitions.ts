/** Formulas and defaults as constants and small functions. */
import { type Expression, walk } from '../expressions/expression.js';
import { type Default, type Formula, indexName, type Name } from '../spec/spec.js';
import { attributeOf } from './attributes.js';
import { type Context, scopeOf, x } from './context.js';
import { lowerBoolean, lowerNumber, lowerValue, type Variable } from './expressions.js';
import type { Definition, Identifiers } from './module.js';
import type { Owner, Transform } from './program.js';
import { boolean, number, type Type, tensor } from './types.js';

/** Where definitions stand: in the function of a spec, or in that of a block. */
export interface DefinitionPlace {
  readonly owner: Owner;
  readonly identifiers: Identifiers;
  /** Formulas are added to the names that are there. */
  readonly variables: Map<string, Variable>;
  /** Functions of defaults are added, by default. */
  readonly transforms: Map<Default, string>;
}

/** Whether an expression asks for the shape at hand, itself or through a formula. */
export function takesTensor(expression: Expression, variables: ReadonlyMap<string, Variable>): boolean {
  return [...walk(expression)].some(
    (part) => part.kind === 'size' || (part.kind === 'name' && variables.get(part.name)?.takesTensor),
  );
}

/** An owner's formulas, and the defaults of its that are applied to what layers say. */
export function lowerDefinitions(place: DefinitionPlace, context: Context): readonly Definition[] {
  const { program } = context;
  return [
    ...program.formulasOf(place.owner).map((formula) => lowerFormula(formula, place, context)),
    ...program.transformsOf(place.owner).map((transform) => lowerTransform(transform, place, context)),
  ];
}

function lowerFormula(
  { text, expression, span }: Name & Formula,
  { identifiers, variables }: DefinitionPlace,
  context: Context,
): Definition {
  const isFunction = takesTensor(expression, variables);
  const name = context.take(text, identifiers);
  const { value, type } = lowerValue(expression, scopeOf(variables, x));
  variables.set(text, { name, type, ...(isFunction ? { takesTensor: true } : {}) });
  return { kind: 'formula', of: text, name, span, parameters: isFunction ? [['x', tensor]] : [], value };
}

function lowerTransform(
  { standard, formula: { expression, span }, op, key }: Transform,
  { identifiers, variables, transforms }: DefinitionPlace,
  context: Context,
): Definition {
  const name = context.take(`${op.name}_${key}`, identifiers);
  transforms.set(standard, name);
  const isBoolean = attributeOf(op, key).type.type === 'boolean';
  const given: readonly [string, Type] = [key, isBoolean ? boolean : number];
  const index: readonly (readonly [string, Type])[] = standard.loops > 0 ? [[indexName, number]] : [];
  const named = ([one, type]: readonly [string, Type]) => ({ name: context.naming.variable(one), type });
  const locals = new Map([...index, given].map((one) => [one[0], named(one)]));
  const scope = scopeOf(variables, x, new Set(), locals);
  const parameters = [given, ...(takesTensor(expression, variables) ? [['x', tensor] as const] : []), ...index];
  return {
    kind: 'default',
    of: `${op.name}_${key}`,
    name,
    span,
    parameters: parameters.map(([one, type]) => [context.naming.variable(one), type]),
    value: (isBoolean ? lowerBoolean : lowerNumber)(expression, scope),
  };
}
