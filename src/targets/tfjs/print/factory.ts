/** The factory: the function that builds the network as a model of layers. */

import type { Shape } from '../../../expressions/shape.js';
import type { Factory, FactoryOption, Module } from '../../../lower/module.js';
import type { Field } from '../../code/language.js';
import { array, call, type Doc, object, toLines } from '../../code/layout.js';
import { commentText, propertyKey, quote, templateText } from '../../code/lexical.js';
import { aboutText, dimsText, placeText, sentence, shapesText, valueText } from '../../code/words.js';
import { isOptional } from './functions.js';
import { declareOps, printParts } from './parts.js';
import type { Part, Printing } from './printing.js';
import { tensorType, typeText } from './types.js';

/** The factory's code is indented by two columns. */
const indentation = 2;

/** The factory line by line, as the template lays it out. */
export interface FactoryText {
  readonly doc: readonly string[];
  readonly head: string;
  /** The statement that takes the options apart. */
  readonly options: readonly string[];
  /** Statements that refuse what the spec does not allow. */
  readonly checks: readonly string[];
  readonly parts: readonly Part[];
  readonly body: readonly string[];
}

/** Prints the factory; `before` comes before its own parts. */
export function printFactory(module: Module, before: () => readonly Part[], printing: Printing): FactoryText {
  const { spec, factory } = module;
  const { names, options } = factory;
  const { language } = printing;
  const shape = shapeField(factory);
  const type = language.objectType(names.optionsType, [...options.map(fieldOf), shape], `Options of ${names.factory}.`);
  printing.types.push({ lines: type });
  declareOps(factory.parts.ops, printing);
  const first = before();
  const mayBeLeftOut = options.every(isOptional);
  const parameter = `${language.typed('options', names.optionsType)}${mayBeLeftOut ? ' = {}' : ''}`;
  const pattern = [...options.map(patternOf), `${shape.key} = ${shape.standard}`];
  const outputs = factory.outputs.map((one) => `${commentText(one.name)} (${shapesText([one.shape])})`);
  return {
    doc: language.docOf(
      [aboutText(spec), '', `Outputs: ${outputs.join(', ')}. ${placeText(spec.name.span)}`],
      [
        ['param', names.optionsType, mayBeLeftOut ? '[options]' : 'options'],
        ['returns', 'tf.LayersModel'],
      ],
    ),
    head: `export function ${names.factory}(${parameter})${language.annotation('tf.LayersModel')} {`,
    options: toLines(object(pattern.map((name) => [name, name])), indentation, 'const ', ' = options;'),
    checks: options.flatMap(printCheck),
    parts: [...first, ...printParts(factory.parts, printing)],
    body: printBody(module, printing),
  };
}

// ---------------------------------------------------------------- options

function patternOf({ key, variable, default: standard }: FactoryOption): string {
  const name = variable === key ? key : `${key}: ${variable}`;
  return standard === undefined ? name : `${name} = ${valueText(standard)}`;
}

function fieldOf(option: FactoryOption): Field {
  const { key, type, parameter, summary, default: standard } = option;
  const about = summary === undefined ? `The parameter ${parameter}.` : sentence(commentText(summary));
  const doc = standard === undefined ? about : `${about} Default: ${valueText(standard)}.`;
  return { key, type: typeText(type), isOptional: isOptional(option), doc };
}

function shapeField({ names: { shape: key }, inputs }: Factory): Field & { readonly standard: string } {
  const dimsType = (shape: Shape) => `[${shape.map(() => 'number | null').join(', ')}]`;
  const [input] = inputs;
  if (inputs.length === 1 && input) {
    const standard = dimsText(input.shape);
    const shape = shapesText([input.shape]);
    const named = /[a-z]/i.test(shape) ? ` (${shape})` : '';
    const doc = `The shape of ${commentText(input.name)}${named}, without the batch; null is an unknown size. Default: ${standard}.`;
    return { key, type: dimsType(input.shape), isOptional: true, doc, standard };
  }
  const type = `{ ${inputs.map(({ name, shape }) => `${propertyKey(name)}?: ${dimsType(shape)}`).join('; ')} }`;
  const defaults = inputs
    .map(({ name, shape }) => {
      const text = shapesText([shape]);
      return `${commentText(name)} ${dimsText(shape)}${/[a-z]/i.test(text) ? ` (${text})` : ''}`;
    })
    .join(', ');
  const doc = `The shapes of the inputs, without the batch; null is an unknown size. Default: ${defaults}.`;
  return { key, type, isOptional: true, doc, standard: '{}' };
}

function printCheck({ key, variable, rule: { isWhole, bounds, nullable } }: FactoryOption): readonly string[] {
  const limits = limitsOf(bounds);
  const conditions = [
    ...(isWhole ? [`Number.isInteger(${variable})`] : []),
    ...limits.map(({ operator, bound }) => `${variable} ${operator} ${bound}`),
  ];
  if (conditions.length === 0) return [];
  const holds = conditions.join(' && ');
  const fails = isWhole && conditions.length === 1 ? `!${holds}` : `!(${holds})`;
  const rule = [
    `${key} must be ${isWhole ? 'a whole number' : 'a number'}`,
    limits.map(({ word, bound }) => ` ${word} ${bound}`).join(' and'),
    nullable ? ', or null' : '',
  ].join('');
  return [
    `if (${nullable ? `${variable} !== null && ` : ''}${fails}) {`,
    `  throw new RangeError(\`${templateText(rule)}, not \${${variable}}\`);`,
    '}',
  ];
}

function limitsOf({ minimum, above, maximum, below }: FactoryOption['rule']['bounds']) {
  return [
    { operator: '>=', word: 'at least', bound: minimum },
    { operator: '>', word: 'above', bound: above },
    { operator: '<=', word: 'at most', bound: maximum },
    { operator: '<', word: 'below', bound: below },
  ].flatMap(({ bound, ...rest }) => (bound === undefined ? [] : [{ ...rest, bound }]));
}

// ---------------------------------------------------------------- body

/** The statements that wire the network up and make a model of it. */
function printBody({ spec, factory }: Module, { language, statements, expressions }: Printing): readonly string[] {
  const { inputs, body, results, present } = factory;
  const codes = results.map(({ value }) => expressions.code(value));
  const isPresent = language.javascript
    ? '(output) => output !== undefined'
    : `(output): output is ${tensorType} => output !== undefined`;
  const settings = object([
    ['name', quote(spec.name.text)],
    ['inputs', oneOrAll(inputs.map(({ local }) => local.name))],
    ['outputs', present ?? oneOrAll(codes)],
  ]);
  return [
    ...printInputs(factory),
    ...statements.print(body, indentation),
    ...(present ? toLines(call([array(codes), '.filter'], [isPresent]), indentation, `const ${present} = `, ';') : []),
    ...toLines(call('tf.model', [settings]), indentation, 'return ', ';'),
  ];
}

/** `const images = tf.input({ name: 'images', shape: inputShape });` */
function printInputs({ names, inputs }: Factory): readonly string[] {
  return inputs.flatMap(({ name, shape, dtype, local }) => {
    const key = propertyKey(name);
    const member = key === name ? `.${name}` : `[${key}]`;
    const given = inputs.length === 1 ? names.shape : `${names.shape}${member} ?? ${dimsText(shape)}`;
    const settings = object([
      ['name', quote(name)],
      ['shape', given],
      ...(dtype === 'float32' ? [] : [['dtype', quote(dtype)] as const]),
    ]);
    const lines = toLines(call('tf.input', [settings]), indentation, `const ${local.name} = `, ';');
    return [...lines.slice(0, -1), `${lines.at(-1)} // ${shapesText([shape])}`];
  });
}

/** tf.model takes a tensor alone, and several as an array. */
const oneOrAll = (codes: readonly Doc[]): Doc => (codes.length === 1 ? (codes[0] ?? '') : array(codes));
