/**
 * A model as the view of its code: every decision is taken here, and the template only lays out.
 *
 * The code is made of the spec as it was written, not of the expanded graph: a block becomes a function, a condition
 * an `if`, a default a function's default. The model adds the shapes that stand beside the calls.
 *
 *   model ─ Program ─▶ what of the spec the outputs need ─ SpecParts ─▶ functions ─ writeFactoryBody ─▶ statements
 *
 * All of them share a `Context`, which gathers what the module has to declare while they are written.
 */
import type { Model } from '../../graph/graph.js';
import { sliceAt } from '../../graph/slice.js';
import { Language } from '../code/language.js';
import { object, toLines } from '../code/layout.js';
import { fileText } from '../code/words.js';
import { Context, type Part } from './context.js';
import { describeFactory, writeFactoryBody } from './factory.js';
import { type CustomLayer, customLayers } from './ops/layers.js';
import { factoryNames, writeOptions } from './options.js';
import { Program } from './program.js';
import { SpecParts } from './spec-parts.js';
import { type TemplateTypes, templateTypes } from './template-types.js';
import { UsedSpecs } from './used-specs.js';

export interface CodeOptions {
  /** Whether to write JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
  /** Where to import TensorFlow.js from. */
  readonly tensorflow?: string;
}

/** What the template lays out. */
export interface NetworkView extends TemplateTypes, Declared {
  readonly javascript: boolean;
  readonly typescript: boolean;
  readonly source: string;
  readonly tensorflow: string;
  readonly sharesWeights: boolean;
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

/** What the module declares because something in it needs that. */
interface Declared {
  readonly argumentTypes: { readonly Initializer: boolean; readonly Regularizer: boolean };
  readonly types: readonly Part[];
  readonly custom: Readonly<Record<CustomLayer, boolean>>;
  readonly usesSizeOf: boolean;
  readonly crops: boolean;
  readonly dilates: boolean;
}

/** Names that the templates take for themselves. */
const reserved = [
  'apply',
  'owner',
  'sizeOf',
  'dilate',
  'cropped',
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
  const language = new Language(javascript);
  const context = new Context(model, new Program(spec), language);
  const names = factoryNames(spec);
  for (const name of [...reserved, names.factory]) context.identifiers.take(name);
  for (const name of [...reserved, names.optionsType]) context.takeType(name);
  const used = new UsedSpecs(context, [...reserved, names.factory]);
  const options = writeOptions(context, names);
  const parts = new SpecParts(context, used);
  const body = writeFactoryBody(context, names, parts);
  const { sharesWeights } = context.program;
  const parameter = `${language.typed('options', names.optionsType)}${options.mayBeLeftOut ? ' = {}' : ''}`;
  return {
    javascript,
    typescript: !javascript,
    source: fileText(spec.span),
    tensorflow,
    ...templateTypes(language),
    sharesWeights,
    factory: {
      doc: describeFactory(context, names, options.mayBeLeftOut),
      head: `export function ${names.factory}(${parameter})${language.annotation('tf.LayersModel')} {`,
      options: toLines(object(options.pattern.map((name) => [name, name])), 2, 'const ', ' = options;'),
      checks: options.checks,
      // Those that share weights call functions of the factory.
      parts: [...(sharesWeights ? used.parts : []), ...parts.write()],
      body,
    },
    used: sharesWeights ? [] : used.parts,
    ...declaredBy(context),
  };
}

/** What was gathered while all else was written. */
function declaredBy({ declarations }: Context): Declared {
  const { argumentTypes, types, customLayers: custom, usesSizeOf, crops } = declarations;
  return {
    argumentTypes: { Initializer: argumentTypes.has('Initializer'), Regularizer: argumentTypes.has('Regularizer') },
    types,
    custom: Object.fromEntries(customLayers.map((name) => [name, custom.has(name)])) as Record<CustomLayer, boolean>,
    usesSizeOf,
    crops,
    dilates: custom.has('DilatedDepthwiseConv2D') || custom.has('DilatedSeparableConv2D'),
  };
}
