/** Formulas and defaults as constants and small functions. */
import type { DeclaredFormula, Unit } from '../core/core.js';
import { type Expression, walk } from '../expressions/expression.js';
import { type Default, indexName } from '../spec/spec.js';
import { found } from '../text/lookup.js';
import { attributeOf } from './attributes.js';
import { type Context, type LocalVariables, tensorName, x } from './context.js';
import { type ExpressionScope, lowerBoolean, lowerNumber, lowerValue } from './expressions.js';
import type { Definition, Identifiers } from './module.js';
import type { Transform } from './program.js';
import { boolean, number, type Type, tensor } from './types.js';

/** Where definitions are: in the function of a spec, or in that of a block. */
export interface DefinitionPlace {
  readonly unit: Unit;
  readonly identifiers: Identifiers;
  /** Functions of defaults are added. */
  readonly transforms: Map<Default, TransformFunction>;
}

/** The function of a default that is applied to what layers say. */
export interface TransformFunction {
  readonly name: string;
  readonly takesTensor: boolean;
}

/** Whether an expression asks for a size of the input, itself or through a formula. */
function takesTensor(expression: Expression, scope: ExpressionScope): boolean {
  return [...walk(expression)].some(
    (part) => part.kind === 'size' || (part.kind === 'name' && scope.find(part).takesTensor),
  );
}

/** An owner's formulas, and the defaults of its that are applied to what layers say. */
export function lowerDefinitions(place: DefinitionPlace, context: Context): readonly Definition[] {
  const { program } = context;
  return [
    ...program.formulasOf(place.unit).map((formula) => lowerFormula(formula, place, context)),
    ...program.transformsOf(place.unit).map((transform) => lowerTransform(transform, place, context)),
  ];
}

function lowerFormula(formula: DeclaredFormula, { unit, identifiers }: DefinitionPlace, context: Context): Definition {
  const { text, expression, span, arguments: names } = formula.declared;
  const name = context.take(text, identifiers);
  const inside = context.naming.identifiers(identifiers);
  inside.take(tensorName);
  const args = new Map(names.map((one) => [one.text, context.take(one.text, inside)]));
  const scope = context.scopeIn(unit, x, { argument: (one) => ({ name: found(args, one), type: number }) });
  const asksTensor = takesTensor(expression, scope);
  const { value, type } = lowerValue(expression, scope);
  context.variables.set(formula, { name, type, ...(asksTensor ? { takesTensor: true } : {}) });
  const numbers = [...args.values()].map((one) => [one, number] as const);
  const parameters = asksTensor ? [...numbers, [tensorName, tensor] as const] : numbers;
  return { kind: names.length > 0 ? 'function' : 'formula', of: text, name, span, parameters, value };
}

function lowerTransform(
  { standard, formula: { expression, span }, op, key }: Transform,
  { unit, identifiers, transforms }: DefinitionPlace,
  context: Context,
): Definition {
  const name = context.take(`${op.name}_${key}`, identifiers);
  const isBoolean = attributeOf(op, key).type.type === 'boolean';
  const given: readonly [string, Type] = [key, isBoolean ? boolean : number];
  const index: readonly (readonly [string, Type])[] = standard.loops > 0 ? [[indexName, number]] : [];
  const named = ([one, type]: readonly [string, Type]) => ({ name: context.naming.variable(one), type });
  const locals: LocalVariables = { index: () => named([indexName, number]), attribute: () => named(given) };
  const scope = context.scopeIn(unit, x, locals);
  const asksTensor = takesTensor(expression, scope);
  transforms.set(standard, { name, takesTensor: asksTensor });
  const parameters = [given, ...(asksTensor ? [[tensorName, tensor] as const] : []), ...index];
  return {
    kind: 'default',
    of: `${op.name}_${key}`,
    name,
    span,
    parameters: parameters.map(([one, type]) => [context.naming.variable(one), type]),
    value: (isBoolean ? lowerBoolean : lowerNumber)(expression, scope),
  };
}
