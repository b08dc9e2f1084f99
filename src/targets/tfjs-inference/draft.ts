/** The draft of a network's module: its operations, how weights are loaded, and all names. */

import type { Shape } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import { found } from '../../text/lookup.js';
import { Language } from '../code/language.js';
import type { Doc } from '../code/layout.js';
import { camelCase, UniqueIdentifiers } from '../code/lexical.js';
import { helperNames } from '../tensorflow/helpers.js';
import { runtime } from '../tfjs/runtime.js';
import type { RuntimeName } from '../tfjs/runtime-names.js';
import { folders, type WeightLoading } from './folds.js';
import { lower } from './lower.js';
import { type InferenceNames, inferenceNames } from './names.js';
import { functions, type ModuleFunction, type Operation, valuesOfOperation } from './operation.js';
import { type Plan, type PlanStep, planOf } from './plan.js';

export interface InferenceOptions {
  /** Whether to write JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
  /** The specifier from which TensorFlow.js is imported. */
  readonly tensorflow?: string;
  /** Whether `predict` takes a function that is called for each computed layer, with its value. */
  readonly observed?: boolean;
}

/** A step of the plan with its statements, the last of which gives its value. */
export interface WrittenStep {
  readonly step: PlanStep;
  readonly statements: readonly DraftStatement[];
}

/** An operation, its code, and the variables of its values. */
export interface DraftStatement {
  readonly operation: Operation;
  readonly variables: readonly [string, ...string[]];
  readonly code: Doc;
}

/** The names of the module itself. */
const ownNames = [
  'compute',
  'foldWeights',
  'w',
  'weights',
  'weight',
  'vector',
  'fold',
  'undilated',
  'finish',
  'isNative',
  'expectShape',
  'inputs',
  'observe',
  'Folding',
  'BatchNorm',
  ...helperNames.map(camelCase),
  // What these call.
  'dilate',
  'inGroups',
  'unstacked',
];

export class Draft {
  readonly language: Language;
  readonly names: InferenceNames;
  readonly plan: Plan;
  readonly steps: readonly WrittenStep[];
  readonly operations: readonly Operation[];
  /** How weights are loaded, by the property that has them. */
  readonly folds: ReadonlyMap<string, WeightLoading>;
  /** The identifiers of the module, those of its functions included. */
  readonly identifiers = new UniqueIdentifiers();
  readonly typeName: string;
  readonly isObserved: boolean;
  /** The functions of ops that TensorFlow.js lacks. */
  readonly computed: Functions;
  /** Variables by the inputs and operations that they hold. */
  private readonly variables = new Map<string, string>();

  constructor(
    readonly model: Model,
    { javascript = false, observed = false }: InferenceOptions,
  ) {
    this.language = new Language(javascript);
    this.isObserved = observed;
    this.computed = new Functions(this.language, this.identifiers);
    this.names = inferenceNames(model);
    for (const reserved of [...functions, ...folders, ...ownNames, this.names.load]) this.identifiers.take(reserved);
    this.typeName = this.identifiers.take(this.names.type);
    this.plan = planOf(model);
    const lowered = this.plan.steps.map((step) => ({ step, ...lower(step) }));
    this.operations = lowered.flatMap(({ operations }) => operations);
    for (const { name } of [...model.graph.inputs, ...this.operations.flatMap(valuesOfOperation)])
      this.variables.set(name, this.identifiers.take(camelCase(name)));
    const properties = new Properties();
    this.steps = lowered.map(({ step, operations, fold }) => {
      const weights = fold ? `w.${properties.of(fold)}` : '';
      return { step, statements: operations.map((operation) => this.statement(operation, weights)) };
    });
    this.folds = properties.folds;
  }

  private statement(operation: Operation, weights: string): DraftStatement {
    const inputs = operation.inputs.map((input) => this.variable(input));
    const callee = operation.function ? this.computed.nameOf(operation.function) : '';
    const { name, more = [] } = operation;
    const others = more.map((value) => this.variable(value.name));
    const code = operation.code(inputs, weights, callee);
    return { operation, variables: [this.variable(name), ...others], code };
  }

  get hasWeights(): boolean {
    return this.folds.size > 0;
  }

  /** The variable of an input or an operation. */
  variable(value: string): string {
    return found(this.variables, value);
  }

  /** The parameter of `predict`: the only input, or an object with all inputs. */
  get input(): { readonly name: string; readonly type: string } {
    const { inputs } = this.model.graph;
    const [only] = inputs;
    if (inputs.length === 1 && only) return { name: this.variable(only.name), type: tensorType(only.shape) };
    const members = inputs.map(({ name, shape }) => `${this.names.inputs.get(name)}: ${tensorType(shape)}`);
    return { name: 'inputs', type: `{ ${members.join('; ')} }` };
  }
}

/** Names functions; equal ones are one function. */
class Functions {
  private readonly declared = new Map<string, { readonly name: string; readonly of: ModuleFunction }>();

  constructor(
    private readonly language: Language,
    private readonly identifiers: UniqueIdentifiers,
  ) {}

  nameOf(of: ModuleFunction): string {
    const text = of.write('', this.language).join('\n');
    const known = this.declared.get(text) ?? { name: this.identifiers.take(of.name), of };
    this.declared.set(text, known);
    return known.name;
  }

  declare(): readonly (readonly string[])[] {
    const functions = [...this.declared.values()];
    const helpers = new Set<RuntimeName>(functions.flatMap(({ of }) => of.helpers));
    // A set that grows is read to its end.
    for (const name of helpers) for (const used of runtime(name).uses) helpers.add(used);
    return [
      ...functions.map(({ name, of }) => of.write(name, this.language)),
      ...[...helpers].map((name) => runtime(name)[this.language.javascript ? 'javascript' : 'typescript'].split('\n')),
    ];
  }
}

/** Assigns weights to properties; equal weights share one, such as those of layers that share weights. */
class Properties {
  readonly folds = new Map<string, WeightLoading>();
  private readonly byText = new Map<string, string>();
  private readonly taken = new UniqueIdentifiers();

  of(fold: WeightLoading): string {
    const text = JSON.stringify(fold);
    const property = this.byText.get(text) ?? this.taken.take(camelCase(fold.name));
    this.byText.set(text, property);
    this.folds.set(property, fold);
    return property;
  }
}

/** `tf.Tensor4D` for an image, including the batch. */
export const tensorType = ({ length }: Shape): string => (length < 6 ? `tf.Tensor${length + 1}D` : 'tf.Tensor');

/** Called for each computed layer: the layer that owns its weights, its own name, and its value. */
export const observerType = '(owner: string, layer: string, value: tf.Tensor) => void';
