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
import { type FactoryText, printFactory } from './print/factory.js';
import { printSpec } from './print/parts.js';
import { type Part, Printing } from './print/printing.js';
import { printLayerClass } from './printed/layer-class.js';
import type { RuntimeName } from './runtime-names.js';

export interface CodeOptions {
  /** Whether to write JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
  /** The specifier from which TensorFlow.js is imported. */
  readonly tensorflow?: string;
}

/** The data of the template. */
export interface NetworkView {
  readonly source: string;
  readonly tensorflow: string;
  readonly types: readonly Part[];
  readonly factory: FactoryText;
  /** Functions after the factory: those of other specs, and of runtime/. */
  readonly functions: readonly Part[];
}

/** The data of the template for a network's code. */
export function networkView(
  model: Model,
  { javascript = false, tensorflow = '@tensorflow/tfjs' }: CodeOptions,
): NetworkView {
  const module = lower(model, naming);
  const printing = new Printing(module, model, new Language(javascript));
  const { spec, sharesWeights } = module;
  printing.need(sharesWeights ? 'sharing' : 'apply');
  const ops = [module.factory, ...module.used].flatMap(({ parts }) => parts.ops);
  if (ops.some(({ op }) => op.ties)) printing.need('apply-again');
  const used: Part[] = [];
  const factory = printFactory(
    module,
    () => {
      used.push(...module.used.map((one) => printSpec(one, printing)));
      // Functions that share weights belong to the factory.
      return sharesWeights ? [...printing.runtime(isOfFactory), ...used] : [];
    },
    printing,
  );
  const classes = [...printing.printed].map((op) => printLayerClass(op, printing));
  return {
    source: fileText(spec.span),
    tensorflow,
    types: [...printing.runtime(isType), ...printing.types],
    factory,
    functions: [
      ...(sharesWeights ? [] : used),
      ...printing.runtime((name) => !isType(name) && !isOfFactory(name)),
      ...classes,
    ],
  };
}

const isType = (name: RuntimeName): boolean => name === 'initializer' || name === 'regularizer';

/** Each network shares weights by itself. */
const isOfFactory = (name: RuntimeName): boolean => name === 'sharing' || name === 'apply-again';
