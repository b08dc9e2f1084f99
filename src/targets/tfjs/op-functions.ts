/**
 * One function for each op in use, which applies it with this network's defaults.
 *
 * An attribute that is the same in every layer stands in the function's body; one in which layers differ is an option,
 * whose default is the spec's. Batch norm and activation follow the op as layers of their own, under its name.
 */

import type { Expression } from '../../expression.js';
import type { Attribute, AttributeType } from '../../ops/attributes.js';
import type { OpName } from '../../ops/index.js';
import { activationName, activations, type Op } from '../../ops/op.js';
import { isKnown } from '../../shape.js';
import { type Default, isOfSpec, type LayerItem, literal, type Template, type Written } from '../../spec.js';
import { array, arrow, call, type Doc, object, toLines } from '../code/layout.js';
import { camelCase, pascalCase, quote } from '../code/lexical.js';
import { type Context, type Field, type Part, pairType, tensorType, typeText } from './context.js';
import { type CodeScope, templateCode, writtenCode } from './expressions.js';
import { activationMaker, normalisation, rows } from './layers.js';

/** An attribute in which layers differ. */
interface Option {
  readonly key: string;
  readonly type: string;
  /** What the spec's default is, of which a call says nothing. */
  readonly standard?: Written;
  readonly isOptional: boolean;
}

/** What calls of an op's function have to know. */
export interface OpFunction {
  readonly name: string;
  /** By attribute. */
  readonly options: ReadonlyMap<string, Option>;
}

interface Decided extends OpFunction {
  readonly op: Op;
  readonly constants: ReadonlyMap<string, Written>;
  readonly optionsType: string;
}

/** A layer that follows the op under its name, perhaps under a condition. */
interface Step {
  readonly condition?: string;
  readonly value: Doc;
}

const indentation = 4;

export class OpFunctions {
  private readonly decided = new Map<Op, Decided>();
  /** What functions of activations are called, by word, and which of them are called. */
  private readonly activationNames: ReadonlyMap<string, string>;
  private readonly activations = new Set<string>();

  constructor(private readonly context: Context) {
    this.activationNames = new Map(activations.map((word) => [word, context.identifiers.take(camelCase(word))]));
    const layers = context.program.items.flatMap(({ item }) => (item.kind === 'layer' ? [item] : []));
    const byOp = new Map<Op, LayerItem[]>();
    for (const item of layers) byOp.set(item.op, [...(byOp.get(item.op) ?? []), item]);
    for (const [op, items] of byOp) {
      // A layer that is an activation and nothing else calls the function of the activation: softmax(x, name).
      if (op.name === 'activation' && items.every((item) => activationOf(item) !== undefined)) continue;
      this.decided.set(op, this.decide(op, items));
    }
  }

  /** The function that a layer calls. */
  functionOf(item: LayerItem): OpFunction {
    const activation = activationOf(item);
    if (activation !== undefined && !this.decided.has(item.op))
      return { name: this.activationFunction(activation), options: new Map() };
    return this.decided.get(item.op) as Decided;
  }

  /** Writes the functions; those of activations come out only where something calls them. */
  write(): readonly Part[] {
    const functions = [...this.decided.values()].map((decided) => this.writeFunction(decided));
    return [...[...this.activations].map((activation) => this.writeActivation(activation)), ...functions];
  }

  // -------------------------------------------------------------- what is an option

  private decide(op: Op, items: readonly LayerItem[]): Decided {
    const options = new Map<string, Option>();
    const constants = new Map<string, Written>();
    for (const [key, { type }] of Object.entries(op.attributes)) {
      const inherited = items.map((item) => (item.own.has(key) ? undefined : item.defaults.get(key)));
      const isSilent = items.some((item, index) => !item.own.has(key) && !inherited[index]);
      if (isSilent && items.every((item) => !item.own.has(key) && !item.defaults.has(key))) continue;
      const [first] = inherited;
      const word = sameWord(key, items);
      if (word) {
        constants.set(key, word);
        continue;
      }
      if (first && isOfSpec(first) && inherited.every((standard) => standard === first)) {
        constants.set(key, first.written);
        continue;
      }
      const standard = isSilent ? undefined : mostFrequent(inherited)?.written;
      const isOptional = isSilent || standard !== undefined;
      options.set(key, {
        key: camelCase(key),
        type: this.optionType(op, type, key, items),
        isOptional,
        ...(standard ? { standard } : {}),
      });
    }
    const optionsType = this.context.takeType(`${pascalCase(op.name)}Options`);
    if (options.size > 0)
      this.context.declareType(
        optionsType,
        [...options.values()].map(({ key, type, isOptional }): Field => ({ key, type, isOptional })),
      );
    return { op, name: this.context.identifiers.take(camelCase(op.name)), options, constants, optionsType };
  }

  /** The TypeScript type of an attribute, as far as the network's layers use it. */
  private optionType(op: Op, type: AttributeType, key: string, items: readonly LayerItem[]): string {
    switch (type.type) {
      case 'choice':
        return this.wordsOf(key, type.choices, items).map(quote).join(' | ');
      case 'settings': {
        const fields = Object.entries(type.fields).map(
          ([field, attribute]) => `${camelCase(field)}?: ${typeText(attribute.type)}`,
        );
        return `{ ${fields.join('; ')} } | false`;
      }
      case 'named': {
        const name = isRegularizer(type) ? 'Regularizer' : 'Initializer';
        this.context.declarations.argumentTypes.add(name);
        return name;
      }
      default:
        return rows[op.name as OpName].pairs?.includes(key) ? pairType : typeText(type);
    }
  }

  /** The words that layers give an attribute, its default among them where one is silent. */
  private wordsOf(key: string, choices: readonly string[], items: readonly LayerItem[]): readonly string[] {
    const words = items.flatMap((item) => {
      const written = item.own.get(key) ?? item.defaults.get(key)?.written;
      if (written?.kind !== 'word') return [item.op.attributes[key]?.default as string];
      const word = literal(written);
      return word === undefined ? this.choicesOf(written, choices) : [word];
    });
    return choices.filter((choice) => words.includes(choice));
  }

  // -------------------------------------------------------------- functions

  private writeFunction(decided: Decided): Part {
    const { op, name, options, optionsType } = decided;
    const isJoin = op.inputs.most > 1;
    const x = isJoin ? 'xs' : 'x';
    const type = isJoin ? `${tensorType}[]` : tensorType;
    const scope = this.context.rootScope(isJoin ? 'xs[0]' : 'x');
    const pattern = [...options].map(([key, option]): Doc => {
      const standard = option.standard
        ? attributeCode(option.standard, key, op, scope)
        : option.isOptional
          ? kerasDefault(key, op)
          : undefined;
      return standard === undefined ? option.key : [option.key, ' = ', standard];
    });
    const mayBeLeftOut = [...options.values()].every(({ isOptional }) => isOptional);
    const parameters: Doc[] = [this.context.typed(x, type), this.context.typed('name', 'string')];
    if (options.size > 0) parameters.push(this.context.optionsParameter(pattern, optionsType, mayBeLeftOut));
    const doc = this.context.docOf(describeFunction(decided), [
      ['param', type, x],
      ['param', 'string', 'name'],
      ...(options.size > 0 ? [['param', optionsType, mayBeLeftOut ? '[options]' : 'options'] as const] : []),
      ['returns', tensorType],
    ]);
    const result = this.context.javascript ? ' {' : `: ${tensorType} {`;
    const body = this.ownBody(decided, scope) ?? this.body(decided, x, scope);
    return {
      lines: [
        ...doc,
        ...toLines(call(`function ${name}`, parameters), indentation - 2, '', result),
        ...body.map((line) => `  ${line}`),
        '}',
      ],
    };
  }

  /** The body of an op that is more than one layer of TensorFlow.js and what follows it. */
  private ownBody(decided: Decided, scope: CodeScope): readonly string[] | undefined {
    switch (decided.op.name) {
      case 'activation':
        return this.activationBody(decided);
      case 'squeeze':
        return this.squeezeBody(decided, scope);
      case 'flatten':
        return this.flattenBody();
      case 'reshape':
        return this.reshapeBody(decided, scope);
      default:
        return undefined;
    }
  }

  /** The op, then what follows it. */
  private body(decided: Decided, x: string, scope: CodeScope): readonly string[] {
    const { op, options, constants } = decided;
    const { maker, own = [] } = rows[op.name as OpName];
    const { callee, custom } = maker(new Set([...options.keys(), ...constants.keys()]));
    if (custom) this.context.declarations.customLayers.add(custom);
    const handled = new Set([...own, 'batch_norm', 'activation']);
    const fields = Object.keys(op.attributes).flatMap((key): (readonly [string, Doc])[] => {
      if (handled.has(key)) return [];
      const field = camelCase(key);
      const constant = constants.get(key);
      if (options.has(key)) return [[field, field]];
      const value = constant ? attributeCode(constant, key, op, scope) : kerasDefault(key, op);
      return value === undefined || value === 'undefined' ? [] : [[field, value]];
    });
    const first = apply(call(callee, [object([['name', 'name'], ...fields])]), x);
    const steps = [this.keepDims(decided, scope), this.batchNorm(decided, scope), ...this.activation(decided)].filter(
      (step) => step !== undefined,
    );
    if (steps.length === 0) return toLines(first, indentation, 'return ', ';');
    return [...toLines(first, indentation, 'let y = ', ';'), ...steps.flatMap(writeStep), 'return y;'];
  }

  private keepDims({ op, options, constants }: Decided, scope: CodeScope): Step | undefined {
    const constant = constants.get('keepdims');
    const condition = options.has('keepdims')
      ? 'keepdims'
      : constant && (attributeCode(constant, 'keepdims', op, scope) as string);
    if (condition === undefined || condition === 'false') return undefined;
    const layer = call('tf.layers.reshape', [
      object([
        ['name', '`${name}/KeepDims`'],
        ['targetShape', '[1, 1, y.shape[1]]'],
      ]),
    ]);
    return { ...(condition === 'true' ? {} : { condition }), value: apply(layer, 'y') };
  }

  private batchNorm({ op, options, constants }: Decided, scope: CodeScope): Step | undefined {
    const constant = constants.get('batch_norm');
    if (!options.has('batch_norm') && (!constant || isFalse(constant))) return undefined;
    const { callee, custom } = normalisation(this.hasPartialNorm());
    if (custom) this.context.declarations.customLayers.add(custom);
    if (!constant)
      return { condition: 'batchNorm', value: apply([callee, '({ name: `${name}/BatchNorm`, ...batchNorm })'], 'y') };
    const settings = settingsCode(constant, op.attributes.batch_norm as Attribute, scope);
    return { value: apply(call(callee, [object([['name', '`${name}/BatchNorm`'], ...settings])]), 'y') };
  }

  /** Whether some batch norm may be without its scale or its center. */
  private hasPartialNorm(): boolean {
    return this.context.program.items.some(({ item }) => {
      const norm =
        item.kind === 'layer' ? (item.own.get('batch_norm') ?? item.defaults.get('batch_norm')?.written) : undefined;
      return norm?.kind === 'settings' && (norm.entries.has('scale') || norm.entries.has('center'));
    });
  }

  private activation({ op, options, constants }: Decided): readonly Step[] {
    const option = options.get('activation');
    const constant = constants.get('activation');
    if (!op.attributes.activation || (!option && constant?.kind !== 'word')) return [];
    const step = (word: string): Doc =>
      call(this.activationFunction(word), ['y', `\`\${name}/${activationName(word)}\``]);
    const word = constant?.kind === 'word' ? literal(constant) : undefined;
    if (word !== undefined) return word === 'linear' ? [] : [{ value: step(word) }];
    const code = option ? 'activation' : templateCode(constant as Template & Written, this.context.rootScope('x'));
    const words = option ? this.activationWords(op) : this.choicesOf(constant as Template & Written);
    return words
      .filter((one) => one !== 'linear')
      .map((one) => ({ condition: `${code} === ${quote(one)}`, value: step(one) }));
  }

  /** The activations that an op's layers have, or may have. */
  private activationWords(op: Op): readonly string[] {
    const items = this.context.program.items.flatMap(({ item }) =>
      item.kind === 'layer' && item.op === op ? [item] : [],
    );
    const { type } = op.attributes.activation as Attribute<AttributeType & { type: 'choice' }>;
    return this.wordsOf('activation', type.choices, items);
  }

  /** The words that a template of one hole can come to: the choices of its parameter, where it declares them. */
  private choicesOf({ parts: [only] }: Template, all: readonly string[] = []): readonly string[] {
    const names = typeof only === 'object' ? sidesOf(only.expression) : [];
    const choices = names.flatMap((name) =>
      [this.context.program.spec, ...this.context.program.blocks].flatMap(({ parameters }) => {
        const type = parameters.get(name)?.type;
        return type?.type === 'choice' ? type.choices : parameters.has(name) ? all : [];
      }),
    );
    return choices.length > 0 ? [...new Set(choices)] : all;
  }

  /** The op `activation`, where its word is not the same in every layer: each layer bears the name itself. */
  private activationBody({ op, options, constants }: Decided): readonly string[] {
    const constant = constants.get('activation') as (Template & Written) | undefined;
    const code = options.has('activation')
      ? 'activation'
      : templateCode(constant as Template, this.context.rootScope('x'));
    const words = options.has('activation') ? this.activationWords(op) : this.choicesOf(constant as Template);
    const make = (word: string): Doc => call(this.activationFunction(word), ['x', 'name']);
    const branches = words
      .filter((word) => word !== 'linear')
      .flatMap((word) => toLines(make(word), indentation, `if (${code} === ${quote(word)}) return `, ';'));
    return [...branches, "return apply(tf.layers.activation({ name, activation: 'linear' }), x);"];
  }

  private squeezeBody({ op, options, constants }: Decided, scope: CodeScope): readonly string[] {
    const constant = constants.get('axis');
    const axes = options.has('axis') ? 'axis' : constant && attributeCode(constant, 'axis', op, scope);
    if (axes === undefined) return ['return apply(tf.layers.reshape({ name, targetShape: x.shape.slice(3) }), x);'];
    const parameters: readonly (readonly [string, string])[] = [
      ['_', 'number | null'],
      ['dimension', 'number'],
    ];
    const head = parameters.map(([name, type]) => this.context.typed(name, type)).join(', ');
    return [
      ...(axes === 'axis' ? [] : toLines(axes, indentation, 'const axis = ', ';')),
      ...this.context.docOf(
        [],
        parameters.map(([name, type]) => ['param', type, name]),
      ),
      `const isKept = (${head}) =>`,
      '  dimension > 0 && axis.indexOf(dimension) < 0 && axis.indexOf(dimension - x.shape.length) < 0;',
      'return apply(tf.layers.reshape({ name, targetShape: x.shape.filter(isKept) }), x);',
    ];
  }

  /** tf.layers.flatten takes nothing flat, and no sizes that are not known. */
  private flattenBody(): readonly string[] | undefined {
    const { layers, layerOf, graph } = this.context.model;
    const inputs = layers.flatMap(
      ({
        op,
        node: {
          inputs: [edge = -1],
        },
      }) => (op.name === 'flatten' ? [layerOf.get(edge)?.output ?? graph.inputs[-1 - edge]?.shape ?? []] : []),
    );
    if (inputs.every((shape) => shape.length > 1 && shape.every(isKnown))) return undefined;
    this.context.declarations.usesSizeOf = true;
    return ['return apply(tf.layers.reshape({ name, targetShape: [sizeOf(x)] }), x);'];
  }

  /** A -1 is worked out here, since tf.layers.reshape leaves it open. */
  private reshapeBody({ op, options, constants }: Decided, scope: CodeScope): readonly string[] | undefined {
    const isOpen = this.context.program.items.some(({ item }) => {
      const written =
        item.kind === 'layer' && item.op === op
          ? (item.own.get('target_shape') ?? item.defaults.get('target_shape')?.written)
          : undefined;
      const parts = written?.kind === 'list' ? written.items : written ? [written] : [];
      return parts.some(
        (part) => part.kind !== 'formula' || part.expression.kind !== 'literal' || part.expression.value === -1,
      );
    });
    if (!isOpen) return undefined;
    this.context.declarations.usesSizeOf = true;
    const constant = constants.get('target_shape');
    const given =
      constant && !options.has('target_shape')
        ? toLines(attributeCode(constant, 'target_shape', op, scope), indentation, 'const targetShape = ', ';')
        : [];
    return [
      ...given,
      'const rest = targetShape.filter((dim) => dim !== -1).reduce((product, dim) => product * dim, 1);',
      'const size = sizeOf(x);',
      'const shape = targetShape.map((dim) => (dim === -1 ? size && size / rest : dim));',
      'return apply(tf.layers.reshape({ name, targetShape: shape }), x);',
    ];
  }

  private activationFunction(activation: string): string {
    this.activations.add(activation);
    return this.activationNames.get(activation) as string;
  }

  private writeActivation(activation: string): Part {
    const name = this.activationNames.get(activation) as string;
    const { code, custom } = activationMaker(activation, 'name');
    if (custom) this.context.declarations.customLayers.add(custom);
    const head = `(${this.context.typed('x', tensorType)}, ${this.context.typed('name', 'string')})`;
    const doc = this.context.docOf(
      [],
      [
        ['param', tensorType, 'x'],
        ['param', 'string', 'name'],
      ],
    );
    return { lines: [...doc, ...toLines(arrow(head, apply(code, 'x')), indentation - 2, `const ${name} = `, ';')] };
  }
}

// ---------------------------------------------------------------- arguments

const apply = (layer: Doc, x: string): Doc => call('apply', [layer, x]);

function writeStep({ condition, value }: Step): readonly string[] {
  const head = condition === undefined ? 'y = ' : `if (${condition}) y = `;
  const lines = toLines(value, indentation, head, ';');
  if (lines.length === 1 || condition === undefined) return lines;
  return [`if (${condition}) {`, ...toLines(value, indentation + 2, 'y = ', ';').map((line) => `  ${line}`), '}'];
}

/** The activation of a layer that is one and nothing else, where it is a word of the text. */
function activationOf(item: LayerItem): string | undefined {
  const written =
    item.op.name === 'activation'
      ? (item.own.get('activation') ?? item.defaults.get('activation')?.written)
      : undefined;
  return written?.kind === 'word' ? literal(written) : undefined;
}

/** The names of which an expression gives the value of one. */
function sidesOf(expression: Expression): readonly string[] {
  if (expression.kind === 'conditional') return [expression.whenTrue, expression.whenFalse].flatMap(sidesOf);
  return expression.kind === 'name' ? [expression.name] : [];
}

/** The word that all layers give an attribute, where they do. */
function sameWord(key: string, items: readonly LayerItem[]): Written | undefined {
  const written = items.map((item) => item.own.get(key) ?? item.defaults.get(key)?.written);
  const [first] = written;
  const word = first?.kind === 'word' ? literal(first) : undefined;
  return word !== undefined && written.every((one) => one?.kind === 'word' && literal(one) === word)
    ? first
    : undefined;
}

function mostFrequent(inherited: readonly (Default | undefined)[]): Default | undefined {
  const counts = new Map<Default, number>();
  for (const standard of inherited)
    if (standard && isOfSpec(standard)) counts.set(standard, (counts.get(standard) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

const isFalse = (written: Written): boolean =>
  written.kind === 'formula' && written.expression.kind === 'literal' && written.expression.value === false;

const isRegularizer = (type: AttributeType & { type: 'named' }): boolean => Object.hasOwn(type.kinds, 'l2');

/** The default of an attribute in Keras, where that of TensorFlow.js is another: it starts kernels with glorotNormal. */
function kerasDefault(key: string, op: Op): Doc | undefined {
  const standard = op.attributes[key]?.default;
  if (op.name === 'squeeze' && key === 'axis') return '[1, 2]';
  return key.endsWith('_initializer') && key !== 'bias_initializer'
    ? quote(camelCase((standard as { kind: string }).kind))
    : undefined;
}

/** What was written for an attribute, as an argument of TensorFlow.js. */
export function attributeCode(written: Written, key: string, op: Op, scope: CodeScope): Doc {
  const attribute = op.attributes[key] as Attribute;
  const { type } = attribute;
  if (type.type === 'named') return namedCode(written, type, scope);
  if (type.type === 'settings') return isFalse(written) ? 'false' : object(settingsCode(written, attribute, scope));
  if (type.type === 'margins' && written.kind === 'list') return marginsCode(written, scope);
  const code = writtenCode(written, type, scope);
  if (written.kind !== 'formula') return code;
  if (type.type === 'integers') return array([code]);
  return rows[op.name as OpName].pairs?.includes(key) ? array([code, code]) : code;
}

/** Margins, of which TensorFlow.js takes two numbers or two pairs, and no mixture. */
function marginsCode({ items }: Written & { kind: 'list' }, scope: CodeScope): Doc {
  const codes = items.map((item) => writtenCode(item, { type: 'pair' }, scope));
  const isMixed = items.some(({ kind }) => kind === 'list');
  return array(codes.map((code, index) => (isMixed && items[index]?.kind !== 'list' ? array([code, code]) : code)));
}

function settingsCode(written: Written, { type }: Attribute, scope: CodeScope): readonly (readonly [string, Doc])[] {
  if (written.kind !== 'settings' || type.type !== 'settings') return [];
  return [...written.entries].map(([field, entry]) => [
    camelCase(field),
    writtenCode(entry, type.fields[field]?.type, scope),
  ]);
}

/** `tf.initializers.truncatedNormal({ stddev: 0.01 })`, or a word where nothing is set. */
function namedCode(written: Written, type: AttributeType & { type: 'named' }, scope: CodeScope): Doc {
  const [kind, settings] =
    written.kind === 'settings'
      ? ([...written.entries][0] as [string, Written])
      : [literal(written as Template & Written) as string, undefined];
  if (kind === 'none') return 'undefined';
  const name = kind === 'l1_l2' ? 'l1l2' : camelCase(kind);
  const fields = settings?.kind === 'settings' ? [...settings.entries] : [];
  const codes = fields.map(([key, entry]): readonly [string, Doc] => [
    camelCase(key),
    settingCode(entry, type.kinds[kind]?.[key]?.type, scope),
  ]);
  if (isRegularizer(type)) return call(`tf.regularizers.${name}`, codes.length > 0 ? [object(codes)] : []);
  return codes.length > 0 ? call(`tf.initializers.${name}`, [object(codes)]) : quote(name);
}

/** TensorFlow.js writes Keras's fan_in as fanIn. */
function settingCode(written: Written, type: AttributeType | undefined, scope: CodeScope): Doc {
  const word = written.kind === 'word' ? literal(written) : undefined;
  return word === undefined ? writtenCode(written, type, scope) : quote(camelCase(word));
}

/** What a function does beyond its one layer. */
function describeFunction({ op, options, constants }: Decided): readonly string[] {
  if (op.name === 'squeeze') return ['Takes dimensions of size 1 away.'];
  const has = (key: string) => op.name !== 'activation' && (options.has(key) || constants.has(key));
  const after = [has('batch_norm') ? 'batch norm' : '', has('activation') ? 'activation' : ''].filter(Boolean);
  return after.length > 0 ? [`${op.name}, then ${after.join(', then ')}.`] : [];
}
