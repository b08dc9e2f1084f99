/**
 * A model as the view of its code: every decision is taken here, and the template only lays out.
 *
 * The code is made of the spec as it was written, not of the expanded graph: a block becomes a function, a condition
 * an `if`, a default a function's default. The model adds the shapes that stand beside the calls.
 */
import type { Model } from '../../graph.js';
import { sliceAt } from '../../slice.js';
import type { Default, Spec } from '../../spec.js';
import { array, call, type Doc, object, toLines } from '../code/layout.js';
import { camelCase, commentText, docComment, Identifiers, propertyKey, quote } from '../code/lexical.js';
import { BlockFunctions } from './blocks.js';
import { BodyWriter, referredIn } from './body.js';
import { Context, dimsText, type Part, pairType, sentence, shapesText, tensorType } from './context.js';
import { writeDefinitions } from './definitions.js';
import { type CustomLayer, customLayers } from './layers.js';
import { OpFunctions } from './op-functions.js';
import { type FactoryNames, factoryNames, writeOptions } from './options.js';
import { Program } from './program.js';
import { UsedSpecs } from './used-specs.js';

export interface CodeOptions {
  /** Whether to write JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
  /** Where to import TensorFlow.js from. */
  readonly tensorflow?: string;
}

/** What the template lays out. */
export interface NetworkView {
  readonly javascript: boolean;
  readonly typescript: boolean;
  readonly source: string;
  readonly tensorflow: string;
  /** Annotations of types, empty in JavaScript; values that are read as another type. */
  readonly t: Readonly<Record<string, string>>;
  readonly cast: Readonly<Record<string, string>>;
  readonly trainingType: string;
  readonly adaptiveType: string;
  readonly scaleType: string;
  readonly argumentTypes: { readonly Initializer: boolean; readonly Regularizer: boolean };
  readonly types: readonly Part[];
  readonly custom: Readonly<Record<CustomLayer, boolean>>;
  readonly sharesWeights: boolean;
  readonly usesSizeOf: boolean;
  readonly dilates: boolean;
  readonly factory: {
    readonly doc: readonly string[];
    readonly head: string;
    readonly options: readonly string[];
    readonly checks: readonly string[];
    readonly parts: readonly Part[];
    readonly body: readonly string[];
  };
  /** Functions of other specs that the network uses. */
  readonly used: readonly Part[];
}

const annotations = {
  normalization: 'BatchNormalizationConfig',
  grouped: 'GroupedConv2DConfig',
  depthwise: 'DepthwiseConv2DConfig',
  separable: 'SeparableConv2DConfig',
  shapes: 'tf.Shape | tf.Shape[]',
  tensors: 'tf.Tensor | tf.Tensor[]',
  tensor: 'tf.Tensor',
  training: '{ training?: boolean }',
  adaptive: '{ name: string; outputSize: [number, number] }',
  scale: '{ name: string; initValues?: number }',
  number: 'number',
  config: 'tf.serialization.ConfigDict',
  void: 'void',
} as const;

const casts = {
  shape: ['inputShape', 'tf.Shape'],
  tensor: ['(Array.isArray(inputs) ? inputs[0] : inputs)', 'tf.Tensor4D'],
  kernel: ['kernel', 'tf.Tensor4D'],
  dilated: ['tf.slice(samples, [0, 0, 0, 0], size)', 'tf.Tensor4D'],
  pointwise: ['pointwise', 'tf.Tensor4D'],
  kernels: ['tf.split(kernel, groups, 3)', 'tf.Tensor4D[]'],
  parts: ['tf.split(x, groups, 3)', 'tf.Tensor4D[]'],
  strides: ['strides', pairType],
  padding: ['padding', "'same' | 'valid'"],
  dilation: ['dilationRate', pairType],
} as const;

/** Names that the templates take for themselves. */
const reserved = [
  'apply',
  'owner',
  'sizeOf',
  'dilate',
  'meansAlong',
  'owners',
  'layers',
  'Initializer',
  'Regularizer',
  ...customLayers,
];

/** The view of a network's code. */
export function networkView(
  model: Model,
  { javascript = false, tensorflow = '@tensorflow/tfjs' }: CodeOptions,
): NetworkView {
  const { graph } = model;
  const spec = graph.cut ? sliceAt(graph.spec, graph.cut) : graph.spec;
  const context = new Context(model, new Program(spec), javascript);
  const names = factoryNames(spec);
  for (const name of [...reserved, names.factory]) context.identifiers.take(name);
  for (const name of [...reserved, names.optionsType]) context.takeType(name);
  const used = new UsedSpecs(context, [...reserved, names.factory]);
  const options = writeOptions(context, names);
  const transforms = new Map<Default, string>();
  const definitions = writeDefinitions(
    { owner: spec, identifiers: context.identifiers, variables: context.variables, transforms, indentation: 2 },
    context,
  );
  const ops = new OpFunctions(context);
  const blocks = new BlockFunctions(context, used.functionsOf(context.program));
  const blockParts = blocks.write(ops, transforms);
  const body = writeNetwork(context, names, ops, blocks, transforms);
  const { sharesWeights } = context.program;
  const result = javascript ? ' {' : `: tf.LayersModel {`;
  const parameter = `${context.typed('options', names.optionsType)}${options.mayBeLeftOut ? ' = {}' : ''}`;
  return {
    javascript,
    typescript: !javascript,
    source: context.source,
    tensorflow,
    t: Object.fromEntries(Object.entries(annotations).map(([key, type]) => [key, javascript ? '' : `: ${type}`])),
    cast: Object.fromEntries(Object.entries(casts).map(([key, [code, type]]) => [key, context.readAs(code, type)])),
    trainingType: `{${annotations.training}}`,
    adaptiveType: `{${annotations.adaptive}}`,
    scaleType: `{${annotations.scale}}`,
    factory: {
      doc: describeFactory(context, spec, names, options.mayBeLeftOut),
      head: `export function ${names.factory}(${parameter})${result}`,
      options: toLines(object(options.pattern.map((name) => [name, name])), 2, 'const ', ' = options;'),
      checks: options.checks,
      // Those that share weights call functions of the factory.
      parts: [...(sharesWeights ? used.parts : []), ...definitions, ...ops.write(), ...blockParts],
      body,
    },
    used: sharesWeights ? [] : used.parts,
    // What follows was gathered while the parts above were written.
    argumentTypes: {
      Initializer: context.declarations.argumentTypes.has('Initializer'),
      Regularizer: context.declarations.argumentTypes.has('Regularizer'),
    },
    types: context.declarations.types,
    custom: Object.fromEntries(
      customLayers.map((name) => [name, context.declarations.customLayers.has(name)]),
    ) as Record<CustomLayer, boolean>,
    sharesWeights,
    usesSizeOf: context.declarations.usesSizeOf,
    dilates:
      context.declarations.customLayers.has('DilatedDepthwiseConv2D') ||
      context.declarations.customLayers.has('DilatedSeparableConv2D'),
  };
}

function describeFactory(context: Context, spec: Spec, names: FactoryNames, mayBeLeftOut: boolean): readonly string[] {
  const { layers, graph, outputs } = context.model;
  const shapes = new Map([
    ...graph.inputs.map(({ name, shape }) => [name, shape] as const),
    ...layers.map(({ name, output }) => [name, output] as const),
  ]);
  const given = [...outputs].map(([name, layer]) => `${commentText(name)} (${shapesText([shapes.get(layer) ?? []])})`);
  const about =
    spec.summary === undefined ? `The network ${commentText(spec.name.text)}.` : sentence(commentText(spec.summary));
  const types = context.javascript
    ? ['', `@param {${names.optionsType}} ${mayBeLeftOut ? '[options]' : 'options'}`, '@returns {tf.LayersModel}']
    : [];
  return docComment([about, '', `Outputs: ${given.join(', ')}. ${context.at(spec.name.span)}`, ...types]);
}

/** The statements that wire the network up and make a model of it. */
function writeNetwork(
  context: Context,
  names: FactoryNames,
  ops: OpFunctions,
  blocks: BlockFunctions,
  transforms: ReadonlyMap<Default, string>,
): readonly string[] {
  const { program, variables, model } = context;
  const { spec } = program;
  const identifiers = new Identifiers(context.identifiers);
  const referred = referredIn(
    spec.body,
    [...spec.outputs.values()].map(({ layer }) => layer),
  );
  const writer = new BodyWriter(
    { identifiers, variables, transforms, referred, renamed: new Map() },
    [],
    context,
    ops,
    blocks.callables,
  );
  const inputs = model.graph.inputs.map(({ name, shape }) => {
    const local = writer.local(camelCase(name));
    const key = propertyKey(name);
    const given =
      names.shape === 'inputShape'
        ? names.shape
        : `${names.shape}${key === name ? `.${name}` : `[${key}]`} ?? ${dimsText(shape)}`;
    writer.set(
      local,
      call('tf.input', [
        object([
          ['name', quote(name)],
          ['shape', given],
        ]),
      ]),
      shapesText([shape]),
    );
    writer.define(name, local.name);
    return local.name;
  });
  const net = writer.local('net');
  const isCut = model.graph.cut !== undefined;
  if (isCut) writer.writeBody(spec.body, inputs[0] as string, net);
  else writer.writeItems(spec.body.items, inputs[0] as string, net);
  const results = isCut
    ? [{ code: net.name, isOptional: false }]
    : [...spec.outputs.values()].map(({ layer }) => writer.resultOf(layer));
  const codes = results.map(({ code }) => code);
  const toModel = (outputs: Doc) => {
    const given = inputs.length === 1 ? (inputs[0] as string) : array(inputs);
    return toLines(
      call('tf.model', [
        object([
          ['name', quote(spec.name.text)],
          ['inputs', given],
          ['outputs', outputs],
        ]),
      ]),
      2,
      'return ',
      ';',
    );
  };
  const lines = writer.print(2);
  if (!results.some(({ isOptional }) => isOptional))
    return [...lines, ...toModel(codes.length === 1 ? (codes[0] as string) : array(codes))];
  const present = identifiers.take('outputs');
  const isPresent = context.javascript
    ? '(output) => output !== undefined'
    : `(output): output is ${tensorType} => output !== undefined`;
  return [
    ...lines,
    ...toLines(call([array(codes), '.filter'], [isPresent]), 2, `const ${present} = `, ';'),
    ...toModel(present),
  ];
}
