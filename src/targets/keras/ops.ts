/** The functions of ops, with layers of Keras. */
import { attributeOf } from '../../lower/attributes.js';
import type { Constant, OpFunction, Parts } from '../../lower/module.js';
import { activationName } from '../../ops/companions.js';
import { type Doc, flatText } from '../code/layout.js';
import { TargetLimit } from '../target.js';
import { code, keywords, literalText, text } from './expressions.js';
import { separator } from './naming.js';
import type { PythonPrinting } from './printing.js';
import { block, type Python, type PythonStatement, pyCall, simple } from './python.js';

/** The ops that Keras has as layers, with the same attributes and names of weights. */
const readyMade: ReadonlySet<string> = new Set([
  'conv1d',
  'conv2d',
  'separable_conv2d',
  'conv2d_transpose',
  'dense',
  'embedding',
  'max_pool1d',
  'avg_pool1d',
  'global_max_pool1d',
  'global_avg_pool1d',
  'max_pool2d',
  'avg_pool2d',
  'global_max_pool2d',
  'global_avg_pool2d',
  'rescaling',
  'activation',
  'batch_norm',
  'layer_norm',
  'group_norm',
  'prelu',
  'dropout',
  'concat',
  'add',
  'multiply',
  'subtract',
  'average',
  'maximum',
  'minimum',
  'flatten',
  'reshape',
  'squeeze',
  'permute',
  'repeat_vector',
  'zero_pad1d',
  'zero_pad2d',
  'cropping1d',
  'up_sampling1d',
]);

/** A function by its name. */
type NamedPython = readonly [name: string, code: PythonStatement];

/** The functions of a spec's ops, and of the activations in them and in its layers. Throws `TargetLimit` for other ops. */
export function printOps(
  { activations, activationLayers, ops }: Parts,
  printing: PythonPrinting,
): readonly NamedPython[] {
  const called = new Set(activationLayers);
  /** Those that some call gives settings. */
  const set = new Set<string>();
  const functionOf = (word: string, settings: string): string => {
    called.add(word);
    if (settings !== '') set.add(word);
    return activations.get(word) ?? word;
  };
  for (const { op } of ops)
    if (!readyMade.has(op.name)) throw new TargetLimit(`the code for Keras does not support ${op.name} yet`);
  const functions = ops.map((op): NamedPython => [op.name, printOp(op, functionOf, printing)]);
  const ofActivations = [...called].map((word): NamedPython => {
    const name = functionOf(word, '');
    return [name, printActivation(word, name, set.has(word))];
  });
  return [...ofActivations, ...functions];
}

/** The function that a word is called by, with the code of its settings. */
type FunctionOfWord = (word: string, settings: string) => string;

function printActivation(word: string, name: string, hasSettings: boolean): PythonStatement {
  if (word === 'leaky_relu')
    return block(`def ${name}(x, name, negative_slope=0.2)`, [
      simple('return layers.LeakyReLU(negative_slope=negative_slope, name=name)(x)'),
    ]);
  if (word === 'gelu' && hasSettings)
    return block(`def ${name}(x, name, approximate=False)`, [
      simple('return layers.Activation(lambda y: keras.activations.gelu(y, approximate), name=name)(x)'),
    ]);
  if (word === 'softmax' && hasSettings)
    return block(`def ${name}(x, name, axis=-1)`, [simple('return layers.Softmax(axis, name=name)(x)')]);
  return block(`def ${name}(x, name)`, [simple(`return layers.Activation("${word}", name=name)(x)`)]);
}

function printOp(of: OpFunction, functionOf: FunctionOfWord, printing: PythonPrinting): PythonStatement {
  const { op, name, options, takesList, mayFreeze } = of;
  const x = takesList ? 'xs' : 'x';
  const parameters = [
    ...[...options].map(([key, { key: option, isOptional }]): Doc => {
      return isOptional ? [option, '=', standardCode(of, key)] : option;
    }),
    ...(mayFreeze ? ['trainable=True'] : []),
    ...(printing.shares(op) ? ['weights=None'] : []),
  ];
  const head = pyCall(`def ${name}`, [x, 'name', ...(parameters.length > 0 ? ['*', ...parameters] : [])]);
  return block(head, bodyOf(of, x, functionOf, printing));
}

/** The default of an option: the spec's, or that of the op. */
function standardCode(of: OpFunction, key: string): Doc {
  const standard = of.options.get(key)?.standard ?? of.constants.get(key);
  if (standard) return code(standard.value);
  const { like, type, default: own } = attributeOf(of.op, key);
  if (like !== undefined) return of.options.has(like) ? 'None' : standardCode(of, like);
  if (type.type === 'settings' || type.type === 'sizes') return 'None';
  if (Array.isArray(own)) return `(${own.flat().map(literalText).join(', ')})`;
  if (typeof own === 'object' && own !== null && 'kind' in own)
    return own.kind === 'none' ? 'None' : text(String(own.kind));
  return literalText(own);
}

function bodyOf(of: OpFunction, x: string, functionOf: FunctionOfWord, printing: PythonPrinting): Python {
  const { op } = of;
  if (op.name === 'activation')
    return activationSteps(of, (word, more) => `return ${functionOf(word, more)}(x, name${more})`);
  const layer = layerCode(of);
  const steps = [
    ...batchNorm(of, printing),
    ...(op.companions.includes('activation')
      ? activationSteps(
          of,
          (word, more) => `y = ${functionOf(word, more)}(y, f"{name}${separator}${activationName(word)}"${more})`,
        )
      : []),
  ];
  if (steps.length === 0) return [simple(['return ', printing.layer(op, layer), `(${x})`])];
  return [simple(['y = ', printing.layer(op, layer), `(${x})`]), ...steps, simple('return y')];
}

const layerCode = (of: OpFunction): Doc =>
  of.op.name === 'squeeze'
    ? squeezeCode(of)
    : pyCall(`layers.${of.op.keras}`, [...argumentsOf(of), ...ofLayer(of, 'name')]);

/** The arguments of every layer. */
const ofLayer = ({ mayFreeze }: OpFunction, name: string): readonly Doc[] => [
  ...(mayFreeze ? ['trainable=trainable'] : []),
  `name=${name}`,
];

/** The attributes of the layer itself; batch norm and activation are layers of their own. */
function argumentsOf({ op, options, constants }: OpFunction): readonly Doc[] {
  return Object.keys(op.attributes).flatMap((key): readonly Doc[] => {
    if (op.companions.some((companion) => companion === key)) return [];
    const keyword = op.attributes[key]?.keras ?? key;
    const option = options.get(key);
    if (option) return [[keyword, '=', option.key]];
    const constant = constants.get(key);
    return constant ? keywords([[keyword, constant.value]]) : [];
  });
}

/** Layers of Keras remove a dimension only by reshaping. */
function squeezeCode({ options, constants }: OpFunction): Doc {
  const constant = constants.get('axis');
  const axes = options.get('axis')?.key ?? (constant ? flatText(code(constant.value)) : '(1, 2)');
  const gone = `[axis % len(x.shape) for axis in ${axes}]`;
  return `layers.Reshape([size for axis, size in enumerate(x.shape) if axis > 0 and axis not in ${gone}], name=name)`;
}

function batchNorm(of: OpFunction, printing: PythonPrinting): Python {
  const { op, options, constants } = of;
  const own = ofLayer(of, `f"{name}${separator}BatchNorm"`);
  const apply = (entries: readonly Doc[]) =>
    simple(['y = ', printing.layer(op, pyCall('layers.BatchNormalization', [...entries, ...own]), 'BatchNorm'), '(y)']);
  const option = options.get('batch_norm');
  if (option) return [block(`if isinstance(${option.key}, dict)`, [apply([`**${option.key}`])])];
  const constant = constants.get('batch_norm')?.value;
  return constant?.kind === 'settings' ? [apply(keywords(constant.entries))] : [];
}

/** A step for each activation that a function may apply, with its settings, but for linear. */
function activationSteps({ options, constants }: OpFunction, step: (word: string, settings: string) => Doc): Python {
  const constant: Constant | undefined = constants.get('activation');
  const option = options.get('activation');
  if (constant?.value.kind === 'settings')
    return constant.value.entries.map(([word, settings]) =>
      simple(
        step(word, settings.kind === 'settings' ? `, ${keywords(settings.entries).map(flatText).join(', ')}` : ''),
      ),
    );
  if (constant?.value.kind === 'literal') {
    const [word = 'linear'] = constant.words;
    return word === 'linear' ? [] : [simple(step(word, ''))];
  }
  const chosen = constant ? flatText(code(constant.value)) : option?.key;
  const words = (constant ?? option)?.words ?? [];
  const withSettings = (option?.type ?? []).flatMap((one) =>
    typeof one === 'object' && 'settings' in one ? one.settings.map(([word]) => word) : [],
  );
  return [
    ...words
      .filter((word) => word !== 'linear')
      .map((word) => block(`if ${chosen} == ${text(word)}`, [simple(step(word, ''))])),
    ...withSettings.map((word) =>
      block(`if isinstance(${chosen}, dict) and ${text(word)} in ${chosen}`, [
        simple(step(word, `, **${chosen}[${text(word)}]`)),
      ]),
    ),
  ];
}
