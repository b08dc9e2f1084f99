/** The factory: the function that builds the network as a keras.Model. */
import { isKnown, type Shape } from '../../expressions/shape.js';
import type { Factory, FactoryOption } from '../../lower/module.js';
import type { Doc } from '../code/layout.js';
import { shapesText } from '../code/words.js';
import { docstring, docText } from './docstrings.js';
import { code, comparison, literalText, text } from './expressions.js';
import { aboutOwner, entryOf, parameterOf } from './functions.js';
import type { PythonPrinting } from './printing.js';
import { block, collection, empty, type Python, type PythonStatement, pyCall, simple } from './python.js';
import { printStatements } from './statements.js';
import { tensorHint } from './types.js';

const indentation = 4;
const shapeHint = 'tuple[int | None, ...]';

/** The factory; `parts` are the functions in it. */
export function printFactory(printing: PythonPrinting, parts: Python): PythonStatement {
  const {
    numbers,
    purposes,
    module: { spec, factory },
  } = printing;
  const { names, options, inputs, body } = factory;
  const shapes = inputs.map(({ name, shape }): readonly [string, string, string] => [
    names.shapes.get(name) ?? names.shape,
    shapeText(shape),
    docText(`The shape of ${name} (${shapesText([shape])}), without the batch; None is an unknown size.`),
  ]);
  const parameters: readonly Doc[] = [
    '*',
    ...options.map((option) => parameterOf(option, numbers.ofParameter(factory, option.variable))),
    ...shapes.map(([key, shape]) => `${key}: ${shapeHint} = ${shape}`),
  ];
  const checks = [...options.map(printChecks), printFormatCheck(printing)].filter((lines) => lines.length > 0);
  return block(
    [pyCall(`def ${names.factory}`, parameters), ' -> keras.Model'],
    [
      docstring(aboutOwner(spec), indentation, [
        {
          heading: 'Args',
          entries: [
            ...options.flatMap((option) => entryOf(option.key, purposes.of(option, factory, option.variable))),
            ...shapes.map(([key, , about]) => [key, about] as const),
          ],
        },
        { heading: 'Returns', entries: [docText(returnsText(factory))] },
      ]),
      ...options.flatMap(({ key, variable }) => (key === variable ? [] : [simple(`${variable} = ${key}`)])),
      ...checks.flat(),
      ...(checks.length > 0 ? [empty] : []),
      ...parts,
      ...inputs.map(({ name, shape, dtype, local }, index) => {
        const type = dtype === 'float32' ? [] : [`dtype=${text(dtype)}`];
        const input = pyCall('keras.Input', [shapes[index]?.[0] ?? '', `name=${text(name)}`, ...type]);
        return simple([`${local.name} = `, input], shapesText([shape]));
      }),
      ...printStatements(body),
      ...printModel(spec.name.text, factory),
    ],
  );
}

const shapeText = (shape: Shape): string => literalTuple(shape.map((dim) => (isKnown(dim) ? String(dim) : 'None')));

const literalTuple = (items: readonly string[]): string =>
  items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;

function returnsText({ outputs }: Factory): string {
  const listed = outputs.map(({ name, shape }) => `${name} (${shapesText([shape])})`).join(', ');
  return `A model with its outputs by name: ${listed}.`;
}

/** The model, with its outputs by name; some may be absent. */
function printModel(name: string, { inputs, results, present }: Factory): Python {
  const sure = results.filter(({ isOptional }) => !isOptional);
  const entries = sure.map(({ name: key, value }): Doc => [text(key), ': ', code(value)]);
  const outputs = collection('{', entries, '}');
  const [only, ...others] = inputs.map((input): Doc => input.local.name);
  const given =
    only !== undefined && others.length === 0
      ? only
      : collection(
          '{',
          inputs.map((input): Doc => [text(input.name), ': ', input.local.name]),
          '}',
        );
  const model = (of: Doc) =>
    simple(['return ', pyCall('keras.Model', [given, pyCall('in_float32', [of]), `name=${text(name)}`])]);
  if (present === undefined) return [model(outputs)];
  return [
    simple([`${present}: dict[str, ${tensorHint}] = `, outputs]),
    ...results
      .filter(({ isOptional }) => isOptional)
      .map(({ name: key, value }) => {
        const isOutput = value.kind === 'output' && value.isOptional;
        const test = isOutput ? value.of : code(value, comparison);
        const given = code(isOutput ? { ...value, isOptional: false } : value);
        return block(['if ', test, ' is not None'], [simple([`${present}[${text(key)}] = `, given])]);
      }),
    model(present),
  ];
}

// ---------------------------------------------------------------- checks

/** Layers of Keras follow a global setting of the order of axes, and the code does not. */
function printFormatCheck({ module: { factory, used } }: PythonPrinting): Python {
  const ops = [factory.parts, ...used.map(({ parts }) => parts)].flatMap((parts) => parts.ops.map(({ op }) => op.name));
  if (!ops.some((name) => /conv|pool|pad|cropping|sampling/.test(name))) return [];
  const message = text('The image data format of Keras must be channels_last.');
  return [
    block(`if keras.config.image_data_format() != "channels_last"`, [simple(pyCall('raise ValueError', [message]))]),
  ];
}

/** What the values of an option must be. */
function printChecks(option: FactoryOption): Python {
  const { key, variable, type, rule } = option;
  const words = type.flatMap((one) => (typeof one === 'object' && 'word' in one ? [one.word] : []));
  const { test, says } = words.length > 0 ? wordTest(variable, words) : limitTest(variable, rule);
  if (test === undefined) return [];
  const isGiven = rule.nullable ? `${variable} is not None and ` : '';
  const message = `${key} must be ${says}${rule.nullable ? ', or None' : ''}.`;
  return [block(`if ${isGiven}${test}`, [simple(pyCall('raise ValueError', messageCode(message, variable)))])];
}

/** A message and the value that was received, in two strings if they do not fit on a line. */
function messageCode(message: string, variable: string): readonly Doc[] {
  const received = `Received: {${variable}!r}`;
  const whole = `f${text(`${message} ${received}`)}`;
  if (whole.length <= 76) return [whole];
  return [[text(`${message} `), { kind: 'line', flat: ' ', broken: '' }, `f${text(received)}`]];
}

interface OptionTest {
  /** Fails where it is true. */
  readonly test?: string;
  readonly says: string;
}

const wordTest = (variable: string, words: readonly string[]): OptionTest => ({
  test: `${variable} not in ${literalTuple(words.map((word) => literalText(word)))}`,
  says: `one of ${words.join(', ')}`,
});

function limitTest(variable: string, { isWhole, bounds: { minimum, above, maximum, below } }: FactoryOption['rule']) {
  const least = minimum === undefined ? above : minimum;
  const most = maximum === undefined ? below : maximum;
  const low =
    minimum === undefined ? { sign: '<', fails: '<=', word: 'above' } : { sign: '<=', fails: '<', word: 'at least' };
  const high =
    maximum === undefined ? { sign: '<', fails: '>=', word: 'below' } : { sign: '<=', fails: '>', word: 'at most' };
  const limits = [
    ...(least === undefined ? [] : [`${low.word} ${least}`]),
    ...(most === undefined ? [] : [`${high.word} ${most}`]),
  ];
  const says = `a ${isWhole ? 'whole number' : 'number'} ${limits.join(' and ')}`;
  if (least !== undefined && most !== undefined)
    return { test: `not ${least} ${low.sign} ${variable} ${high.sign} ${most}`, says };
  if (least !== undefined) return { test: `${variable} ${low.fails} ${least}`, says };
  return most === undefined ? { says } : { test: `${variable} ${high.fails} ${most}`, says };
}
