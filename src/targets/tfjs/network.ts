/**
 * A model as the view of its TypeScript: every decision is taken here, and the template only lays out.
 *
 * The code is made of the spec as it was written, not of the expanded graph: a block becomes a function, a condition
 * an `if`, a default a function's default. The model adds the shapes that stand beside the calls.
 */

import { formulasIn } from '../../evaluation.js';
import { walk } from '../../expression.js';
import type { Layer, Model } from '../../graph.js';
import type { Attribute, AttributeType } from '../../ops/attributes.js';
import type { OpName } from '../../ops/index.js';
import type { Op } from '../../ops/op.js';
import { isKnown, type Shape } from '../../shape.js';
import { positionAt, type Span } from '../../source.js';
import {
  type Block,
  type Branches,
  type Default,
  type Formula,
  type Item,
  itemsOf,
  type LayerItem,
  literal,
  type Name,
  type Parameter,
  type Sequence,
  type Spec,
  type Template,
  type UseItem,
  type Written,
} from '../../spec.js';
import {
  array,
  arrow,
  call,
  camelCase,
  commentText,
  type Doc,
  docComment,
  Identifiers,
  layOut,
  object,
  pascalCase,
  propertyKey,
  quote,
  templateText,
} from './code.js';
import {
  booleanCode,
  type CodeScope,
  conditionCode,
  namesNotNull,
  numberCode,
  templateCode,
  templateInside,
  type Variable,
  valueCode,
  writtenCode,
} from './expressions.js';
import { activationMaker, type CustomLayer, customLayers, normalisation, rows } from './layers.js';
import { sliceAt } from './slice.js';

export interface CodeOptions {
  /** Whether to write JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
  /** Where to import TensorFlow.js from. */
  readonly tensorflow?: string;
}

/** A function or a constant of the generated code, line by line. */
interface Part {
  readonly lines: readonly string[];
}

/** What the template lays out. */
export interface NetworkView {
  readonly javascript: boolean;
  readonly typescript: boolean;
  readonly source: string;
  readonly tensorflow: string;
  /** Annotations of types, empty in JavaScript, and what is read as another type. */
  readonly t: Readonly<Record<string, string>>;
  readonly cast: Readonly<Record<string, string>>;
  readonly trainingType: string;
  readonly types: readonly Part[];
  readonly named: { readonly Initializer: boolean; readonly Regularizer: boolean };
  readonly custom: Readonly<Record<CustomLayer, boolean>>;
  readonly shares: boolean;
  readonly factory: {
    readonly doc: readonly string[];
    readonly head: string;
    readonly options: readonly string[];
    readonly checks: readonly string[];
    readonly parts: readonly Part[];
    readonly body: readonly string[];
  };
}

const tensor = 'tf.SymbolicTensor';
const pairType = '[number, number]';

const annotations = {
  normalization: 'BatchNormalizationConfig',
  grouped: 'GroupedConv2DConfig',
  depthwise: 'DepthwiseConv2DConfig',
  shapes: 'tf.Shape | tf.Shape[]',
  tensors: 'tf.Tensor | tf.Tensor[]',
  tensor: 'tf.Tensor',
  training: '{ training?: boolean }',
  config: 'tf.serialization.ConfigDict',
  void: 'void',
} as const;

const casts = {
  shape: ['inputShape', 'tf.Shape'],
  tensor: ['(Array.isArray(inputs) ? inputs[0] : inputs)', 'tf.Tensor4D'],
  kernel: ['kernel', 'tf.Tensor4D'],
  strides: ['strides', pairType],
  padding: ['padding', "'same' | 'valid'"],
  dilation: ['dilationRate', pairType],
} as const;

/** The factory's name and what its options are called. */
export interface FactoryNames {
  readonly factory: string;
  /** By parameter of the spec. */
  readonly options: ReadonlyMap<string, string>;
  /** The option for the shape of the only input, or for shapes by input. */
  readonly shape: 'inputShape' | 'inputShapes';
}

/** The names under which the generated code can be called. */
export function factoryNames(spec: Spec): FactoryNames {
  const shape = spec.inputs.size === 1 ? 'inputShape' : 'inputShapes';
  const properties = new Identifiers();
  properties.take(shape);
  const options = new Map([...spec.parameters.keys()].map((name) => [name, properties.take(camelCase(name))]));
  return { factory: `create${pascalCase(spec.name.text)}`, options, shape };
}

/** The view of a network's code. */
export function networkView(model: Model, options: CodeOptions): NetworkView {
  return new NetworkWriter(model, options).view();
}

/** A variable of the generated code; whether it is a `const` or a `let` shows at the end. */
interface Local {
  readonly name: string;
  sets: number;
  isDeclared: boolean;
}

type Statement =
  | {
      readonly kind: 'set';
      readonly local: Local;
      readonly value: Doc;
      readonly type?: string;
      readonly comment?: string;
    }
  | { readonly kind: 'declare'; readonly local: Local; readonly type: string }
  | { readonly kind: 'if'; readonly condition: string; readonly then: readonly Statement[] };

/** A layer that can be referred to: its code, and whether it may be switched off. */
interface Reference {
  readonly code: string;
  readonly isOptional: boolean;
  readonly outputs?: boolean;
}

/** References that a sequence sees: its own, then those around it. */
class References {
  private readonly own = new Map<string, Reference>();
  constructor(private readonly around?: References) {}
  find(name: string): Reference | undefined {
    return this.own.get(name) ?? this.around?.find(name);
  }
  define(name: string, reference: Reference): void {
    this.own.set(name, reference);
  }
}

/** Where code is written: a function with its names, or a stretch of it. */
interface Place {
  readonly identifiers: Identifiers;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly references: References;
  /** Names that are referred to somewhere in the function. */
  readonly referred: ReadonlySet<string>;
  /** What stands before a layer's own name: text, or the code of a hole. */
  readonly scope: readonly ScopePiece[];
  readonly notNull: ReadonlySet<string>;
  readonly statements: Statement[];
  readonly block?: Block;
  readonly path: string;
  /** The local default functions of a block. */
  readonly transforms: ReadonlyMap<Default, string>;
}

type ScopePiece = string | { readonly code: string };

/** What a generated function takes of an op's attributes. */
interface OpFunction {
  readonly name: string;
  readonly parameters: ReadonlyMap<
    string,
    {
      readonly key: string;
      readonly type: string;
      readonly standard?: Written | undefined;
      readonly isOptional: boolean;
    }
  >;
  readonly constants: ReadonlyMap<string, Written>;
  readonly optionsType: string;
}

class NetworkWriter {
  private readonly spec: Spec;
  private readonly javascript: boolean;
  private readonly module = new Identifiers();
  private readonly types: Part[] = [];
  private readonly parts: Part[] = [];
  private readonly custom = new Set<CustomLayer>();
  private readonly root = new Map<string, Variable>();
  private readonly opFunctions = new Map<Op, OpFunction>();
  private readonly activationFunctions = new Map<string, string>();
  private readonly transforms = new Map<Default, string>();
  private readonly blockNames = new Map<string, { readonly name: string; readonly optionsType: string }>();
  private readonly layersOf = new Map<LayerItem, Layer[]>();
  private readonly liveBlocks: readonly Block[];
  private readonly liveItems: readonly { readonly item: Item; readonly block?: Block }[];
  private readonly sharedBlocks: ReadonlySet<string>;
  private readonly shares: boolean;

  constructor(
    private readonly model: Model,
    private readonly options: CodeOptions,
  ) {
    const { graph } = model;
    this.spec = graph.until === undefined ? graph.spec : sliceAt(graph.spec, graph.until);
    this.javascript = options.javascript ?? false;
    for (const layer of model.layers) {
      const { item } = layer.node;
      this.layersOf.set(item, [...(this.layersOf.get(item) ?? []), layer]);
    }
    this.liveBlocks = findLiveBlocks(this.spec);
    this.liveItems = [
      ...[...itemsOf(this.spec.body)].map((item) => ({ item })),
      ...this.liveBlocks.flatMap((block) => [...itemsOf(block.body)].map((item) => ({ item, block }))),
    ];
    this.sharedBlocks = findSharedBlocks(
      this.spec,
      this.liveItems.map(({ item }) => item),
    );
    this.shares = this.liveItems.some(({ item }) => item.kind !== 'group' && item.weights !== undefined);
  }

  view(): NetworkView {
    const names = factoryNames(this.spec);
    for (const reserved of ['apply', 'owner', 'owners', names.factory, 'Initializer', 'Regularizer'])
      this.module.take(reserved);
    const optionLines = this.declareOptions(names);
    this.declareFormulas(this.spec, this.root, this.module, this.parts);
    this.declareTransforms();
    this.declareOpFunctions();
    for (const block of this.liveBlocks) this.nameBlock(block);
    const blocks = this.liveBlocks.map((block) => this.writeBlock(block));
    const body = this.writeNetwork(names);
    const ops = [...this.opFunctions.keys()].map((op) => this.writeOpFunction(op));
    return {
      javascript: this.javascript,
      typescript: !this.javascript,
      source: this.sourceName(),
      tensorflow: this.options.tensorflow ?? '@tensorflow/tfjs',
      t: Object.fromEntries(
        Object.entries(annotations).map(([key, type]) => [key, this.javascript ? '' : `: ${type}`]),
      ),
      cast: Object.fromEntries(Object.entries(casts).map(([key, [code, type]]) => [key, this.readAs(code, type)])),
      trainingType: annotations.training,
      types: this.types,
      named: { Initializer: this.neededTypes.has('Initializer'), Regularizer: this.neededTypes.has('Regularizer') },
      custom: Object.fromEntries(customLayers.map((name) => [name, this.custom.has(name)])) as Record<
        CustomLayer,
        boolean
      >,
      shares: this.shares,
      factory: {
        doc: docComment([
          ...(this.spec.summary === undefined
            ? [`The network ${commentText(this.spec.name.text)}.`]
            : [commentText(this.spec.summary)]),
          '',
          `Outputs: ${[...this.model.outputs].map(([name, layer]) => `${commentText(name)} (${this.shapeText([this.shapeOf(layer)])})`).join(', ')}. ${this.at(this.spec.name.span)}`,
          ...(this.javascript
            ? ['', `@param {${names.factory.slice('create'.length)}Options} [options]`, '@returns {tf.LayersModel}']
            : []),
        ]),
        head: this.javascript
          ? `export function ${names.factory}(options = {}) {`
          : `export function ${names.factory}(options: ${names.factory.slice('create'.length)}Options${this.spec.parameters.size > 0 && [...this.liveParameters(this.spec)].some((p) => p.default === undefined) ? '' : ' = {}'}): tf.LayersModel {`,
        options: optionLines,
        checks: this.writeChecks(names),
        parts: [
          ...this.parts,
          ...[...this.activationFunctions].map(([activation, name]) => this.writeActivation(activation, name)),
          ...ops,
          ...blocks,
        ],
        body,
      },
    };
  }

  // -------------------------------------------------------------- small things

  private sourceName(): string {
    const { file } = this.spec.span.source;
    return commentText(
      file.startsWith('/') || file.includes('..') || /^[A-Za-z]:/.test(file)
        ? (file.split(/[\\/]/).at(-1) as string)
        : file,
    );
  }

  /** `(specs/inception-v3.yaml:41)` */
  private at(span: Span): string {
    return `(${this.sourceName()}:${positionAt(span.source, span.start).line})`;
  }

  private cast(code: string, type: string): string {
    return this.javascript ? `/** @type {${type}} */ (${code})` : `(${code} as ${type})`;
  }

  /** A value as another type, where no parentheses are needed. */
  private readAs(code: string, type: string): string {
    return this.javascript ? `/** @type {${type}} */ (${code})` : `${code} as ${type}`;
  }

  private typed(name: string, type: string): string {
    return this.javascript ? name : `${name}: ${type}`;
  }

  private shapeOf(layer: string): Shape {
    return (
      this.model.layers.find(({ name }) => name === layer)?.output ??
      this.model.graph.inputs.find(({ name }) => name === layer)?.shape ??
      []
    );
  }

  /** The shape of one or several expansions: `35x35x32|64`. */
  private shapeText(shapes: readonly Shape[]): string {
    const [first] = shapes;
    if (!first) return '';
    if (shapes.some((shape) => shape.length !== first.length))
      return [...new Set(shapes.map((shape) => this.shapeText([shape])))].join(' | ');
    return first
      .map((_, axis) =>
        [...new Set(shapes.map((shape) => (isKnown(shape[axis] ?? 0) ? String(shape[axis]) : '?')))].join('|'),
      )
      .join('x');
  }

  private commentOf(item: Item): string | undefined {
    const { graph, layerOf } = this.model;
    const layers =
      item.kind === 'layer'
        ? (this.layersOf.get(item) ?? [])
        : (graph.results.get(item) ?? []).flatMap((edge) => layerOf.get(edge) ?? []);
    return layers.length === 0 ? undefined : this.shapeText(layers.map((layer) => layer.output));
  }

  private codeScope(place: Place, tensorCode: string, locals?: ReadonlyMap<string, Variable>): CodeScope {
    return {
      find: (name) => locals?.get(name) ?? place.variables.get(name),
      tensor: tensorCode,
      notNull: place.notNull,
      cast: (code, type) => this.cast(code, type),
    };
  }

  private get rootPlace(): Place {
    return {
      identifiers: this.module,
      variables: this.root,
      references: new References(),
      referred: new Set(),
      scope: [],
      notNull: new Set(),
      statements: [],
      path: '',
      transforms: new Map(),
    };
  }

  /** A type's declaration: an interface, or a typedef in a comment. */
  private declareType(
    name: string,
    doc: string,
    fields: readonly {
      readonly key: string;
      readonly type: string;
      readonly isOptional: boolean;
      readonly doc?: string;
    }[],
  ): void {
    const member = ({ key, type, isOptional }: (typeof fields)[number]) =>
      `${propertyKey(key)}${isOptional ? '?' : ''}: ${type}`;
    const lines = this.javascript
      ? [
          '/**',
          ...(doc ? [` * ${doc}`] : []),
          ` * @typedef {object} ${name}`,
          ...fields.map(
            ({ key, type, isOptional, doc: text }) =>
              ` * @property {${type}} ${isOptional ? `[${key}]` : key}${text ? ` ${text}` : ''}`,
          ),
          ' */',
        ]
      : [
          ...docComment(doc ? [doc] : []),
          `interface ${name} {`,
          ...fields.flatMap((field) =>
            [...docComment(field.doc ? [field.doc] : []), `${member(field)};`].map((text) => `  ${text}`),
          ),
          '}',
        ];
    this.types.push({ lines });
  }

  // -------------------------------------------------------------- options, formulas, defaults

  /** The parameters of a definition that its live code mentions. */
  private liveParameters(owner: Spec | Block): readonly Parameter[] {
    const mentioned = new Set<string>();
    const mention = (formula: Formula) => {
      for (const part of walk(formula.expression)) {
        if (part.kind !== 'name' || mentioned.has(part.name)) continue;
        mentioned.add(part.name);
        const inner =
          (owner.kind === 'block' ? owner.formulas.get(part.name) : undefined) ?? this.spec.formulas.get(part.name);
        if (inner) mention(inner);
      }
    };
    for (const { item, block } of this.liveItems) {
      if (owner.kind === 'block' && block !== owner) continue;
      for (const formula of formulasOf(item)) mention(formula);
    }
    return [...owner.parameters.values()].filter(({ text }) => mentioned.has(text));
  }

  private declareOptions(names: FactoryNames): readonly string[] {
    const { graph } = this.model;
    const typeName = `${names.factory.slice('create'.length)}Options`;
    this.module.take(typeName);
    const entries: string[] = [];
    const fields: { key: string; type: string; isOptional: boolean; doc: string }[] = [];
    for (const parameter of this.liveParameters(this.spec)) {
      const { text, type: attributeType, nullable, summary } = parameter;
      const key = names.options.get(text) as string;
      const variable = this.module.take(key);
      const type = typeOf(attributeType, nullable);
      const standard = parameter.default === undefined ? undefined : valueText(graph.parameters.get(text) as never);
      this.root.set(text, { code: variable, type });
      entries.push(
        `${variable === key ? key : `${key}: ${variable}`}${standard === undefined ? '' : ` = ${standard}`},`,
      );
      const about = summary === undefined ? `The parameter ${text}.` : sentence(commentText(summary));
      fields.push({
        key,
        type,
        isOptional: standard !== undefined,
        doc: standard === undefined ? about : `${about} Default: ${standard}.`,
      });
    }
    const dims = (shape: Shape) => `[${shape.map((dim) => (isKnown(dim) ? dim : 'null')).join(', ')}]`;
    const dimsType = (shape: Shape) => `[${shape.map(() => 'number | null').join(', ')}]`;
    const [input] = graph.inputs;
    if (graph.inputs.length === 1 && input) {
      this.module.take('inputShape');
      entries.push(`inputShape = ${dims(input.shape)},`);
      fields.push({
        key: 'inputShape',
        type: dimsType(input.shape),
        isOptional: true,
        doc: `The shape of ${commentText(input.name)} without the batch; null for a size that is not known. Default: ${dims(input.shape)}.`,
      });
    } else {
      this.module.take('inputShapes');
      entries.push('inputShapes = {},');
      const type = `{ ${graph.inputs.map(({ name, shape }) => `${propertyKey(name)}?: ${dimsType(shape)}`).join('; ')} }`;
      fields.push({
        key: 'inputShapes',
        type,
        isOptional: true,
        doc: `Shapes of the inputs without the batch; null for a size that is not known. Default: ${graph.inputs.map(({ name, shape }) => `${commentText(name)} ${dims(shape)}`).join(', ')}.`,
      });
    }
    this.declareType(typeName, `What a caller of ${names.factory} may set.`, fields);
    if (!this.javascript) {
      const last = this.types.pop() as Part;
      this.types.push({ lines: last.lines.map((text) => (text.startsWith('interface ') ? `export ${text}` : text)) });
    }
    return entries;
  }

  private writeChecks(names: FactoryNames): readonly string[] {
    return this.liveParameters(this.spec).flatMap(({ text, type, nullable }) => {
      const { code } = this.root.get(text) as Variable;
      const option = names.options.get(text) as string;
      const conditions = boundsOf(type).map(({ operator, bound }) => `${code} ${operator} ${bound}`);
      if (type?.type === 'integer') conditions.unshift(`Number.isInteger(${code})`);
      if (conditions.length === 0) return [];
      const holds = conditions.join(' && ');
      const fails =
        conditions.length === 1 && !holds.startsWith('Number')
          ? `!(${holds})`
          : conditions.length === 1
            ? `!${holds}`
            : `!(${holds})`;
      const rule = `${option} must be ${describeBounds(type)}${nullable ? ', or null' : ''}, not `;
      const condition = nullable ? `${code} !== null && ${fails}` : fails;
      return [`if (${condition}) {`, `  throw new RangeError(\`${templateText(rule)}\${${code}}\`);`, '}'];
    });
  }

  private declareFormulas(
    owner: Spec | Block,
    variables: Map<string, Variable>,
    identifiers: Identifiers,
    into: Part[],
  ): void {
    const place = { ...this.rootPlace, variables };
    const live = new Set(this.liveFormulas(owner));
    const declare = (name: string): void => {
      const formula = owner.formulas.get(name);
      if (!formula || !live.has(name) || variables.get(name)?.code === formulaCodes.get(name)) return;
      for (const part of walk(formula.expression)) if (part.kind === 'name') declare(part.name);
      const takesTensor = [...walk(formula.expression)].some(
        (part) => part.kind === 'size' || (part.kind === 'name' && variables.get(part.name)?.takesTensor),
      );
      const code = identifiers.take(camelCase(name));
      const { code: value, type } = valueCode(formula.expression, this.codeScope(place, 'x'));
      formulaCodes.set(name, code);
      variables.set(name, { code, type, ...(takesTensor ? { takesTensor } : {}) });
      const doc: Doc = takesTensor
        ? arrow(`const ${code} = (${this.typed('x', tensor)})`, value)
        : `const ${code} = ${value}`;
      into.push({
        lines: [
          ...docComment([`The formula ${commentText(name)} ${this.at(formula.span)}`]),
          ...`${layOut(doc, 2)};`.split('\n').map((text, index) => (index === 0 ? text : text.slice(2))),
        ],
      });
    };
    const formulaCodes = new Map<string, string>();
    for (const name of owner.formulas.keys()) declare(name);
  }

  private liveFormulas(owner: Spec | Block): readonly string[] {
    const found = new Set<string>();
    const visit = (formula: Formula, inside: Spec | Block | undefined): void => {
      for (const part of walk(formula.expression)) {
        if (part.kind !== 'name') continue;
        const shadowed =
          inside?.kind === 'block' &&
          owner.kind === 'spec' &&
          (inside.parameters.has(part.name) || inside.formulas.has(part.name));
        const inner = shadowed ? undefined : owner.formulas.get(part.name);
        if (!inner || found.has(part.name) || owner.parameters.has(part.name)) continue;
        found.add(part.name);
        visit(inner, owner);
      }
      if (inside?.kind === 'block' && owner.kind === 'spec') {
        for (const part of walk(formula.expression)) {
          const own = part.kind === 'name' ? inside.formulas.get(part.name) : undefined;
          if (own && own !== formula) visit(own, inside);
        }
      }
    };
    for (const { item, block } of this.liveItems) {
      if (owner.kind === 'block' && block !== owner) continue;
      for (const formula of formulasOf(item)) visit(formula, block);
    }
    return [...found];
  }

  /** A function for each default that is applied to what layers say: `conv2dFilters(64)`. */
  private declareTransforms(): void {
    for (const [standard, { op, key }] of this.findTransforms(undefined)) {
      const name = this.module.take(camelCase(`${op.name}_${key}`));
      this.transforms.set(standard, name);
      this.parts.push(this.writeTransform(standard, op, key, name, this.rootPlace));
    }
  }

  private findTransforms(block: string | undefined): ReadonlyMap<Default, { op: Op; key: string }> {
    const found = new Map<Default, { op: Op; key: string }>();
    for (const { item } of this.liveItems) {
      if (item.kind !== 'layer') continue;
      for (const [key, standard] of item.defaults)
        if (standard.transforms && standard.block === block && !isIdentity(standard, key))
          found.set(standard, { op: item.op, key });
    }
    return found;
  }

  private writeTransform({ written }: Default, op: Op, key: string, name: string, place: Place): Part {
    const type = (op.attributes[key] as Attribute).type;
    const local = camelCase(key);
    const scope = this.codeScope(
      place,
      'x',
      new Map([[key, { code: local, type: type.type === 'boolean' ? 'boolean' : 'number' }]]),
    );
    const value =
      type.type === 'boolean'
        ? booleanCode((written as Formula).expression, scope)
        : numberCode((written as Formula).expression, scope);
    const usesTensor = this.usesTensor(written as Formula, place);
    const parameters = [
      this.typed(local, type.type === 'boolean' ? 'boolean' : 'number'),
      ...(usesTensor ? [this.typed('x', tensor)] : []),
    ];
    const types = this.javascript
      ? [
          `@param {${type.type === 'boolean' ? 'boolean' : 'number'}} ${local}`,
          ...(usesTensor ? [`@param {${tensor}} x`] : []),
        ]
      : [];
    const doc = arrow(`const ${name} = (${parameters.join(', ')})`, value);
    return {
      lines: [
        ...docComment([`The ${key} of a ${op.name} by what its layer says ${this.at(written.span)}`, ...types]),
        ...`${layOut(doc, 2)};`.split('\n').map((text, index) => (index === 0 ? text : text.slice(2))),
      ],
    };
  }

  private usesTensor(formula: Formula, place: Place): boolean {
    return [...walk(formula.expression)].some(
      (part) => part.kind === 'size' || (part.kind === 'name' && place.variables.get(part.name)?.takesTensor),
    );
  }

  // -------------------------------------------------------------- ops

  /** Decides for each op in use which attributes its function takes, and which are the same in every layer. */
  private declareOpFunctions(): void {
    const itemsByOp = new Map<Op, LayerItem[]>();
    for (const { item } of this.liveItems)
      if (item.kind === 'layer') itemsByOp.set(item.op, [...(itemsByOp.get(item.op) ?? []), item]);
    for (const [op, items] of itemsByOp) {
      // An activation whose word is known is a function of its own: softmax(x, name).
      if (op.name === 'activation' && items.every((item) => this.activationOf(item) !== undefined)) continue;
      const name = this.module.take(camelCase(op.name));
      const parameters = new Map<
        string,
        { key: string; type: string; standard?: Written | undefined; isOptional: boolean }
      >();
      const constants = new Map<string, Written>();
      for (const [key, attribute] of Object.entries(op.attributes)) {
        const inherited = items.map((item) => (item.own.has(key) ? undefined : item.defaults.get(key)));
        const isSilent = items.some((item, index) => !item.own.has(key) && !inherited[index]);
        const [first] = inherited;
        if (isSilent && items.every((item, index) => !item.own.has(key) && !inherited[index])) continue;
        if (first && first.block === undefined && inherited.every((standard) => standard === first)) {
          constants.set(key, first.written);
          continue;
        }
        const standard = isSilent
          ? undefined
          : mostFrequent(inherited.filter((one): one is Default => one !== undefined && one.block === undefined))
              ?.written;
        const isOptional = isSilent || standard !== undefined;
        parameters.set(key, {
          key: camelCase(key),
          type: this.attributeType(attribute.type, key, items, isSilent || standard !== undefined),
          standard,
          isOptional,
        });
      }
      const optionsType = this.module.take(`${pascalCase(op.name)}Options`);
      this.opFunctions.set(op, { name, parameters, constants, optionsType });
      if (parameters.size > 0) {
        this.declareType(
          optionsType,
          '',
          [...parameters.values()].map(({ key, type, isOptional }) => ({ key, type, isOptional })),
        );
      }
    }
  }

  /** The word of a layer that is an activation and nothing else. */
  private activationOf(item: LayerItem): string | undefined {
    const written =
      item.op.name === 'activation'
        ? (item.own.get('activation') ?? item.defaults.get('activation')?.written)
        : undefined;
    return written?.kind === 'word' ? literal(written) : undefined;
  }

  /** The TypeScript type of an attribute, as far as the network's layers use it. */
  private attributeType(type: AttributeType, key: string, items: readonly LayerItem[], _isOptional: boolean): string {
    switch (type.type) {
      case 'choice': {
        const written = items.flatMap((item) => item.own.get(key) ?? item.defaults.get(key)?.written ?? []);
        const isOpen = written.some((word) => word.kind === 'word' && literal(word) === undefined);
        const used = isOpen
          ? type.choices
          : type.choices.filter((choice) => written.some((word) => word.kind === 'word' && literal(word) === choice));
        const silent = items.some((item) => !item.own.has(key) && !item.defaults.has(key));
        const standard = items[0]?.op.attributes[key]?.default as string | undefined;
        const all =
          silent && standard !== undefined
            ? type.choices.filter((choice) => used.includes(choice) || choice === standard)
            : used;
        return all.map((choice) => quote(choice)).join(' | ');
      }
      case 'settings': {
        const fields = Object.entries(type.fields).map(
          ([field, attribute]) => `${camelCase(field)}?: ${attribute.type.type === 'boolean' ? 'boolean' : 'number'}`,
        );
        return `{ ${fields.join('; ')} } | false`;
      }
      case 'named': {
        const isRegularizer = 'l2' in type.kinds;
        this.neededTypes.add(isRegularizer ? 'Regularizer' : 'Initializer');
        return isRegularizer ? 'Regularizer' : 'Initializer';
      }
      default:
        return typeOf(type, false);
    }
  }

  private readonly neededTypes = new Set<'Initializer' | 'Regularizer'>();

  /** What was written for an attribute, as an argument of TensorFlow.js. */
  private attributeCode(written: Written, key: string, op: Op, scope: CodeScope): Doc {
    const { type } = op.attributes[key] as Attribute;
    if (type.type === 'named') return namedCode(written, type, scope);
    if (type.type === 'settings') {
      if (written.kind !== 'settings')
        return written.kind === 'formula' && written.expression.kind === 'literal' && written.expression.value === true
          ? '{}'
          : 'false';
      return object(
        [...written.entries].map(([field, entry]) => [
          camelCase(field),
          writtenCode(entry, type.fields[field]?.type, scope),
        ]),
      );
    }
    const code = writtenCode(written, type, scope);
    const isPair = rows[op.name as OpName].pairs?.includes(key) || type.type === 'integers';
    if (written.kind === 'formula' && isPair) return array(type.type === 'integers' ? [code] : [code, code]);
    return code;
  }

  private standardCode(key: string, op: Op): Doc | undefined {
    const standard = op.attributes[key]?.default;
    // TensorFlow.js starts kernels with glorotNormal, Keras with glorotUniform.
    if (key.endsWith('_initializer') && key !== 'bias_initializer')
      return quote(camelCase((standard as { kind: string }).kind));
    if (op.name === 'squeeze' && key === 'axis') return '[1, 2]';
    return undefined;
  }

  /** The function that applies an op with this network's defaults. */
  private writeOpFunction(op: Op): Part {
    const { name, parameters, constants, optionsType } = this.opFunctions.get(op) as OpFunction;
    const row = rows[op.name as OpName];
    const place = this.rootPlace;
    const isJoin = op.inputs.most > 1;
    const scope = this.codeScope(place, isJoin ? 'xs[0]' : 'x');
    const given = new Set([...parameters.keys(), ...constants.keys()]);
    const { callee, custom } = row.maker(given);
    if (custom) this.custom.add(custom);
    const fields: (readonly [string, Doc])[] = [];
    const pattern: Doc[] = [];
    const handled = new Set([...(row.own ?? []), 'batch_norm', 'activation']);
    for (const key of Object.keys(op.attributes)) {
      const parameter = parameters.get(key);
      const constant = constants.get(key);
      const standard = this.standardCode(key, op);
      if (parameter) {
        const value = parameter.standard
          ? this.attributeCode(parameter.standard, key, op, scope)
          : parameter.isOptional
            ? standard
            : undefined;
        pattern.push(value === undefined ? parameter.key : [parameter.key, ' = ', value]);
      }
      if (handled.has(key)) continue;
      const field = camelCase(key);
      if (parameter) fields.push([field, field]);
      else if (constant && !isNone(constant)) fields.push([field, this.attributeCode(constant, key, op, scope)]);
      else if (standard !== undefined) fields.push([field, standard]);
    }
    const lines = this.writeOpBody(op, callee, fields, parameters, constants, isJoin, scope);
    const args: Doc[] = [
      this.typed(isJoin ? 'xs' : 'x', isJoin ? `${tensor}[]` : tensor),
      this.typed('name', 'string'),
    ];
    if (parameters.size > 0) {
      const silent = [...parameters.values()].every(({ isOptional }) => isOptional);
      args.push(this.optionsArgument(pattern, optionsType, silent));
    }
    const types = this.javascript
      ? [
          `@param {${isJoin ? `${tensor}[]` : tensor}} ${isJoin ? 'xs' : 'x'}`,
          '@param {string} name',
          ...(parameters.size > 0 ? [`@param {${optionsType}} options`] : []),
          `@returns {${tensor}}`,
        ]
      : [];
    return {
      lines: [
        ...docComment([...describeOp(op, parameters, constants), ...types]),
        ...this.functionHead(name, args, tensor),
        ...lines.map((text) => (text === '' ? '' : `  ${text}`)),
        '}',
      ],
    };
  }

  /** `{ filters, strides = 1 }: Conv2dOptions` */
  private optionsArgument(pattern: readonly Doc[], type: string, mayBeLeftOut: boolean): Doc {
    const names = object(pattern.map((name) => [name, name]));
    return [names, this.javascript ? '' : `: ${type}`, mayBeLeftOut ? ' = {}' : ''];
  }

  /** `function name(…): T {`, over several lines where it is long. */
  private functionHead(name: string, args: readonly Doc[], returns: string): readonly string[] {
    const result = this.javascript ? '' : `: ${returns}`;
    return `${layOut(call(`function ${name}`, args), 2, result.length + 2)}${result} {`.split('\n').map(outdent(2));
  }

  private writeOpBody(
    op: Op,
    callee: string,
    fields: readonly (readonly [string, Doc])[],
    parameters: OpFunction['parameters'],
    constants: OpFunction['constants'],
    isJoin: boolean,
    scope: CodeScope,
  ): readonly string[] {
    const x = isJoin ? 'xs' : 'x';
    const name: readonly [string, Doc] = ['name', 'name'];
    if (op.name === 'activation') return this.writeActivationBody(parameters, constants);
    const steps: { readonly condition?: string; readonly value: Doc }[] = [];
    if (op.name === 'squeeze') {
      const given = constants.get('axis');
      const axes = parameters.has('axis') ? 'axis' : given ? this.attributeCode(given, 'axis', op, scope) : undefined;
      if (axes === undefined) return [`return apply(${callee}({ name, targetShape: x.shape.slice(3) }), x);`];
      const isKept = `(${this.typed('_', 'number | null')}, dimension${this.javascript ? '' : ': number'}) =>`;
      return [
        `const axes = ${layOut(axes)};`,
        `const isKept = ${isKept}`,
        '  dimension > 0 && axes.indexOf(dimension) < 0 && axes.indexOf(dimension - x.shape.length) < 0;',
        `return apply(${callee}({ name, targetShape: x.shape.filter(isKept) }), x);`,
      ];
    }
    steps.push({ value: call('apply', [call(callee, [object([name, ...fields])]), x]) });
    if (op.attributes.keepdims) {
      const constant = constants.get('keepdims');
      const condition = parameters.has('keepdims')
        ? 'keepdims'
        : constant
          ? layOut(this.attributeCode(constant, 'keepdims', op, scope))
          : 'false';
      const shape = call('tf.layers.reshape', [
        object([
          ['name', '`${name}/KeepDims`'],
          ['targetShape', '[1, 1, y.shape[1]]'],
        ]),
      ]);
      if (condition !== 'false')
        steps.push({ ...(condition === 'true' ? {} : { condition }), value: call('apply', [shape, 'y']) });
    }
    const norm = this.batchNormStep(op, parameters, constants, scope);
    if (norm) steps.push(norm);
    steps.push(...this.activationSteps(parameters, constants));
    if (steps.length === 1)
      return `return ${layOut(steps[0]?.value ?? '', 4, 'return ;'.length)};`.split('\n').map(outdent(4));
    return [
      ...`let y = ${layOut(steps[0]?.value ?? '', 4, 'let y = ;'.length)};`.split('\n').map(outdent(4)),
      ...steps.slice(1).flatMap(({ condition, value }) => {
        const head = condition === undefined ? 'y = ' : `if (${condition}) y = `;
        const text = `${head}${layOut(value, 4, head.length + 1)};`;
        if (!text.includes('\n') || condition === undefined) return text.split('\n').map(outdent(4));
        return [
          `if (${condition}) {`,
          ...`  y = ${layOut(value, 6, 'y = ;'.length)};`.split('\n').map(outdent(4)),
          '}',
        ];
      }),
      'return y;',
    ];
  }

  private batchNormStep(
    op: Op,
    parameters: OpFunction['parameters'],
    constants: OpFunction['constants'],
    scope: CodeScope,
  ): { condition?: string; value: Doc } | undefined {
    const constant = constants.get('batch_norm');
    const isParameter = parameters.has('batch_norm');
    if (
      !isParameter &&
      (!constant ||
        (constant.kind === 'formula' && constant.expression.kind === 'literal' && constant.expression.value === false))
    )
      return undefined;
    const { callee, custom } = normalisation(this.hasPartialNorm);
    if (custom) this.custom.add(custom);
    const layerName: readonly [string, Doc] = ['name', '`${name}/BatchNorm`'];
    if (isParameter) {
      const options: Doc = ['{ name: `${name}/BatchNorm`, ...batchNorm }'];
      return { condition: 'batchNorm', value: call('apply', [[callee, '(', options, ')'], 'y']) };
    }
    const { type } = op.attributes.batch_norm as Attribute;
    const fields =
      constant?.kind === 'settings' && type.type === 'settings'
        ? [...constant.entries].map(([field, entry]): readonly [string, Doc] => [
            camelCase(field),
            writtenCode(entry, type.fields[field]?.type, scope),
          ])
        : [];
    return { value: call('apply', [call(callee, [object([layerName, ...fields])]), 'y']) };
  }

  /** Whether some batch norm may be without its scale or its center. */
  private get hasPartialNorm(): boolean {
    return this.liveItems.some(({ item }) => {
      if (item.kind !== 'layer') return false;
      const norm = item.own.get('batch_norm') ?? item.defaults.get('batch_norm')?.written;
      return norm?.kind === 'settings' && (norm.entries.has('scale') || norm.entries.has('center'));
    });
  }

  private activationSteps(
    parameters: OpFunction['parameters'],
    constants: OpFunction['constants'],
  ): readonly { condition?: string; value: Doc }[] {
    const parameter = parameters.get('activation');
    const constant = constants.get('activation');
    const step = (activation: string): Doc =>
      call(this.activationFunction(activation), ['y', `\`\${name}/${pascalCase(activation)}\``]);
    if (parameter) {
      return unionOf(parameter.type)
        .filter((activation) => activation !== 'linear')
        .map((activation) => ({ condition: `activation === '${activation}'`, value: step(activation) }));
    }
    const word = constant?.kind === 'word' ? literal(constant) : undefined;
    if (constant?.kind === 'word' && word === undefined) {
      // The word is a parameter's: any of its choices may come.
      const code = templateCode(constant, this.codeScope(this.rootPlace, 'x'));
      return this.choicesOf(constant)
        .filter((activation) => activation !== 'linear')
        .map((activation) => ({ condition: `${code} === '${activation}'`, value: step(activation) }));
    }
    return word === undefined || word === 'linear' ? [] : [{ value: step(word) }];
  }

  /** The words that a template of one hole can come to. */
  private choicesOf(template: Template): readonly string[] {
    const [only] = template.parts;
    const parameter =
      typeof only === 'object' && only.expression.kind === 'name'
        ? this.spec.parameters.get(only.expression.name)
        : undefined;
    return parameter?.type?.type === 'choice' ? parameter.type.choices : [];
  }

  /** The body of the op `activation`, whose layer bears the name itself. */
  private writeActivationBody(
    parameters: OpFunction['parameters'],
    constants: OpFunction['constants'],
  ): readonly string[] {
    const parameter = parameters.get('activation');
    const constant = constants.get('activation');
    const words = parameter
      ? unionOf(parameter.type)
      : [constant?.kind === 'word' ? (literal(constant) ?? 'linear') : 'linear'];
    const make = (activation: string) => {
      const { code, custom } = activationMaker(activation, 'name');
      if (custom) this.custom.add(custom);
      return `apply(${code}, x)`;
    };
    const [last, ...others] = [...words].reverse();
    return [
      ...others.reverse().map((activation) => `if (activation === '${activation}') return ${make(activation)};`),
      `return ${make(last ?? 'linear')};`,
    ];
  }

  private activationFunction(activation: string): string {
    const known = this.activationFunctions.get(activation);
    if (known) return known;
    const name = this.module.take(camelCase(activation));
    this.activationFunctions.set(activation, name);
    return name;
  }

  private writeActivation(activation: string, name: string): Part {
    const { code, custom } = activationMaker(activation, 'name');
    if (custom) this.custom.add(custom);
    const doc = arrow(
      `const ${name} = (${this.typed('x', tensor)}, ${this.typed('name', 'string')})`,
      `apply(${code}, x)`,
    );
    const types = this.javascript ? docComment([`@param {${tensor}} x`, '@param {string} name']) : [];
    return { lines: [...types, ...`${layOut(doc, 2)};`.split('\n').map(outdent(2))] };
  }

  // -------------------------------------------------------------- blocks

  private nameBlock(block: Block): void {
    const name = this.module.take(camelCase(block.name.text));
    this.blockNames.set(block.name.text, {
      name,
      optionsType: this.module.take(`${pascalCase(block.name.text)}Options`),
    });
  }

  /** The layers of a block that some use renames, by path. */
  private renamedIn(block: Block): readonly string[] {
    const paths = new Set<string>();
    for (const { item } of this.liveItems)
      if (item.kind === 'use' && item.block.text === block.name.text)
        for (const path of item.rename.keys()) paths.add(path);
    return [...paths];
  }

  /** Whether some use of a block opens no scope, so that its layers' names begin with what stands around. */
  private isOpen(block: Block): boolean {
    return this.liveItems.some(({ item }) => item.kind === 'use' && item.block.text === block.name.text && !item.name);
  }

  private writeBlock(block: Block): Part {
    const { name, optionsType } = this.blockNames.get(block.name.text) as { name: string; optionsType: string };
    const identifiers = new Identifiers(this.module);
    const inputs =
      block.inputs.length > 0
        ? block.inputs.map(({ text }) => identifiers.take(camelCase(text)))
        : [identifiers.take('x')];
    const scopeName = identifiers.take(this.isOpen(block) ? 'prefix' : 'scope');
    const variables = new Map(this.root);
    const fields: { key: string; type: string; isOptional: boolean; doc?: string }[] = [];
    const pattern: string[] = [];
    for (const parameter of this.liveParameters(block)) {
      const code = identifiers.take(camelCase(parameter.text));
      const type = parameter.type
        ? typeOf(parameter.type, parameter.nullable)
        : this.argumentType(block, parameter.text);
      const standard = parameter.default === undefined ? undefined : valueText(parameter.default);
      variables.set(parameter.text, { code, type });
      pattern.push(standard === undefined ? code : `${code} = ${standard}`);
      fields.push({
        key: code,
        type,
        isOptional: standard !== undefined,
        ...(parameter.summary === undefined ? {} : { doc: sentence(commentText(parameter.summary)) }),
      });
    }
    const renamed = new Map<string, string>();
    for (const path of this.renamedIn(block)) {
      const code = identifiers.take(camelCase(path));
      renamed.set(path, code);
      pattern.push(`${code} = ${quote(path.split('/').at(-1) as string)}`);
      fields.push({ key: code, type: 'string', isOptional: true, doc: `The name of ${path}.` });
    }
    const isShared = this.sharedBlocks.has(block.name.text);
    if (isShared) {
      pattern.push(identifiers.take('weights'));
      fields.push({
        key: 'weights',
        type: 'string',
        isOptional: true,
        doc: 'The key under which the layers share their weights.',
      });
    }
    if (fields.length > 0) this.declareType(optionsType, '', fields);
    const formulas: Part[] = [];
    this.declareFormulas(block, variables, identifiers, formulas);
    const references = new References();
    for (const [index, { text }] of block.inputs.entries())
      references.define(text, { code: inputs[index] as string, isOptional: false });
    const transforms = new Map(this.transforms);
    const place: Place = {
      identifiers,
      variables,
      references,
      referred: referredNames(
        block.body,
        [...block.outputs.values()].map(({ layer }) => layer),
      ),
      scope: this.isOpen(block) ? [{ code: scopeName }] : [{ code: scopeName }, '/'],
      notNull: new Set(),
      statements: [],
      block,
      path: '',
      transforms,
    };
    for (const [standard, { op, key }] of this.findTransforms(block.name.text)) {
      const code = identifiers.take(camelCase(`${op.name}_${key}`));
      transforms.set(standard, code);
      formulas.push(this.writeTransform(standard, op, key, code, place));
    }
    const result = this.local('net', place);
    this.writeBody(block.body, inputs[0] as string, result, { ...place, renamed, isShared } as Place);
    const outputs = [...block.outputs].map(([key, { layer }]): readonly [string, Doc] => [
      key,
      this.referenceCode(layer, place),
    ]);
    const returns =
      outputs.length === 0
        ? tensor
        : `{ ${['output', ...outputs.map(([key]) => propertyKey(key))].map((key) => `${key}: ${tensor}`).join('; ')} }`;
    const lines = this.printFunction(place.statements, result, outputs);
    const hasDefaults = fields.length > 0 && fields.every(({ isOptional }) => isOptional);
    const args: Doc[] = [...inputs.map((input) => this.typed(input, tensor)), this.typed(scopeName, 'string')];
    if (fields.length > 0) args.push(this.optionsArgument(pattern, optionsType, hasDefaults));
    const types = this.javascript
      ? [
          ...inputs.map((input) => `@param {${tensor}} ${input}`),
          `@param {string} ${scopeName}`,
          ...(fields.length > 0 ? [`@param {${optionsType}} ${hasDefaults ? '[options]' : 'options'}`] : []),
          `@returns {${returns}}`,
        ]
      : [];
    const about =
      block.summary === undefined ? `The block ${commentText(block.name.text)}.` : sentence(commentText(block.summary));
    return {
      lines: [
        ...docComment([`${about} ${this.at(block.name.span)}`, ...types]),
        ...this.functionHead(name, args, returns),
        ...formulas.flatMap(({ lines: own }) => own.map((text) => `  ${text}`)),
        ...lines.map((text) => (text === '' ? '' : `  ${text}`)),
        '}',
      ],
    };
  }

  /** The TypeScript type of a block's parameter that declares none, by what uses give it. */
  private argumentType(block: Block, parameter: string): string {
    const types = new Set<string>();
    for (const { item, block: around } of this.liveItems) {
      if (item.kind !== 'use' || item.block.text !== block.name.text) continue;
      const written = item.arguments.get(parameter)?.written;
      if (written?.kind === 'list') types.add(written.items.length === 2 ? pairType : 'number[]');
      else if (written?.kind === 'word') types.add('string');
      else if (written?.kind === 'formula') for (const type of this.typesOf(written, around)) types.add(type);
    }
    if (types.has('null') && types.size > 1) {
      types.delete('null');
      return `${[...types].join(' | ')} | null`;
    }
    return [...types].join(' | ') || 'number';
  }

  /** The types that an expression may have, looked up through the parameters of the block around it. */
  private typesOf({ expression }: Formula, around: Block | undefined): readonly string[] {
    if (expression.kind === 'name') {
      const own = around?.parameters.get(expression.name);
      if (own)
        return (own.type ? typeOf(own.type, own.nullable) : this.argumentType(around as Block, expression.name)).split(
          ' | ',
        );
      return (this.root.get(expression.name)?.type ?? 'number').split(' | ');
    }
    if (expression.kind === 'literal') return [expression.value === null ? 'null' : typeof expression.value];
    if (expression.kind === 'not') return ['boolean'];
    if (expression.kind === 'binary')
      return [['and', 'or', '==', '!=', '<', '<=', '>', '>='].includes(expression.operator) ? 'boolean' : 'number'];
    return ['number'];
  }

  // -------------------------------------------------------------- statements

  private local(name: string, place: Place): Local {
    return { name: place.identifiers.take(name), sets: 0, isDeclared: false };
  }

  private set(place: Place, local: Local, value: Doc, comment?: string, type?: string): void {
    local.sets += 1;
    place.statements.push({ kind: 'set', local, value, ...(comment ? { comment } : {}), ...(type ? { type } : {}) });
  }

  private writeBody(body: Sequence | Branches, input: string, into: Local, place: Place): void {
    if (body.kind === 'sequence') this.writeSequence(body.items, input, into, place, true);
    else this.writeBranches(body, input, into, place);
  }

  /** Writes items in a row; `into` ends up with the result of the last. */
  private writeSequence(items: readonly Item[], input: string, into: Local, place: Place, givesResult: boolean): void {
    let current = input;
    for (const [index, item] of items.entries()) {
      const isRead = isReadNext(items, index, givesResult);
      const target = isRead
        ? into
        : this.local(camelCase((item.name && templateSource(item.name)) || item.kind), place);
      if (isRead && item.when && current !== into.name) {
        this.set(place, into, current);
        current = into.name;
      }
      this.writeItem(item, current, target, place, isRead);
      if (isRead) current = into.name;
    }
    if (givesResult && current !== into.name) this.set(place, into, current);
  }

  /** Writes an item, with its condition and what refers to it. */
  private writeItem(item: Item, current: string, target: Local, place: Place, isRead: boolean): void {
    const name = item.name && literal(item.name);
    const isReferred =
      name !== undefined &&
      (place.referred.has(name) || [...place.referred].some((other) => other.startsWith(`${name}.`)));
    const outputs = item.kind === 'use' && (this.spec.blocks.get(item.block.text)?.outputs.size ?? 0) > 0;
    if (!item.when) {
      const result = this.writeUnconditional(item, current, target, place);
      if (!isReferred || name === undefined) return;
      if (result.outputs) place.references.define(name, { code: result.code, isOptional: false, outputs: true });
      else if (!isRead) place.references.define(name, { code: target.name, isOptional: false });
      else {
        const copy = this.local(camelCase(name), place);
        this.set(place, copy, target.name);
        place.references.define(name, { code: copy.name, isOptional: false });
      }
      return;
    }
    const scope = this.codeScope(place, current);
    const condition = conditionCode(item.when.expression, scope);
    const then: Statement[] = [];
    const inside: Place = {
      ...place,
      statements: then,
      references: item.name || item.kind !== 'group' ? place.references : place.references,
      notNull: new Set([...place.notNull, ...namesNotNull(item.when.expression)]),
    };
    let copy: Local | undefined;
    if (!isRead) {
      place.statements.push({ kind: 'declare', local: target, type: `${tensor} | undefined` });
      target.isDeclared = true;
    } else if (isReferred && name !== undefined) {
      copy = this.local(camelCase(name), place);
      copy.isDeclared = true;
      place.statements.push({ kind: 'declare', local: copy, type: `${tensor} | undefined` });
    }
    const result = this.writeUnconditional(item, current, target, inside);
    if (copy) this.set(inside, copy, target.name);
    place.statements.push({ kind: 'if', condition, then });
    if (!isReferred || name === undefined) return;
    place.references.define(
      name,
      outputs
        ? { code: result.code, isOptional: true, outputs: true }
        : { code: copy?.name ?? target.name, isOptional: true },
    );
  }

  private writeUnconditional(
    item: Item,
    current: string,
    target: Local,
    place: Place,
  ): { code: string; outputs?: boolean } {
    const inputs = item.inputs?.map((name) => this.referenceCode(name, place)) ?? [current];
    if (item.kind === 'layer') {
      this.set(place, target, this.layerCall(item, inputs, place), this.commentOf(item));
      return { code: target.name };
    }
    if (item.kind === 'use') return this.writeUse(item, inputs, target, place);
    const inside = item.name ? this.enter(item.name, place) : place;
    this.writeBody(item.body, inputs[0] as string, target, inside);
    return { code: target.name };
  }

  private enter(name: Template, place: Place): Place {
    const pieces: ScopePiece[] = name.parts.map((part) =>
      typeof part === 'string'
        ? part
        : { code: templateInside({ parts: [part], span: name.span }, this.codeScope(place, 'x')).slice(2, -1) },
    );
    return {
      ...place,
      scope: [...place.scope, ...pieces, '/'],
      references: new References(place.references),
      path: `${place.path}${templateSource(name)}/`,
    };
  }

  private referenceCode(name: Name, place: Place): string {
    const [first, output] = name.text.split('.') as [string, string?];
    const reference = place.references.find(first);
    if (!reference) throw new Error(`the layer ${name.text} was not written before it is referred to`);
    if (output !== undefined) return `${reference.code}.${output}`;
    const code = reference.outputs ? `${reference.code}.output` : reference.code;
    return reference.isOptional ? this.cast(code, tensor).replace(/^\((.*)\)$/, '$1') : code;
  }

  private writeBranches({ branches, join }: Branches, input: string, into: Local, place: Place): void {
    const results = branches.map((branch, index) => {
      if (branch.items.length === 0) return input;
      const inside = branch.name ? this.enter({ parts: [branch.name.text], span: branch.span }, place) : place;
      const local = this.local(
        branch.name ? camelCase(branch.name.text) : `${into.name}${String.fromCharCode(65 + (index % 26))}`,
        place,
      );
      this.writeSequence(branch.items, input, local, inside, true);
      return local.name;
    });
    this.set(place, into, this.layerCall(join, results, place), this.commentOf(join));
  }

  private layerCall(item: LayerItem, inputs: readonly string[], place: Place): Doc {
    const { op } = item;
    const activation = this.activationOf(item);
    const { name: callee, parameters } =
      activation === undefined
        ? (this.opFunctions.get(op) as OpFunction)
        : { name: this.activationFunction(activation), parameters: new Map() as OpFunction['parameters'] };
    const input = inputs[0] as string;
    const locals = this.nameLocals(item, input, place);
    const scope = this.codeScope(place, input);
    const fields: (readonly [string, Doc])[] = [];
    for (const [key, { key: field, standard }] of parameters) {
      const own = item.own.get(key);
      const inherited = item.defaults.get(key);
      const written = own ?? inherited?.written;
      if (!written || written === standard) continue;
      const local = locals.get(key);
      const isRoot = !own && inherited?.block === undefined;
      const value = local
        ? local.code
        : this.attributeCode(
            written,
            key,
            op,
            isRoot ? this.codeScope({ ...this.rootPlace, notNull: new Set() }, input) : scope,
          );
      fields.push([
        field,
        own && inherited?.transforms && !local ? this.transformed(value, inherited, key, input, place) : value,
      ]);
    }
    const name = this.shareName(
      item,
      this.nameCode(item, place, new Map([...locals].map(([key, variable]) => [key, variable])), input),
      place,
    );
    const x: Doc = op.inputs.most > 1 ? array(inputs) : input;
    return call(callee, [x, name, ...(fields.length > 0 ? [object(fields)] : [])]);
  }

  /** The value that a default makes of what a layer says. */
  private transformed(value: Doc, standard: Default, key: string, input: string, place: Place): Doc {
    if (isIdentity(standard, key)) return value;
    const name = place.transforms.get(standard) ?? this.transforms.get(standard);
    if (name === undefined) throw new Error(`the default of ${key} has no function`);
    return call(name, [value, ...(this.usesTensor(standard.written as Formula, place) ? [input] : [])]);
  }

  /** Attributes that the layer's own name mentions become constants before the call. */
  private nameLocals(item: LayerItem, input: string, place: Place): ReadonlyMap<string, Variable> {
    const locals = new Map<string, Variable>();
    for (const part of item.name?.parts ?? []) {
      if (typeof part === 'string') continue;
      for (const { kind, ...rest } of walk(part.expression)) {
        const key = kind === 'name' ? (rest as { name: string }).name : '';
        const attribute = item.op.attributes[key];
        if (!attribute || !Object.hasOwn(item.op.attributes, key) || locals.has(key)) continue;
        const own = item.own.get(key);
        const inherited = item.defaults.get(key);
        const written = own ?? inherited?.written;
        const isPair = attribute.type.type === 'pair';
        let value: Doc = written
          ? this.attributeCode(
              written,
              key,
              item.op,
              this.codeScope(!own && inherited?.block === undefined ? this.rootPlace : place, input),
            )
          : JSON.stringify(attribute.default).replaceAll('"', "'");
        if (own && inherited?.transforms) value = this.transformed(value, inherited, key, input, place);
        if (isPair && written?.kind === 'formula') value = array([value, value]);
        const local = this.local(camelCase(key), place);
        this.set(place, local, value, undefined, isPair ? pairType : undefined);
        locals.set(key, { code: local.name, type: isPair ? pairType : typeOf(attribute.type, false) });
      }
    }
    return locals;
  }

  /** The code of a layer's full name. */
  private nameCode(item: LayerItem, place: Place, locals: ReadonlyMap<string, Variable>, input: string): string {
    const own = item.name;
    if (!own) return scopeCode(place.scope, true);
    const text = literal(own);
    const renamed =
      text === undefined
        ? undefined
        : (place as Place & { renamed?: ReadonlyMap<string, string> }).renamed?.get(place.path + text);
    const pieces: ScopePiece[] = renamed
      ? [{ code: renamed }]
      : own.parts.map((part) =>
          typeof part === 'string'
            ? part
            : {
                code: templateInside({ parts: [part], span: own.span }, this.codeScope(place, input, locals)).slice(
                  2,
                  -1,
                ),
              },
        );
    return scopeCode([...place.scope, ...pieces], false);
  }

  /** The name under which a layer's weights are found, where it shares them. */
  private shareName(item: LayerItem, name: string, place: Place): string {
    if (item.weights) return layOut(call('owner', [quote(item.weights.text), name]));
    const { isShared } = place as Place & { isShared?: boolean };
    return isShared ? layOut(call('owner', [`weights && \`\${weights} ${item.span.start}\``, name])) : name;
  }

  private writeUse(
    item: UseItem,
    inputs: readonly string[],
    target: Local,
    place: Place,
  ): { code: string; outputs?: boolean } {
    const block = this.spec.blocks.get(item.block.text) as Block;
    const { name: callee } = this.blockNames.get(block.name.text) as { name: string };
    const scope = this.codeScope(place, inputs[0] as string);
    const inside = item.name ? this.enter(item.name, place) : place;
    const prefix = this.isOpen(block) ? scopeCode(inside.scope, false) : scopeCode(inside.scope, true);
    const fields: (readonly [string, Doc])[] = [];
    for (const { text, type } of this.liveParameters(block)) {
      const given = item.arguments.get(text)?.written;
      if (given)
        fields.push([
          this.blockOption(block, text),
          writtenCode(given, type?.type === 'boolean' ? type : undefined, scope),
        ]);
    }
    for (const [path, { to }] of item.rename) fields.push([this.blockOption(block, path), quote(to.text)]);
    if (this.sharedBlocks.has(block.name.text)) {
      const { isShared } = place as Place & { isShared?: boolean };
      if (item.weights) fields.push(['weights', quote(item.weights.text)]);
      else if (isShared) fields.push(['weights', `weights && \`\${weights} ${item.span.start}\``]);
    }
    const value = call(callee, [...inputs, prefix, ...(fields.length > 0 ? [object(fields)] : [])]);
    if (block.outputs.size === 0) {
      this.set(place, target, value, this.commentOf(item));
      return { code: target.name };
    }
    const all = this.local(`${camelCase((item.name && templateSource(item.name)) || block.name.text)}Outputs`, place);
    this.set(place, all, value, this.commentOf(item));
    this.set(place, target, `${all.name}.output`);
    return { code: all.name, outputs: true };
  }

  /** What a block's function calls a parameter or a renamed layer. */
  private blockOption(block: Block, name: string): string {
    const identifiers = new Identifiers(this.module);
    for (const { text } of block.inputs) identifiers.take(camelCase(text));
    if (block.inputs.length === 0) identifiers.take('x');
    identifiers.take(this.isOpen(block) ? 'prefix' : 'scope');
    for (const { text } of this.liveParameters(block)) {
      const code = identifiers.take(camelCase(text));
      if (text === name) return code;
    }
    for (const path of this.renamedIn(block)) {
      const code = identifiers.take(camelCase(path));
      if (path === name) return code;
    }
    throw new Error(`${block.name.text} has no option for ${name}`);
  }

  // -------------------------------------------------------------- the network

  private writeNetwork(names: FactoryNames): readonly string[] {
    const { graph } = this.model;
    const references = new References();
    const place: Place = {
      identifiers: new Identifiers(this.module),
      variables: this.root,
      references,
      referred: referredNames(
        this.spec.body,
        [...this.spec.outputs.values()].map(({ layer }) => layer),
      ),
      scope: [],
      notNull: new Set(),
      statements: [],
      path: '',
      transforms: this.transforms,
    };
    const dims = (shape: Shape) => `[${shape.map((dim) => (isKnown(dim) ? dim : 'null')).join(', ')}]`;
    const inputs = graph.inputs.map(({ name, shape }) => {
      const local = this.local(camelCase(name), place);
      const given =
        names.shape === 'inputShape'
          ? 'inputShape'
          : `inputShapes${propertyKey(name) === name ? `.${name}` : `[${quote(name)}]`} ?? ${dims(shape)}`;
      this.set(place, local, `tf.input({ name: ${quote(name)}, shape: ${given} })`, this.shapeText([shape]));
      references.define(name, { code: local.name, isOptional: false });
      return local.name;
    });
    const net = this.local('net', place);
    this.writeSequence(this.spec.body.items, inputs[0] as string, net, place, false);
    const outputs = [...this.spec.outputs.values()].map(({ layer }) => this.outputCode(layer, place));
    const optional = outputs.some(({ isOptional }) => isOptional);
    const codes = outputs.map(({ code }) => code);
    const inputsField: readonly [string, Doc] = [
      'inputs',
      inputs.length === 1 && inputs[0] === 'inputs'
        ? 'inputs'
        : inputs.length === 1
          ? (inputs[0] as string)
          : array(inputs),
    ];
    const lines = this.print(place.statements, 2);
    const isPresent = this.javascript
      ? '(output) => output !== undefined'
      : `(output): output is ${tensor} => output !== undefined`;
    const modelOf = (outputsDoc: Doc) =>
      layOut(
        call('return tf.model', [object([['name', quote(this.spec.name.text)], inputsField, ['outputs', outputsDoc]])]),
        2,
        1,
      );
    if (!optional)
      return [
        ...lines,
        ...`${modelOf(codes.length === 1 ? (codes[0] as string) : array(codes))};`.split('\n').map(outdent(2)),
      ];
    const outputsName = place.identifiers.take('outputs');
    const head = `const ${outputsName} = `;
    const filtered = `${head}${layOut(call([array(codes), '.filter'], [isPresent]), 2, head.length + 1)};`;
    return [
      ...lines,
      ...filtered.split('\n').map(outdent(2)),
      ...`${modelOf(outputsName)};`.split('\n').map(outdent(2)),
    ];
  }

  private outputCode(name: Name, place: Place): { code: string; isOptional: boolean } {
    const [first, output] = name.text.split('.') as [string, string?];
    const reference = place.references.find(first);
    if (!reference) throw new Error(`the output ${name.text} was not written`);
    const dot = reference.isOptional ? '?.' : '.';
    const code =
      output !== undefined
        ? `${reference.code}${dot}${output}`
        : reference.outputs
          ? `${reference.code}${dot}output`
          : reference.code;
    return { code, isOptional: reference.isOptional };
  }

  // -------------------------------------------------------------- printing

  private print(statements: readonly Statement[], indentation: number): string[] {
    return statements.flatMap((statement): string[] => {
      if (statement.kind === 'declare') {
        return this.javascript
          ? [`/** @type {${statement.type}} */`, `let ${statement.local.name};`]
          : [`let ${statement.local.name}: ${statement.type};`];
      }
      if (statement.kind === 'if') {
        const [only, ...more] = statement.then;
        const head = `if (${statement.condition}) `;
        if (only?.kind === 'set' && more.length === 0 && only.local.isDeclared) {
          const [line, ...rest] = this.print([only], indentation);
          const code = line?.replace(/ \/\/ .*$/, '') ?? '';
          if (rest.length === 0 && indentation + head.length + code.length <= 120) return [head + line];
        }
        return [
          `if (${statement.condition}) {`,
          ...this.print(statement.then, indentation + 2).map((text) => `  ${text}`),
          '}',
        ];
      }
      const { local, value, comment, type } = statement;
      const keyword = local.isDeclared ? '' : local.sets === 1 ? 'const ' : 'let ';
      local.isDeclared = true;
      const annotation = type && !this.javascript ? `: ${type}` : '';
      const head = `${keyword}${local.name}${annotation} = `;
      const text = `${head}${layOut(value, indentation, head.length + 1)};${comment ? ` // ${comment}` : ''}`;
      const lines = text.split('\n').map(outdent(indentation));
      return type && this.javascript ? [`/** @type {${type}} */`, ...lines] : lines;
    });
  }

  /** A function's statements and what it returns; a result that is set once, at the end, is returned as it is. */
  private printFunction(
    statements: readonly Statement[],
    result: Local,
    outputs: readonly (readonly [string, Doc])[],
  ): string[] {
    const last = statements.at(-1);
    if (outputs.length === 0 && result.sets === 1 && last?.kind === 'set' && last.local === result) {
      const text = `return ${layOut(last.value, 4, 'return ;'.length)};${last.comment ? ` // ${last.comment}` : ''}`;
      return [...this.print(statements.slice(0, -1), 4), ...text.split('\n').map(outdent(4))];
    }
    const returned =
      outputs.length === 0 ? result.name : layOut(object([['output', result.name], ...outputs]), 4, 'return ;'.length);
    return [...this.print(statements, 4), ...`return ${returned};`.split('\n').map(outdent(4))];
  }
}

// ---------------------------------------------------------------- without state

/** Takes back the columns that a template adds to every line. */
const outdent = (columns: number) => (text: string, index: number) => (index === 0 ? text : text.slice(columns));

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const unionOf = (type: string): readonly string[] => type.split(' | ').map((choice) => choice.slice(1, -1));

/** `${scope}/Branch_0/Conv2d_0a_1x1` in back-ticks, a string where nothing varies, or a variable where it is alone. */
function scopeCode(pieces: readonly ScopePiece[], bearsScope: boolean): string {
  let kept = [...pieces];
  const last = kept.at(-1);
  if (bearsScope && last === '/') kept = kept.slice(0, -1);
  else if (bearsScope && typeof last === 'object') kept = [...kept.slice(0, -1), { code: `${last.code}.slice(0, -1)` }];
  const [only] = kept;
  if (kept.length === 1 && typeof only === 'object') return only.code;
  if (kept.every((piece) => typeof piece === 'string')) return quote(kept.join(''));
  return `\`${kept.map((piece) => (typeof piece === 'string' ? templateText(piece) : `\${${piece.code}}`)).join('')}\``;
}

/** Whether the result of an item is read by what follows it in its sequence. */
function isReadNext(items: readonly Item[], index: number, givesResult: boolean): boolean {
  for (const next of items.slice(index + 1)) {
    if (!next.inputs) return true;
    if (!next.when) return false;
  }
  return givesResult;
}

const templateSource = (template: Template): string =>
  template.parts.map((part) => (typeof part === 'string' ? part : '_')).join('');

function referredNames(body: Sequence | Branches, outputs: readonly Name[]): ReadonlySet<string> {
  const names = new Set(outputs.map(({ text }) => text));
  for (const item of itemsOf(body)) for (const { text } of item.inputs ?? []) names.add(text);
  for (const name of [...names]) names.add(name.split('.')[0] as string);
  return names;
}

function* formulasOf(item: Item): Generator<Formula> {
  if (item.when) yield item.when;
  for (const part of item.name?.parts ?? []) if (typeof part !== 'string') yield part;
  if (item.kind === 'layer') {
    for (const written of item.own.values()) yield* formulasIn(written);
    for (const { written } of item.defaults.values()) yield* formulasIn(written);
  } else if (item.kind === 'use') {
    for (const { written } of item.arguments.values()) yield* formulasIn(written);
  }
}

/** The blocks that the network uses, in the order of the spec. */
function findLiveBlocks(spec: Spec): readonly Block[] {
  const live = new Set<string>();
  const visit = (body: Sequence | Branches): void => {
    for (const item of itemsOf(body)) {
      if (item.kind !== 'use' || live.has(item.block.text)) continue;
      live.add(item.block.text);
      visit((spec.blocks.get(item.block.text) as Block).body);
    }
  };
  visit(spec.body);
  return [...spec.blocks.values()].filter(({ name }) => live.has(name.text));
}

/** The blocks of which some use shares its weights, and those inside them. */
function findSharedBlocks(spec: Spec, items: readonly Item[]): ReadonlySet<string> {
  const shared = new Set<string>();
  const share = (name: string): void => {
    if (shared.has(name)) return;
    shared.add(name);
    for (const item of itemsOf((spec.blocks.get(name) as Block).body)) if (item.kind === 'use') share(item.block.text);
  };
  for (const item of items) if (item.kind === 'use' && item.weights) share(item.block.text);
  return shared;
}

const isIdentity = ({ written }: Default, key: string): boolean =>
  written.kind === 'formula' && written.expression.kind === 'name' && written.expression.name === key;

/** Whether an attribute says that there is nothing: no regulariser. */
const isNone = (written: Written): boolean => written.kind === 'word' && literal(written) === 'none';

function mostFrequent(defaults: readonly Default[]): Default | undefined {
  const counts = new Map<Default, number>();
  for (const standard of defaults) counts.set(standard, (counts.get(standard) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** `tf.initializers.truncatedNormal({ stddev: 0.01 })`, or a word where nothing is set. */
function namedCode(written: Written, type: AttributeType & { type: 'named' }, scope: CodeScope): Doc {
  const isRegularizer = 'l2' in type.kinds;
  const [kind, settings] =
    written.kind === 'settings'
      ? ([...written.entries][0] as [string, Written])
      : [literal(written as Template & { kind: 'word' }) as string, undefined];
  if (kind === 'none') return 'undefined';
  const fields =
    settings?.kind === 'settings'
      ? [...settings.entries].map(([key, entry]): readonly [string, Doc] => [
          camelCase(key),
          settingCode(entry, type.kinds[kind]?.[key]?.type, scope),
        ])
      : [];
  const name = kind === 'l1_l2' ? 'l1l2' : camelCase(kind);
  if (isRegularizer) return call(`tf.regularizers.${name}`, fields.length > 0 ? [object(fields)] : []);
  return fields.length > 0 ? call(`tf.initializers.${name}`, [object(fields)]) : quote(name);
}

/** TensorFlow.js writes Keras's fan_in as fanIn. */
function settingCode(written: Written, type: AttributeType | undefined, scope: CodeScope): Doc {
  const word = written.kind === 'word' ? literal(written) : undefined;
  return word === undefined ? writtenCode(written, type, scope) : quote(camelCase(word));
}

/** The TypeScript type of a value of an attribute's type. */
function typeOf(type: AttributeType | undefined, nullable: boolean): string {
  const plain = plainType(type);
  return nullable ? `${plain} | null` : plain;
}

function plainType(type: AttributeType | undefined): string {
  switch (type?.type) {
    case 'boolean':
      return 'boolean';
    case 'choice':
      return type.choices.map((choice) => quote(choice)).join(' | ');
    case 'pair':
      return `number | ${pairType}`;
    case 'margins':
      return `number | ${pairType} | [${pairType}, ${pairType}]`;
    case 'integers':
      return 'number[]';
    default:
      return 'number';
  }
}

const valueText = (value: number | boolean | string | null): string =>
  typeof value === 'string' ? quote(value) : String(value);

function boundsOf(type: AttributeType | undefined): readonly { operator: string; bound: number }[] {
  if (type?.type !== 'integer' && type?.type !== 'number') return [];
  const { minimum, above, maximum, below } = type;
  const bounds: { operator: string; bound: number }[] = [];
  if (minimum !== undefined) bounds.push({ operator: '>=', bound: minimum });
  if (above !== undefined) bounds.push({ operator: '>', bound: above });
  if (maximum !== undefined) bounds.push({ operator: '<=', bound: maximum });
  if (below !== undefined) bounds.push({ operator: '<', bound: below });
  return bounds;
}

function describeBounds(type: AttributeType | undefined): string {
  const words = { '>=': 'at least', '>': 'above', '<=': 'at most', '<': 'below' } as const;
  const bounds = boundsOf(type).map(({ operator, bound }) => `${words[operator as keyof typeof words]} ${bound}`);
  return [
    type?.type === 'integer' ? 'a whole number' : 'a number',
    ...(bounds.length > 0 ? [bounds.join(' and ')] : []),
  ].join(' ');
}

/** What a generated function does beyond its one layer. */
function describeOp(
  op: Op,
  parameters: OpFunction['parameters'],
  constants: OpFunction['constants'],
): readonly string[] {
  const has = (key: string) => parameters.has(key) || constants.has(key);
  const after = [has('batch_norm') ? 'batch norm' : '', has('activation') ? 'activation' : ''].filter(Boolean);
  if (op.name === 'squeeze') return ['Takes dimensions of size 1 away.'];
  return after.length > 0 ? [`${op.name}, then ${after.join(', then ')}.`] : [];
}
