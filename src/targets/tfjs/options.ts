/** The factory's options: the spec's parameters and the shapes of its inputs. */

import type { Shape } from '../../expressions/shape.js';
import type { AttributeType, Bounds } from '../../ops/attributes.js';
import type { Parameter, ParameterValue, Spec } from '../../spec/spec.js';
import type { Field } from '../code/language.js';
import { camelCase, commentText, Identifiers, pascalCase, propertyKey, templateText } from '../code/lexical.js';
import { dimsText, sentence, valueText } from '../code/words.js';
import type { Context } from './context.js';
import { typeText } from './types.js';

/** The names under which generated code is called. */
export interface FactoryNames {
  readonly factory: string;
  readonly optionsType: string;
  /** What the options are called, by parameter of the spec. */
  readonly options: ReadonlyMap<string, string>;
  /** The option for the shape of the only input, or for shapes by input. */
  readonly shape: 'inputShape' | 'inputShapes';
}

export function factoryNames(spec: Spec): FactoryNames {
  const shape = spec.inputs.size === 1 ? 'inputShape' : 'inputShapes';
  const properties = new Identifiers();
  properties.take(shape);
  const options = new Map([...spec.parameters.keys()].map((name) => [name, properties.take(camelCase(name))]));
  const name = pascalCase(spec.name.text);
  return { factory: `create${name}`, optionsType: `${name}Options`, options, shape };
}

/** The factory's options as code. */
export interface FactoryOptions {
  /** The pattern that takes them apart. */
  readonly pattern: readonly string[];
  /** Statements that refuse what the spec does not allow. */
  readonly checks: readonly string[];
  readonly mayBeLeftOut: boolean;
}

/** What a parameter is for, as the documentation of its option, where the spec says so. */
export const parameterDoc = ({ summary }: Parameter): Pick<Field, 'doc'> =>
  summary === undefined ? {} : { doc: sentence(commentText(summary)) };

/** Declares the options' type and variables. */
export function writeOptions(context: Context, names: FactoryNames): FactoryOptions {
  const { program, model } = context;
  const parameters = program.parametersOf(program.spec);
  const pattern: string[] = [];
  const fields: Field[] = [];
  for (const parameter of parameters) {
    const { text, type, nullable, default: standard } = parameter;
    const key = names.options.get(text) as string;
    const code = context.identifiers.take(key);
    context.variables.set(text, { code, type: typeText(type, nullable) });
    const value = standard === undefined ? undefined : valueText(model.graph.parameters.get(text) as ParameterValue);
    const { doc: about = `The parameter ${text}.` } = parameterDoc(parameter);
    pattern.push(`${code === key ? key : `${key}: ${code}`}${value === undefined ? '' : ` = ${value}`}`);
    fields.push({
      key,
      type: typeText(type, nullable),
      isOptional: value !== undefined,
      doc: value === undefined ? about : `${about} Default: ${value}.`,
    });
  }
  const shape = shapeOption(context, names);
  pattern.push(`${shape.key} = ${shape.standard}`);
  fields.push(shape);
  context.declareType(names.optionsType, fields, `What a caller of ${names.factory} may set.`);
  return {
    pattern,
    checks: parameters.flatMap((parameter) =>
      writeCheck(parameter, names.options.get(parameter.text) as string, context),
    ),
    mayBeLeftOut: parameters.every((parameter) => parameter.default !== undefined),
  };
}

function shapeOption(
  { model, identifiers }: Context,
  { shape: key }: FactoryNames,
): Field & { readonly standard: string } {
  identifiers.take(key);
  const { inputs } = model.graph;
  const dimsType = (shape: Shape) => `[${shape.map(() => 'number | null').join(', ')}]`;
  const [input] = inputs;
  if (key === 'inputShape' && input) {
    const standard = dimsText(input.shape);
    const doc = `The shape of ${commentText(input.name)} without the batch; null for a size that is not known. Default: ${standard}.`;
    return { key, type: dimsType(input.shape), isOptional: true, doc, standard };
  }
  const type = `{ ${inputs.map(({ name, shape }) => `${propertyKey(name)}?: ${dimsType(shape)}`).join('; ')} }`;
  const defaults = inputs.map(({ name, shape }) => `${commentText(name)} ${dimsText(shape)}`).join(', ');
  return {
    key,
    type,
    isOptional: true,
    doc: `Shapes of the inputs without the batch; null for a size that is not known. Default: ${defaults}.`,
    standard: '{}',
  };
}

function writeCheck({ text, type, nullable }: Parameter, option: string, { variables }: Context): readonly string[] {
  const code = variables.get(text)?.code as string;
  const bounds = boundsOf(type);
  const conditions = [
    ...(type?.type === 'integer' ? [`Number.isInteger(${code})`] : []),
    ...bounds.map(({ operator, bound }) => `${code} ${operator} ${bound}`),
  ];
  if (conditions.length === 0) return [];
  const holds = conditions.join(' && ');
  const fails = /^Number\.isInteger\([^ ]*\)$/.test(holds) ? `!${holds}` : `!(${holds})`;
  const kind = type?.type === 'integer' ? 'a whole number' : 'a number';
  const rule = [
    `${option} must be ${kind}`,
    bounds.map(({ word, bound }) => ` ${word} ${bound}`).join(' and'),
    nullable ? ', or null' : '',
  ].join('');
  return [
    `if (${nullable ? `${code} !== null && ` : ''}${fails}) {`,
    `  throw new RangeError(\`${templateText(rule)}, not \${${code}}\`);`,
    '}',
  ];
}

function boundsOf(
  type: AttributeType | undefined,
): readonly { readonly operator: string; readonly word: string; readonly bound: number }[] {
  if (type?.type !== 'integer' && type?.type !== 'number') return [];
  const { minimum, above, maximum, below }: Bounds = type;
  return [
    { operator: '>=', word: 'at least', bound: minimum },
    { operator: '>', word: 'above', bound: above },
    { operator: '<=', word: 'at most', bound: maximum },
    { operator: '<', word: 'below', bound: below },
  ].flatMap(({ bound, ...rest }) => (bound === undefined ? [] : [{ ...rest, bound }]));
}
