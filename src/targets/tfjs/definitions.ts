/** Formulas and defaults as constants and small functions. */
import { type Expression, walk } from '../../expressions/expression.js';
import { type Default, type Formula, indexName } from '../../spec/spec.js';
import { arrow, toLines } from '../code/layout.js';
import { camelCase, commentText, type Identifiers } from '../code/lexical.js';
import { placeText } from '../code/words.js';
import type { Context, Part } from './context.js';
import { booleanCode, numberCode, type Variable, valueCode } from './expressions.js';
import type { Owner } from './program.js';
import { tensorType } from './types.js';

/** Where definitions stand: in the factory, or in a block's function. */
export interface DefinitionPlace {
  readonly owner: Owner;
  readonly identifiers: Identifiers;
  /** Formulas are added to the names that are there. */
  readonly variables: Map<string, Variable>;
  /** Functions of defaults are added, by default. */
  readonly transforms: Map<Default, string>;
  readonly indentation: number;
}

/** Whether an expression asks for the shape at hand, itself or through a formula. */
export function takesTensor(expression: Expression, variables: ReadonlyMap<string, Variable>): boolean {
  return [...walk(expression)].some(
    (part) => part.kind === 'size' || (part.kind === 'name' && variables.get(part.name)?.takesTensor),
  );
}

/** Writes an owner's formulas, and the defaults of its that are applied to what layers say. */
export function writeDefinitions(place: DefinitionPlace, context: Context): readonly Part[] {
  const { program } = context;
  return [
    ...program.formulasOf(place.owner).map((formula) => writeFormula(formula.text, formula, place, context)),
    ...program.transformsOf(place.owner).map(({ standard, op, key }) => {
      const isBoolean = op.attributes[key]?.type.type === 'boolean';
      return writeTransform(standard, `${op.name}_${key}`, key, isBoolean, place, context);
    }),
  ];
}

function writeFormula(
  name: string,
  formula: Formula,
  { identifiers, variables, indentation }: DefinitionPlace,
  context: Context,
): Part {
  const isFunction = takesTensor(formula.expression, variables);
  const code = identifiers.take(camelCase(name));
  const value = valueCode(formula.expression, context.scope(variables, 'x'));
  variables.set(name, { code, type: value.type, ...(isFunction ? { takesTensor: true } : {}) });
  const doc = context.language.docOf(
    [`The formula ${commentText(name)}. ${placeText(formula.span)}`],
    isFunction ? [['param', tensorType, 'x']] : [],
  );
  const definition = isFunction ? arrow(`(${context.language.typed('x', tensorType)})`, value.code) : value.code;
  return { lines: [...doc, ...toLines(definition, indentation, `const ${code} = `, ';')] };
}

function writeTransform(
  standard: Default,
  name: string,
  key: string,
  isBoolean: boolean,
  { identifiers, variables, transforms, indentation }: DefinitionPlace,
  context: Context,
): Part {
  const { expression, span } = standard.written as Formula & Default['written'];
  const code = identifiers.take(camelCase(name));
  transforms.set(standard, code);
  const type = isBoolean ? 'boolean' : 'number';
  const given = camelCase(key);
  const index: readonly (readonly [string, string])[] = standard.loops > 0 ? [[indexName, 'number']] : [];
  const locals = new Map(
    [...index, [key, type] as const].map(([name, of]) => [name, { code: camelCase(name), type: of }]),
  );
  const scope = context.scope(variables, 'x', new Set(), locals);
  const isFunctionOfTensor = takesTensor(expression, variables);
  const parameters: readonly (readonly [string, string])[] = [
    [given, type],
    ...(isFunctionOfTensor ? [['x', tensorType] as const] : []),
    ...index,
  ];
  const head = `(${parameters.map(([parameter, of]) => context.language.typed(parameter, of)).join(', ')})`;
  const value = (isBoolean ? booleanCode : numberCode)(expression, scope);
  const doc = context.language.docOf(
    [`The default of ${name.replace(/_/g, ' ')}, by what a layer says. ${placeText(span)}`],
    parameters.map(([parameter, of]) => ['param', of, parameter]),
  );
  return { lines: [...doc, ...toLines(arrow(head, value), indentation, `const ${code} = `, ';')] };
}
