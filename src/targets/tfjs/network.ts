/**
 * A model as the view of its code: lowered to a module of no one language, and printed; the template only lays out.
 *
 *   model ─ lower ─▶ module ─ print ─▶ view ─ template ─▶ text
 */
import type { Model } from '../../graph/graph.js';
import { lower } from '../../lower/lower.js';
import { Language } from '../code/language.js';
import { fileText } from '../code/words.js';
import { naming } from './naming.js';
import { type CustomLayer, customLayers } from './ops/layers.js';
import { type FactoryText, printFactory } from './print/factory.js';
import { printSpec } from './print/parts.js';
import { type Part, Printing } from './print/printing.js';
import { type TemplateTypes, templateTypes } from './template-types.js';

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
  readonly factory: FactoryText;
  /** Functions of other specs that the network uses. */
  readonly used: readonly Part[];
}

/** What the module declares because something in it needs that. */
interface Declared {
  readonly argumentTypes: { readonly Initializer: boolean; readonly Regularizer: boolean };
  readonly types: readonly Part[];
  readonly custom: Readonly<Record<string, boolean>>;
  readonly usesSizeOf: boolean;
  readonly crops: boolean;
  readonly dilates: boolean;
}

/** The view of a network's code. */
export function networkView(
  model: Model,
  { javascript = false, tensorflow = '@tensorflow/tfjs' }: CodeOptions,
): NetworkView {
  const module = lower(model, naming);
  const language = new Language(javascript);
  const printing = new Printing(module, model, language);
  const { spec, sharesWeights } = module;
  const used: Part[] = [];
  const factory = printFactory(
    module,
    () => {
      used.push(...module.used.map((one) => printSpec(one, printing)));
      // Those that share weights call functions of the factory.
      return sharesWeights ? used : [];
    },
    printing,
  );
  return {
    javascript,
    typescript: !javascript,
    source: fileText(spec.span),
    tensorflow,
    ...templateTypes(language),
    sharesWeights,
    factory,
    used: sharesWeights ? [] : used,
    ...declaredBy(printing),
  };
}

/** What was gathered while all else was printed. */
function declaredBy({ argumentTypes, types, customLayers: custom, usesSizeOf, crops }: Printing): Declared {
  const has = (name: CustomLayer) => custom.has(name);
  return {
    argumentTypes: { Initializer: argumentTypes.has('initializer'), Regularizer: argumentTypes.has('regularizer') },
    types,
    custom: Object.fromEntries(customLayers.map((name) => [name, has(name)])),
    usesSizeOf,
    crops,
    dilates: has('DilatedDepthwiseConv2D') || has('DilatedSeparableConv2D'),
  };
}
