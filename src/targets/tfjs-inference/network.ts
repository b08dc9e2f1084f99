/** A plan as the view of its code: every decision is taken here and before, and the template only lays out. */
import { type Bytes, bytesHeld, bytesOf, lastReads, peakOf } from '../../analysis/lifetimes.js';
import { bytesText } from '../../display.js';
import type { Model } from '../../graph.js';
import { isKnown, product, type Shape } from '../../shape.js';
import { positionAt } from '../../source.js';
import { portable, sentence, shapesText, valueText } from '../tfjs/context.js';
import { array, call, type Doc, object, toLines } from '../tfjs/layout.js';
import { camelCase, commentText, docComment, Identifiers, pascalCase, propertyKey, quote } from '../tfjs/lexical.js';
import { type Fold, type FolderName, folders, isOfVectors } from './folds.js';
import { declare, type Traits } from './functions.js';
import { type FunctionName, functions, fusedActivations, type Lowered, lower, type Operation } from './operations.js';
import { type Norm, type Plan, planOf, type Step } from './plan.js';

export interface InferenceOptions {
  /** Whether to write JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
  /** Where to import TensorFlow.js from. */
  readonly tensorflow?: string;
  /** Whether `predict` takes a function that hears of each layer when it has been computed. */
  readonly observed?: boolean;
}

/** The names under which generated code is called. */
export interface InferenceNames {
  readonly load: string;
  readonly type: string;
  /** What inputs and outputs are called, by name of the spec. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

export function inferenceNames({ graph, outputs }: Model): InferenceNames {
  const type = pascalCase(graph.spec.name.text);
  const properties = (names: Iterable<string>) => {
    const taken = new Identifiers();
    return new Map([...names].map((name) => [name, taken.take(camelCase(name))]));
  };
  return {
    load: `load${type}`,
    type,
    inputs: properties(graph.inputs.map(({ name }) => name)),
    outputs: properties(outputs.keys()),
  };
}

/** What the template lays out. */
export interface InferenceView {
  readonly source: string;
  readonly tensorflow: string;
  readonly parts: readonly (readonly string[])[];
}

/** The most bytes that the intermediate tensors of one example take at once; undefined where that depends on an unknown size. */
export function peakBytesOf(model: Model): Bytes {
  const plan = planOf(model);
  return peakBytes(
    plan.steps.flatMap((step) => lower(step).operations),
    plan,
    model,
  );
}

/** When an operation has given its result, what it has read last is not yet freed; the inputs are the caller's. */
function peakBytes(operations: readonly Operation[], { outputs }: Plan, { graph }: Model): Bytes {
  const sized = operations.map(({ shape, between = [0], ...operation }) => ({
    ...operation,
    bytes: bytesOf(product(shape)),
    between: bytesOf(product(between)),
  }));
  return peakOf(bytesHeld(sized, outputs.values(), new Map(graph.inputs.map(({ name }) => [name, 0]))));
}

export function inferenceView(model: Model, options: InferenceOptions = {}): InferenceView {
  const { tensorflow = '@tensorflow/tfjs-core' } = options;
  const writer = new Writer(model, options);
  return { source: writer.source, tensorflow, parts: writer.parts() };
}

/** A step with the operations that it comes to, and the variable of its weights. */
interface Written {
  readonly step: Step;
  readonly lowered: Lowered;
  readonly weights: string;
}

/** The statements of a body stand two columns in. */
const inside = 2;

class Writer {
  readonly source: string;
  private readonly names: InferenceNames;
  private readonly plan: Plan;
  private readonly written: readonly Written[];
  private readonly javascript: boolean;
  private readonly identifiers = new Identifiers();
  /** The variables by the values that they hold. */
  private readonly variables = new Map<string, string>();
  /** The calls that take weights, by the property that holds them. */
  private readonly entries = new Map<string, Fold>();
  private readonly norms = new Map<string, string>();
  private readonly called = new Set<FunctionName>();
  private readonly typeName: string;

  constructor(
    private readonly model: Model,
    private readonly options: InferenceOptions,
  ) {
    this.javascript = options.javascript ?? false;
    this.source = commentText(portable(model.graph.spec.span.source.file));
    this.names = inferenceNames(model);
    this.plan = planOf(model);
    for (const reserved of [...functions, ...folders, ...ownNames, this.names.load]) this.identifiers.take(reserved);
    this.typeName = this.identifiers.take(this.names.type);
    for (const { name } of model.graph.inputs) this.variables.set(name, this.identifiers.take(camelCase(name)));
    const properties = new Identifiers();
    const byFold = new Map<string, string>();
    this.written = this.plan.steps.map((step) => {
      const lowered = lower(step);
      const { fold } = lowered;
      const key = JSON.stringify(fold);
      let weights = byFold.get(key) ?? '';
      if (fold && weights === '') {
        weights = properties.take(camelCase(fold.name));
        byFold.set(key, weights);
        this.entries.set(weights, fold);
      }
      return { step, lowered, weights: `w${/^[A-Za-z_$]/.test(weights) ? '.' : ''}${weights}` };
    });
  }

  parts(): readonly (readonly string[])[] {
    const compute = this.computeFunction();
    const weights = this.entries.size > 0 ? [this.weightsFunction()] : [];
    const traits = this.traits();
    if (this.called.has('groupedConv2d')) this.called.add('conv2d');
    if (this.called.has('denseEach')) this.called.add('dense');
    const used = functions.filter((name) => this.called.has(name));
    const fuses = used.some((name) => ['conv2d', 'depthwiseConv2d', 'dense'].includes(name));
    const finishes = fuses || used.some((name) => ['pooledConv2d', 'conv2dTranspose'].includes(name));
    const more = [
      ...used,
      ...(finishes ? (['finish'] as const) : []),
      ...(fuses ? (['isNative'] as const) : []),
      ...(traits.undilates ? (['undilated'] as const) : []),
      'expectShape' as const,
    ];
    return [
      ...this.settingTypes(),
      this.networkType(),
      this.loadFunction(),
      compute,
      ...weights,
      ...more.map((name) => declare(name, traits)),
    ];
  }

  // -------------------------------------------------------------- what callers see

  private get inputType(): string {
    const { graph } = this.model;
    const types = graph.inputs.map(({ name, shape }) => [this.names.inputs.get(name) as string, tensorType(shape)]);
    const [only] = types;
    return types.length === 1 && only
      ? (only[1] as string)
      : `{ ${types.map(([key, type]) => `${key}: ${type}`).join('; ')} }`;
  }

  private get outputType(): string {
    const shapes = this.shapes();
    const types = [...this.plan.outputs].map(
      ([name, value]) => `${this.names.outputs.get(name)}: ${tensorType(shapes.get(value) as Shape)}`,
    );
    return `{ ${types.join('; ')} }`;
  }

  private get inputName(): string {
    const [only] = this.model.graph.inputs;
    return this.model.graph.inputs.length === 1 && only ? (this.variables.get(only.name) as string) : 'inputs';
  }

  /** What TypeScript declares, and JavaScript has in a comment. */
  private networkType(): readonly string[] {
    const { graph } = this.model;
    const given = graph.inputs.map(({ name, shape }) => `${commentText(name)} (${shapesText([shape])})`).join(', ');
    const about = `The network ${commentText(graph.spec.name.text)} with its weights.`;
    const predict = `Computes the outputs for a batch of ${given}. The caller disposes of both.`;
    const observe = this.options.observed ? ', observe: (layer: string) => void' : '';
    const signature = `(${this.inputName}: ${this.inputType}${observe})`;
    if (this.javascript) {
      const head = `@typedef {object} ${this.typeName}`;
      return docComment([
        about,
        '',
        head,
        `@property {${signature} => ${this.outputType}} predict ${predict}`,
        '@property {() => void} dispose Frees the weights.',
      ]);
    }
    return [
      ...docComment([about]),
      `export interface ${this.typeName} {`,
      ...docComment([predict]).map((line) => `  ${line}`),
      ...memberLines(`predict${signature}`, this.outputType).map((line) => `  ${line}`),
      '  /** Frees the weights. */',
      '  dispose(): void;',
      '}',
    ];
  }

  private loadFunction(): readonly string[] {
    const { graph } = this.model;
    const hasWeights = this.entries.size > 0;
    const { spec } = graph;
    const about =
      spec.summary === undefined ? `The network ${commentText(spec.name.text)}.` : sentence(commentText(spec.summary));
    const set = [...graph.parameters].map(
      ([name, value]) => `${commentText(name)} = ${commentText(valueText(value as never))}`,
    );
    const at = `(${this.source}:${positionAt(spec.name.span.source, spec.name.span.start).line})`;
    const variant = set.length > 0 ? `This is the network with ${set.join(', ')}. ${at}` : at;
    const peak = peakBytes(this.operations, this.plan, this.model);
    const memory =
      peak === undefined
        ? []
        : ['', `Beside its weights and its input, the tensors of one example take ${bytesText(peak)} at the most.`];
    const takes = hasWeights
      ? [
          '',
          'The weights go by the names of the report. They are copied or folded, and stay the caller’s.'.replace(
            '’',
            "'",
          ),
        ]
      : [];
    const tags = this.javascript
      ? ['', ...(hasWeights ? ['@param {tf.NamedTensorMap} weights'] : []), `@returns {${this.typeName}}`]
      : [];
    const parameter = hasWeights ? (this.javascript ? 'weights' : 'weights: tf.NamedTensorMap') : '';
    const observe = this.options.observed ? ', observe' : '';
    const input = this.inputName;
    const given = observe ? `(${input}${observe})` : `(${input})`;
    return [
      ...docComment([about, '', variant, ...takes, ...memory, ...tags]),
      `export function ${this.names.load}(${parameter})${this.javascript ? '' : `: ${this.typeName}`} {`,
      ...(hasWeights ? ['  const w = tf.tidy(() => foldWeights(weights));'] : []),
      '  return {',
      `    predict: ${given} => tf.tidy(() => compute(${hasWeights ? 'w, ' : ''}${input}${observe})),`,
      `    dispose: () => ${hasWeights ? 'tf.dispose(w)' : '{}'},`,
      '  };',
      '}',
    ];
  }

  // -------------------------------------------------------------- the network, operation by operation

  private get operations(): readonly Operation[] {
    return this.written.flatMap(({ lowered }) => lowered.operations);
  }

  private shapes(): ReadonlyMap<string, Shape> {
    const { graph } = this.model;
    return new Map([
      ...graph.inputs.map(({ name, shape }) => [name, shape] as const),
      ...this.operations.map(({ name, shape }) => [name, shape] as const),
    ]);
  }

  private computeFunction(): readonly string[] {
    const { graph } = this.model;
    const hasWeights = this.entries.size > 0;
    const ofCaller = [...graph.inputs.map(({ name }) => name), ...this.plan.outputs.values()];
    const spent = lastReads(this.operations, ofCaller);
    const { observed } = this.options;
    const body: string[] = [];
    if (graph.inputs.length > 1) {
      const names = graph.inputs.map(({ name }): [Doc, Doc] => [
        this.names.inputs.get(name) as string,
        this.variables.get(name) as string,
      ]);
      body.push(...toLines(object(names), inside, 'const ', ' = inputs;'));
    }
    for (const { name, shape } of graph.inputs) {
      const sizes = ['null', ...shape.map((dim) => (isKnown(dim) ? String(dim) : 'null'))];
      const args = [quote(name), this.variables.get(name) as string, array(sizes)];
      body.push(...toLines(call('expectShape', args), inside, '', ';'));
    }
    for (const section of sectionsOf(this.written)) {
      body.push('', ...this.sectionTitle(section));
      for (const { step, lowered, weights } of section) {
        for (const operation of lowered.operations) {
          body.push(...this.statement(operation, weights));
          const gone = (spent.get(operation) ?? []).map((value) => this.variables.get(value) as string);
          if (gone.length === 1) body.push(`${gone[0]}.dispose();`);
          else if (gone.length > 1) body.push(...toLines(['tf.dispose(', array(gone), ')'], inside, '', ';'));
        }
        if (observed) body.push(`observe(${quote(step.owner.name)});`);
      }
    }
    body.push('', ...this.result());
    const parameters: (readonly [string, string])[] = [
      ...(hasWeights ? [['w', 'ReturnType<typeof foldWeights>'] as const] : []),
      [this.inputName, this.inputType],
      ...(observed ? [['observe', '(layer: string) => void'] as const] : []),
    ];
    const doc =
      'The network, one operation after the other; each tensor is freed when it has been read for the last time.';
    const tags = this.javascript ? ['', ...parameters.map(([name, type]) => `@param {${type}} ${name}`)] : [];
    const texts = parameters.map(([name, type]) => (this.javascript ? name : `${name}: ${type}`));
    return [
      ...docComment([doc, ...tags]),
      ...toLines(call('function compute', texts), 0, '', ' {'),
      ...body.map((line) => (line === '' ? '' : `  ${line}`)),
      '}',
    ];
  }

  private statement(operation: Operation, weights: string): readonly string[] {
    const { name, inputs, shape, code, isUntyped } = operation;
    const computed = code(
      inputs.map((input) => this.variables.get(input) as string),
      weights,
    );
    for (const callee of calleesOf(computed)) if (isFunction(callee)) this.called.add(callee);
    const variable = this.identifiers.take(camelCase(name));
    this.variables.set(name, variable);
    const type = tensorType(shape);
    const [head, tail] = !isUntyped
      ? [`const ${variable} = `, ';']
      : this.javascript
        ? [`const ${variable} = /** @type {${type}} */ (`, ');']
        : [`const ${variable}: ${type} = `, ';'];
    const lines = toLines(computed, inside, head, tail);
    return [...lines.slice(0, -1), `${lines.at(-1)} // ${shapesText([shape])}`];
  }

  /** The scope that a section's layers share, and where its first line stands. */
  private sectionTitle(section: readonly Written[]): readonly string[] {
    const [first] = section;
    const scope = scopeOf(section);
    if (scope === undefined || !first) return [];
    const { uses, item } = first.step.layer.node;
    const { source, start } = (uses[0] ?? item).span;
    return [`// ${commentText(scope)} (${commentText(portable(source.file))}:${positionAt(source, start).line})`];
  }

  private result(): readonly string[] {
    const given = new Set(this.model.graph.inputs.map(({ name }) => name));
    const entries = [...this.plan.outputs].map(([name, value]): [Doc, Doc] => {
      const variable = this.variables.get(value) as string;
      const key = this.names.outputs.get(name) as string;
      // The caller disposes of every output and every input, each once.
      const code = given.has(value) ? `${variable}.clone()` : variable;
      given.add(value);
      return [key, code];
    });
    return toLines(object(entries), inside, 'return ', ';');
  }

  // -------------------------------------------------------------- weights

  private traits(): Traits {
    const { steps } = this.plan;
    const activations = fusedActivations(steps);
    const folds = [...this.entries.values()];
    return {
      javascript: this.javascript,
      dilates: steps.some(
        ({ layer }) => layer.op.name === 'conv2d' && Math.max(...(layer.attributes.dilation_rate as number[])) > 1,
      ),
      pads: steps.some(({ margins }) => margins !== undefined),
      activations,
      leaks: activations.some(({ word }) => word === 'leakyrelu'),
      norms: folds.some(({ folder, norm }) => norm !== undefined && folder !== 'batchNorm'),
      undilates: folds.some(({ dilation }) => dilation !== undefined),
    };
  }

  private settingTypes(): readonly (readonly string[])[] {
    const folds = [...this.entries.values()];
    const { norms, undilates } = this.traits();
    const hasNorms = folds.some(({ norm }) => norm);
    const fields = [
      '/** Whether the layer has a bias of its own. */',
      'bias?: boolean;',
      ...(undilates ? ['/** How far apart the samples of the kernel are. */', 'dilation?: [number, number];'] : []),
      ...(norms
        ? ['/** The batch norm that follows, which has a name where it is a layer by itself. */', 'norm?: BatchNorm;']
        : []),
    ];
    const foldsKernels = folds.some(({ folder }) => !isOfVectors(folder));
    const name = norms ? ['name?: string;'] : [];
    const normFields = [...name, 'epsilon: number;', 'center?: boolean;', 'scale?: boolean;'];
    return [
      ...(hasNorms ? [this.typeDeclaration('BatchNorm', normFields)] : []),
      ...(foldsKernels ? [this.typeDeclaration('Folding', fields)] : []),
    ];
  }

  private typeDeclaration(name: string, fields: readonly string[]): readonly string[] {
    if (!this.javascript) return [`interface ${name} {`, ...fields.map((field) => `  ${field}`), '}'];
    const members = fields.filter((field) => !field.startsWith('/**')).map((field) => field.replace(';', ''));
    return [`/** @typedef {{ ${members.join('; ')} }} ${name} */`];
  }

  private weightsFunction(): readonly string[] {
    const traits = this.traits();
    const folds = [...this.entries.values()];
    const used = new Set<FolderName>(folds.map(({ folder }) => folder));
    if (used.has('grouped')) used.add('convolution');
    if (traits.norms) used.add('batchNorm');
    const foldsKernels = [...used].some((folder) => !isOfVectors(folder));
    const usesVectors = foldsKernels || used.size > 0;
    const order = [
      'weight' as const,
      ...(usesVectors ? ['vector' as const] : []),
      ...(used.has('batchNorm') ? ['batchNorm' as const] : []),
      ...(foldsKernels ? ['fold' as const] : []),
      ...folders.filter((folder) => folder !== 'batchNorm' && used.has(folder)),
    ];
    const entries = [...this.entries].flatMap(([key, fold]) =>
      toLines(this.foldCall(fold), inside + 2, `${propertyKey(key)}: `, ','),
    );
    const norms = [...this.norms].map(([settings, name]) => `const ${name} = ${settings};`);
    const doc = 'Takes the weights, each in the shape that it must have, and folds what can be folded.';
    return [
      ...docComment([doc, ...(this.javascript ? ['', '@param {tf.NamedTensorMap} weights'] : [])]),
      `function foldWeights(${this.javascript ? 'weights' : 'weights: tf.NamedTensorMap'}) {`,
      ...order.flatMap((name, index) => [
        ...(index > 0 ? [''] : []),
        ...declare(name, traits, inside).map((line) => (line === '' ? '' : `  ${line}`)),
      ]),
      '',
      ...norms.map((line) => `  ${line}`),
      '  return {',
      ...entries.map((line) => `    ${line}`),
      '  };',
      '}',
    ];
  }

  private foldCall({ folder, name, sizes, bias, norm, dilation, vectors }: Fold): Doc {
    const shapes = sizes.map((size) => (Array.isArray(size) ? array(size.map(String)) : String(size)));
    if (folder === 'batchNorm') return call(folder, [quote(name), ...shapes, this.normSettings(norm as Norm)]);
    const settings: [Doc, Doc][] = [
      ...(bias ? ([['bias', 'true']] as [Doc, Doc][]) : []),
      ...(dilation ? ([['dilation', array(dilation.map(String))]] as [Doc, Doc][]) : []),
      ...(norm ? ([['norm', this.normCode(norm, `${name}/BatchNorm`)]] as [Doc, Doc][]) : []),
      ...(['center', 'scale'] as const).flatMap((key): [Doc, Doc][] =>
        vectors?.[key] === false ? [[key, 'false']] : [],
      ),
    ];
    return call(folder, [quote(name), ...shapes, ...(settings.length > 0 ? [object(settings)] : [])]);
  }

  private normSettings({ epsilon, center, scale }: Norm): string {
    const fields = [`epsilon: ${epsilon}`, ...(center ? [] : ['center: false']), ...(scale ? [] : ['scale: false'])];
    const settings = `{ ${fields.join(', ')} }`;
    const name = this.norms.get(settings) ?? this.identifiers.take('norm');
    this.norms.set(settings, name);
    return name;
  }

  private normCode(norm: Norm, usual: string): Doc {
    const settings = this.normSettings(norm);
    return norm.name === usual
      ? settings
      : object([
          [`...${settings}`, `...${settings}`],
          ['name', quote(norm.name)],
        ]);
  }
}

/** What the module itself calls things. */
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
];

const isFunction = (name: string): name is FunctionName => (functions as readonly string[]).includes(name);

/** The functions that a call calls, those of its arguments among them. */
function calleesOf(doc: Doc): readonly string[] {
  if (typeof doc === 'string') return [doc];
  return 'kind' in doc ? (doc.kind === 'line' ? [] : calleesOf(doc.of)) : doc.flatMap(calleesOf);
}

/** `tf.Tensor4D` for an image, to which the batch is added. */
const tensorType = ({ length }: Shape): string => (length < 6 ? `tf.Tensor${length + 1}D` : 'tf.Tensor');

/** A method's signature; its result's members have a line each where they do not fit. */
function memberLines(signature: string, result: string): readonly string[] {
  const flat = `${signature}: ${result};`;
  if (flat.length + 2 <= 120) return [flat];
  return [
    `${signature}: {`,
    ...result
      .slice(2, -2)
      .split('; ')
      .map((member) => `  ${member};`),
    '};',
  ];
}

/** The outermost scope of a step's layers. */
const headOf = ({ step }: Written): string => step.name.split('/')[0] as string;

/** Steps in a row that share their outermost scope, and between them those that share none. */
function sectionsOf(written: readonly Written[]): readonly (readonly Written[])[] {
  const counts = new Map<string, number>();
  for (const one of written) counts.set(headOf(one), (counts.get(headOf(one)) ?? 0) + 1);
  const isAlone = (one: Written) => counts.get(headOf(one)) === 1;
  const sections: Written[][] = [];
  for (const one of written) {
    const last = sections.at(-1);
    const before = last?.at(-1);
    if (last && before && (headOf(before) === headOf(one) || (isAlone(before) && isAlone(one)))) last.push(one);
    else sections.push([one]);
  }
  return sections;
}

const scopeOf = (section: readonly Written[]): string | undefined => {
  const heads = new Set(section.map(headOf));
  return section.length > 1 && heads.size === 1 ? [...heads][0] : undefined;
};
