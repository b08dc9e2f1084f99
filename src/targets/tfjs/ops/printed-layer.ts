/** A layer that TensorFlow.js does not have: a class that follows from what its op computes. */
import { type Shape, symbol } from '../../../expressions/shape.js';
import type { Layer } from '../../../graph/graph.js';
import type { OpFunction } from '../../../lower/module.js';
import { typeOf } from '../../../lower/types.js';
import type { AttributeValues } from '../../../ops/attributes.js';
import type { Op } from '../../../ops/op.js';
import type { Language } from '../../code/language.js';
import { call, flatText, toLines } from '../../code/layout.js';
import { camelCase, docComment, quote, UniqueIdentifiers } from '../../code/lexical.js';
import { TargetLimit } from '../../target.js';
import { writeBody } from '../../tensorflow/body.js';
import { type ComputedCode, computedCode } from '../../tensorflow/computed.js';
import type { Part, Printing } from '../print/printing.js';
import { typeText } from '../print/types.js';
import { defaultCode } from './arguments.js';
import { buildLines, type PrintedWeight, weightsOf } from './printed-weights.js';

const anyTensor = 'tf.Tensor | tf.Tensor[]';
const anyShape = 'tf.Shape | tf.Shape[]';
const variable = 'tf.LayerVariable';

/** An attribute that the class keeps. */
interface Setting {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly standard: string | undefined;
}

/** What the class of an op's layers is called. */
export const className = ({ keras }: Op): string => keras;

const configName = (op: Op): string => `${className(op)}Config`;

/** What the module declares for an op that has such a class. */
export const declaredFor = (op: Op): readonly string[] => [className(op), configName(op)];

/** Prints the class of an op's layers. Throws `TargetLimit` where TensorFlow.js has no code for what they compute. */
export function printLayerClass(of: OpFunction, { model, language }: Printing): Part {
  const { op } = of;
  const layers = model.layers.filter((layer) => layer.op === op);
  try {
    const shapes = new Map(
      [...model.graph.inputs, ...layersAsValues(model.layers)].map(({ name, shape }) => [name, shape]),
    );
    const inputs = layers.map((layer) => layer.inputs.map((input) => shapes.get(input) ?? []));
    const changed = layers.find(({ output }, index) => String(output) !== String(inputs[index]?.[0]));
    if (changed || inputs.some(({ length }) => length !== 1))
      throw new TargetLimit('layer of its own with another shape than its input');
    // Of layers that only other options switch on, nothing is known but what the op's record says.
    const [values = defaultsOf(op)] = layers.map(({ attributes }) => attributes);
    const examples = layers.length > 0 ? inputs.flat() : shapesFor(op);
    const weights = weightsOf(op, values, examples);
    const settings = settingsOf(op);
    const body = bodyLines(of, values, examples, weights, language);
    return { lines: classLines(op, settings, weights, body, language) };
  } catch (error) {
    throw error instanceof TargetLimit
      ? new TargetLimit(`${op.name} needs ${error.message}, which TensorFlow.js does not support`)
      : error;
  }
}

const defaultsOf = ({ attributes }: Op): AttributeValues =>
  Object.fromEntries(Object.entries(attributes).map(([key, attribute]) => [key, attribute.default]));

/** A shape of unknown sizes for each rank that the op's input may have; up to that of a volume if any will do. */
function shapesFor({ inputs }: Op): readonly Shape[] {
  const [rank = [1, 4] as const] = Object.values(inputs).map((port) => port.rank);
  const [least, most] = typeof rank === 'number' ? [rank, rank] : rank;
  return Array.from({ length: most - least + 1 }, (_, index) => Array(least + index).fill(symbol('size')));
}

const layersAsValues = (layers: readonly Layer[]) => layers.map(({ name, output }) => ({ name, shape: output }));

/** The attributes but for those of companions and those that say how weights start and are penalized. */
function settingsOf(op: Op): readonly Setting[] {
  return Object.entries(op.attributes).flatMap(([key, { type, default: standard }]): readonly Setting[] => {
    if (type.type === 'named' || type.type === 'settings' || op.companions.some((companion) => companion === key))
      return [];
    const code = standard === undefined ? undefined : defaultCode(key, op);
    return [
      {
        key,
        name: camelCase(key),
        type: type.type === 'pair' ? '[number, number]' : typeText(typeOf(type)),
        standard: code === undefined ? undefined : flatText(code),
      },
    ];
  });
}

function classLines(
  op: Op,
  settings: readonly Setting[],
  weights: readonly PrintedWeight[],
  body: readonly string[],
  language: Language,
): readonly string[] {
  const config = configName(op);
  const pattern = [
    'name',
    ...settings.map(({ name, standard }) => (standard === undefined ? name : `${name} = ${standard}`)),
  ];
  const kept = settings.map(({ name }) => name).join(', ');
  const fields = [
    ...(settings.length > 0 ? [`private readonly settings: Required<Omit<${config}, 'name'>>;`] : []),
    ...weights.map(({ name }) => `private ${name}?: ${variable};`),
  ];
  const members: readonly (readonly string[])[] = [
    [`static className = ${quote(className(op))};`, ...(language.javascript ? [] : fields)],
    ...(settings.length > 0
      ? [
          [
            ...language.docOf([], [['param', config, 'config']]),
            ...toLines(call('constructor', [language.optionsParameter(pattern, config, false)]), 2, '', ' {'),
            '  super({ name });',
            `  this.settings = { ${kept} };`,
            '}',
          ],
        ]
      : []),
    ...(weights.length > 0
      ? [
          [
            ...language.docOf([], [['param', anyShape, 'inputShape']]),
            `build(${language.typed('inputShape', anyShape)})${language.annotation('void')} {`,
            ...buildLines(weights).map((line) => `  ${line}`),
            '}',
          ],
        ]
      : []),
    [
      ...language.docOf([], [['param', anyTensor, 'inputs']]),
      `call(${language.typed('inputs', anyTensor)})${language.annotation('tf.Tensor')} {`,
      ...body.map((line) => `  ${line}`),
      '}',
    ],
    ...(settings.length > 0
      ? [
          [
            `getConfig()${language.annotation('tf.serialization.ConfigDict')} {`,
            '  return { ...super.getConfig(), ...this.settings };',
            '}',
          ],
        ]
      : []),
  ];
  return [
    ...(settings.length > 0
      ? [
          ...language.objectType(config, [
            { key: 'name', type: 'string', isOptional: false },
            ...settings.map(({ name, type, standard }) => ({ key: name, type, isOptional: standard !== undefined })),
          ]),
          '',
        ]
      : []),
    ...docComment([`${op.doc} TensorFlow.js does not have it.`]),
    `class ${className(op)} extends tf.layers.Layer {`,
    ...members.flatMap((member, index) => [...(index > 0 ? [''] : []), ...member.map((line) => `  ${line}`)]),
    '}',
  ];
}

/** The body of `call`: one for each rank of its inputs, where they differ. */
function bodyLines(
  of: OpFunction,
  attributes: AttributeValues,
  inputs: readonly Shape[],
  weights: readonly PrintedWeight[],
  language: Language,
): readonly string[] {
  const { op, options, constants } = of;
  // What decides which code is written must be the same in all layers, whatever options the factory is given.
  const values = Object.entries(attributes).filter(
    ([key]) => !options.has(key) && constants.get(key)?.value.kind !== 'variable',
  );
  const ranks = [...new Set(inputs.map(({ length }) => length))].sort((a, b) => a - b);
  const [port = 'x'] = Object.keys(op.inputs).map(camelCase);
  const used = new Set<string>();
  const written = ranks.map((rank) => {
    const code = computedCode(op, {
      inputs: [[port, rank]],
      weights: new Map(
        weights.map((weight) => [weight.key, { rank: weight.rank, isOptional: weight.condition !== undefined }]),
      ),
      values: Object.fromEntries(values),
    });
    for (const key of code.attributes) used.add(key);
    return { rank, lines: returnLines(code, [port, ...weights.map(({ name }) => name)]) };
  });
  const [only] = written;
  const isSame = written.every(({ lines }) => lines.join() === only?.lines.join());
  const names = [...used].map(camelCase);
  return [
    'return tf.tidy(() => {',
    `  const ${port} = ${language.readAs('(Array.isArray(inputs) ? inputs[0] : inputs)', 'tf.Tensor')};`,
    ...(names.length > 0 ? [`  const { ${names.join(', ')} } = this.settings;`] : []),
    ...weights.map(({ name, condition }) =>
      condition === undefined
        ? `  const ${name} = ${language.cast(`this.${name}`, variable)}.read();`
        : `  const ${name} = this.${name}?.read();`,
    ),
    ...(isSame && only
      ? only.lines.map((line) => `  ${line}`)
      : written.flatMap(({ rank, lines }, index) =>
          index === written.length - 1
            ? lines.map((line) => `  ${line}`)
            : [`  if (${port}.rank === ${rank + 1}) {`, ...lines.map((line) => `    ${line}`), '  }'],
        )),
    '});',
  ];
}

function returnLines({ result }: ComputedCode, names: readonly string[]): readonly string[] {
  const identifiers = new UniqueIdentifiers();
  for (const name of names) identifiers.take(name);
  const { constants, result: value } = writeBody(result, identifiers, 6);
  return [...constants, ...toLines(value, 6, 'return ', ';')];
}
