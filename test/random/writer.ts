/**
 * Writes random specs over all of the language.
 *
 * Whether a layer fits where it is written, and what shape it gives there, is asked of the compiler, one layer at a
 * time; whether the compiler is right is what TensorFlow.js is asked afterwards. All else (names, wiring, parameters,
 * defaults, conditions) is valid as it is written, so that any other complaint is a mistake of the compiler's.
 */
import type fc from 'fast-check';
import { stringify } from 'yaml';
import { compile } from '../../src/compile.js';
import type { Code } from '../../src/diagnostics/codes.js';
import { activations } from '../../src/ops/companions.js';
import { findOp, type OpName } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import { joins } from '../../src/spec/schema/language.js';
import { Chance } from './chance.js';
import {
  attributesOf,
  extrasOf,
  type JoinName,
  type Means,
  type Plain,
  type Shape,
  sampling,
  size,
  tokens,
  type Yaml,
} from './layers.js';
import { hasDefault, hasKey, mentions, pathsIn, takesDefault, withoutEndpoints } from './yaml.js';

/** An item or its body, and its result. */
interface Written {
  readonly yaml: Yaml;
  readonly shape: Shape;
  /** The name by which later items can refer to it. */
  readonly name?: string;
}

/** The network or a block, as far as it is written; a block's parameters have the values of its first use. */
interface Definition {
  readonly parameters: Yaml;
  readonly formulas: Yaml;
  /** Parameters that conditions and names are made of, which can't depend on a shape. */
  readonly settled: Set<string>;
}

interface Block extends Definition {
  readonly name: string;
  readonly hasDefaults: boolean;
  readonly paths: readonly string[];
  /** Whether a layer inside is seen from outside, as `aside`. */
  readonly hasOutput: boolean;
  readonly uses: { readonly signature: string; readonly weights?: string }[];
}

type Defaults = ReadonlyMap<string, Yaml>;

/** Where items are written. */
interface Place {
  readonly definition: Definition;
  readonly defaults: Defaults;
  /** Shapes by the names that an item can refer to. */
  readonly visible: Map<string, Shape>;
  /** Whether a layer may still be without a name, and have its scope's. */
  readonly scope: { isFree: boolean };
  readonly depth: number;
  /** Whether it is in a group that is repeated, and sees its index. */
  readonly isRepeated?: boolean;
}

type Accept = (shape: Shape) => boolean;
const anyShape: Accept = () => true;
const sameGrid = (a: Shape, b: Shape): boolean =>
  a.length === b.length && String(a.slice(0, -1)) === String(b.slice(0, -1));
const sameShape = (a: Shape, b: Shape): boolean => String(a) === String(b);

/** What a layer may be refused for that does not fit its input. */
const misfits: ReadonlySet<Code> = new Set([
  'accidental-broadcast',
  'duplicate-output',
  'attention-mismatch',
  'attribute-value',
  'table-too-small',
  'axis-out-of-range',
  'groups-mismatch',
  'index-out-of-range',
  'heads-mismatch',
  'input-count',
  'join-mismatch',
  'repeated-input',
  'layer-switched-off',
  'matmul-mismatch',
  'pattern-mismatch',
  'reshape-mismatch',
  'slice-out-of-range',
  'split-mismatch',
  'squeeze-not-one',
  'state-mismatch',
  'strides-not-square',
  'strides-with-dilation',
  'window-too-large',
  'wrong-rank',
]);

/** What else a block may be refused for with other arguments than those that it was written with. */
const reuseMisfits: ReadonlySet<Code> = new Set(['layer-switched-off', 'unknown-layer', 'unused-layer']);

/** Other reasons why a repeated item may be refused. */
const repeatMisfits: ReadonlySet<Code> = new Set([...reuseMisfits, 'output-mismatch', 'weights-mismatch']);

/** Ops after which there is little left for the others to do. */
const endsImages: ReadonlySet<OpName> = new Set(['global_max_pool2d', 'global_avg_pool2d', 'flatten', 'reshape']);

/** Words that mean something to YAML or to JavaScript, and are good names nevertheless. */
const oddNames = ['no', '1e1', '0x1', 'function', 'tf', 'model', 'default', '7', 'image', 'a-b'];
const oddParameters = ['new', 'class', 'options', 'input_shape', 'inputs', '_a', 'Relu', 'constructor', 'undefined'];
const functionArguments: readonly (readonly [string, string])[] = [
  ['a', 'b'],
  ['x', 'name'],
  ['class', 'tf'],
  ['options', 'p_0'],
  ['a_b', 'aB'],
];
/** In the body of another function, an argument of the same name would hide a function. */
const oddFunctions = oddParameters.filter((odd) => !functionArguments.flat().includes(odd));

/** Writes a spec with the values of one run of fast-check. */
export function writeSpec(generate: fc.GeneratorValue): string {
  return new Writer(new Chance(generate)).write();
}

class Writer {
  private readonly root: Definition = { parameters: {}, formulas: {}, settled: new Set() };
  private rootDefaults: Defaults = new Map();
  private readonly blocks: Block[] = [];
  private readonly blockYaml: Yaml = {};
  /** The functions of the spec: their expressions by their names, and the arguments of each. */
  private readonly functions: Yaml = {};
  private readonly argumentsOf = new Map<string, readonly string[]>();
  private readonly taken = new Set<string>();
  /** The inputs of the network that are masks. */
  private readonly masks = new Map<string, Shape>();
  /** Those that are biases of attention. */
  private readonly biases = new Map<string, Shape>();
  private readonly sharedLayers: {
    readonly yaml: Yaml;
    readonly signature: string;
    readonly standard: Yaml | undefined;
  }[] = [];

  constructor(private readonly chance: Chance) {}

  write(): string {
    const { chance, root } = this;
    this.rootDefaults = this.someDefaults(root, new Map());
    const inputs = new Map(Array.from({ length: chance.integer(1, 3) }, () => [this.name('input'), this.inputShape()]));
    const ofTokens = new Set(
      [...inputs].filter(([, shape]) => shape.length < 3 && chance.percent(50)).map(([name]) => name),
    );
    const place = this.place(root, this.rootDefaults, { isFree: false });
    const layers: Plain[] = [];
    const ends: string[] = [];
    for (const [input, shape] of inputs) {
      const embedded = ofTokens.has(input) ? this.embedded(place, shape, input) : [];
      const chain = this.chain(place, embedded.at(-1)?.shape ?? shape);
      const embedding = embedded.find(({ yaml }) => yaml.op === 'embedding');
      const items = [...embedded, ...chain, ...this.ending(place, chain, embedding)];
      const first = (items[0] as Written).yaml;
      if (layers.length > 0 && first.op !== 'parameter') first.input = input;
      layers.push(...items.map(({ yaml }) => yaml));
      ends.push((items.at(-1) as Written).name as string);
      // No join takes tokens.
      if (!ofTokens.has(input)) place.visible.set(input, shape);
    }
    if (!hasKey([layers, this.blockYaml], 'weights')) {
      const learning = this.name('learning', oddParameters);
      root.parameters[learning] = true;
      const bodies = Object.values(this.blockYaml).map((block) => Object.values(block as Yaml));
      this.freezeSome([layers, bodies], learning);
    }
    const others = [...place.visible.keys()].filter((name) => !inputs.has(name) && chance.percent(10));
    const blocks = keepMentioned(this.blockYaml, layers);
    const defaults = writtenDefaults(this.rootDefaults, new Map(), [layers, blocks]);
    const functions = keepMentioned(this.functions, [layers, blocks, defaults, root.formulas]);
    const formulas = keepMentioned(root.formulas, [layers, blocks, defaults]);
    // Maps, since the keys of an object that look like numbers come first.
    const spec = {
      netspec: 1,
      name: chance.pick('Net', 'net-1', '3d', 'class', 'tf', 'a_b'),
      ...(chance.percent(30) ? { summary: chance.pick('A net.', '*/ x() /*', '`${x}` \\u0041 "quoted" \'\n') } : {}),
      ...section('parameters', keepMentioned(root.parameters, [layers, blocks, defaults, formulas])),
      ...section('formulas', formulas),
      ...section('functions', this.signed(functions)),
      inputs: new Map([
        ...[...inputs].map(([name, shape]) => [name, this.inputOf(size(chance, shape), ofTokens.has(name))] as const),
        ...[...this.biases].map(([name, shape]) => [name, size(chance, shape)] as const),
        ...[...this.masks].map(([name, shape]) => [name, { shape: size(chance, shape), dtype: 'bool' }] as const),
      ]),
      ...section('defaults', defaults),
      ...section('blocks', blocks),
      layers,
      outputs: new Map([...ends, ...others].map((layer) => [this.name('output'), layer])),
    };
    return stringify(spec, {
      collectionStyle: chance.pick('any', 'block', 'flow'),
      aliasDuplicateObjects: false,
      lineWidth: 0,
    });
  }

  /** Freezes some items in a piece; layers that share weights would have to agree. */
  private freezeSome(piece: Plain, learning: string): void {
    if (typeof piece !== 'object' || piece === null) return;
    for (const part of Object.values(piece)) this.freezeSome(part, learning);
    if (Array.isArray(piece)) return;
    const item = piece as Yaml;
    const isItem = Array.isArray(item.layers) || item.branches !== undefined || item.op !== undefined;
    if (!isItem || !this.chance.percent(8)) return;
    const each = item.repeat === undefined ? [] : ['index > 0', `index < 1 and ${learning}`];
    item.trainable = this.chance.pick<Plain>(false, true, learning, `not ${learning}`, ...each);
  }

  private inputOf(shape: Plain, isOfTokens: boolean): Plain {
    if (!isOfTokens) return this.chance.percent(10) ? { shape, dtype: 'float32' } : shape;
    return { shape, dtype: 'int32', ...(this.chance.percent(70) ? { below: tokens } : {}) };
  }

  /** An embedding of tokens, or rows of a learned tensor or unit vectors at them. They may be moved before it. */
  private embedded(place: Place, input: Shape, from: string): readonly Written[] {
    const { chance } = this;
    const items: Written[] = [];
    if (chance.percent(30)) {
      const count = input.reduce((product, size) => product * size, 1);
      const [yaml, shape] = chance.pick<[Yaml, Shape]>(
        [{ op: 'flatten' }, [count]],
        [{ op: 'reshape', target_shape: [-1, 1] }, [count, 1]],
        [{ op: 'rearrange', pattern: 'a ... -> ... 1 a' }, [...input.slice(1), 1, input[0] ?? 1]],
        [{ op: 'slice', axis: 1, start: -1 }, [1, ...input.slice(1)]],
        ...((input[0] ?? 1) > 1
          ? [
              [{ op: 'split', axis: 1, parts: [(input[0] ?? 2) - 1, 1] }, [(input[0] ?? 2) - 1, ...input.slice(1)]] as [
                Yaml,
                Shape,
              ],
            ]
          : []),
      );
      items.push({ yaml: { ...yaml, name: this.name('moved') }, shape });
    }
    const shape = items.at(-1)?.shape ?? input;
    const units = chance.integer(1, 6);
    if (chance.percent(20)) {
      const name = this.name('one_hot');
      return [...items, { yaml: { op: 'one_hot', name, num_classes: tokens }, shape: [...shape, tokens], name }];
    }
    if (chance.percent(20)) {
      const [table, name] = [this.name('parameter'), this.name('gather')];
      const given = (items.at(-1)?.yaml.name as string | undefined) ?? from;
      items.push({ yaml: { op: 'parameter', name: table, shape: [tokens + 1, units] }, shape: [tokens + 1, units] });
      return [...items, { yaml: { op: 'gather', name, input: [table, given] }, shape: [...shape, units], name }];
    }
    const name = this.name('embedding');
    const vocabulary = this.number(tokens + chance.integer(0, 2), place, shape);
    const extras = extrasOf(findOp('embedding') as Op, chance);
    const yaml = { op: 'embedding', name, vocabulary, units: this.number(units, place, shape), ...extras };
    const item = { yaml, shape: [...shape, units], name };
    place.visible.set(name, item.shape);
    return [...items, item];
  }

  /** What may come after a chain: attention with a mask, and the scores of tokens by the table of their embedding. */
  private ending(place: Place, chain: readonly Written[], embedding: Written | undefined): readonly Written[] {
    const { chance } = this;
    const items: Written[] = [];
    const shape = chain.at(-1)?.shape ?? [];
    if (shape.length > 1 && shape.length < 5 && chance.percent(30)) items.push(this.masked(place, chain.at(-1)));
    // A default could change the units.
    if (embedding && this.rootDefaults.get('dense')?.units === undefined && chance.percent(40)) {
      const weights = this.name('table');
      embedding.yaml.weights = weights;
      const units = embedding.shape.at(-1) ?? 1;
      const dense = { op: 'dense', name: this.name('units'), units };
      const scores = { op: 'unembedding', name: this.name('scores'), weights };
      const before = shape.slice(0, -1);
      items.push({ yaml: dense, shape: [...before, units], name: dense.name });
      items.push({ yaml: scores, shape: [...before, tokens], name: scores.name });
    }
    return items;
  }

  /** Attention to what a mask, an input of the network, leaves; also to an earlier layer, and with a bias. */
  private masked(place: Place, before: Written | undefined): Written {
    const { chance } = this;
    const query = before?.shape ?? [];
    const others = [...place.visible].filter(
      ([, shape]) => String(shape.slice(0, -2)) === String(query.slice(0, -2)) && shape.length === query.length,
    );
    const [value, shape] = others.length > 0 && chance.percent(40) ? chance.pick(...others) : [undefined, query];
    const op = chance.pick('multi_head_attention', 'grouped_query_attention');
    const length = shape.at(-2) ?? 1;
    const full = [query.at(-2) ?? 1, length];
    const mask = this.name('mask');
    this.masks.set(mask, chance.pick<Shape>([length], full, [...query.slice(0, -2), ...full]));
    const name = this.name(op);
    const input = [before?.name ?? '', ...(value === undefined || value === before?.name ? [] : [value])];
    const yaml = { op, name, ...attributesOf[op](this.means(place, query)) };
    const bias = chance.percent(30) ? this.name('bias') : undefined;
    if (bias !== undefined)
      this.biases.set(bias, chance.pick<Shape>(full, [1, 1, length], [...query.slice(0, -2), 1, ...full]));
    const ends = [...(bias === undefined ? [] : [bias]), mask];
    return {
      yaml: { ...yaml, input: [...input, ...ends], ...(bias === undefined ? {} : { biased: true }) },
      shape: query,
      name,
    };
  }

  /** The items that follow an input: the first and the last are always there. */
  private chain(place: Place, input: Shape): readonly Written[] {
    const first = this.item(place, input, anyShape);
    const rest = this.sequence(place, first.shape, this.chance.integer(0, 4), first.name);
    const last = this.layer(place, rest.at(-1)?.shape ?? first.shape, anyShape, { isPlain: true });
    return [first, ...rest, last];
  }

  private inputShape(): Shape {
    const { chance } = this;
    const channels = chance.integer(1, 6);
    const side = () => chance.integer(4, 9);
    const even = chance.pick(8, 9);
    const sequence = () => [side(), channels];
    const volume = () => [chance.integer(1, 3), chance.integer(2, 4), chance.integer(2, 4), channels];
    return chance.pick(
      () => [even, even, channels],
      () => [side(), side(), channels],
      sequence,
      sequence,
      () => [channels],
      volume,
      volume,
    )();
  }

  // ---------------------------------------------------------------- names and expressions

  /** A name that nothing else has. */
  private name(base: string, odd: readonly string[] = oddNames): string {
    const word = this.chance.percent(10) ? this.chance.pick(...odd) : base;
    const name = word === base || this.taken.has(word) ? `${base}_${this.taken.size}` : word;
    this.taken.add(name);
    return name;
  }

  /** A parameter or formula of the network, or of the current block. */
  private declare(kind: 'parameters' | 'formulas', { definition }: Place, value: Plain): string {
    const owner = kind === 'parameters' && this.chance.percent(40) ? this.root : definition;
    const known = Object.keys(owner[kind]).find((name) => owner[kind][name] === value);
    if (known !== undefined && this.chance.percent(30)) return known;
    const name = this.name(kind === 'parameters' ? 'p' : 'f', oddParameters);
    owner[kind][name] = value;
    return name;
  }

  private number(value: number, place: Place, input: Shape): Plain {
    const { chance } = this;
    if (chance.percent(70)) return value;
    if (chance.percent(15)) return this.call(value, input);
    const x = chance.integer(1, 7);
    const p = this.declare('parameters', place, x);
    if (place.isRepeated && chance.percent(50))
      return chance.pick(`${value} + 0 * index`, `${value} if index < 100 else ${p}`, `max(${value}, index - ${p})`);
    const expression = chance.pick(
      `${p} + ${value} - ${x}`,
      `${value + x} - ${p} * 1`,
      `max(${p} - 100, ${value})`,
      `${value} * (${p} // ${x})`,
      `floor(${p} / ${x} * ${value} + 0.25)`,
      `${value} + -(${p} % ${x})`,
      `round(${p} * 0 + ${value} + 0.25)`,
      `min(ceil(${p} / ${x}), 5) * ${value}`,
      `${value} if ${p} == ${x} else ${p}`,
      `(${p} if ${p} != ${x} else 0 if ${p} > 9 else 1) * ${value}`,
      `${p} + 1 if not ${p} else ${value}`,
      `in.channels - (${p} - ${x + value - (input.at(-1) as number)})`,
    );
    return chance.percent(30) ? this.declare('formulas', place, expression) : expression;
  }

  /** Functions under their names with their arguments. */
  private signed(functions: Yaml): Yaml {
    const entries = Object.entries(functions);
    return Object.fromEntries(
      entries.map(([name, body]) => [`${name}(${this.argumentsOf.get(name)?.join(', ')})`, body]),
    );
  }

  /** A call that gives a value, of a function of the spec. */
  private call(value: number, input: Shape): string {
    const { chance } = this;
    const channels = input.at(-1) as number;
    const [a, b] = chance.pick(...functionArguments);
    const nested = [...this.argumentsOf.keys()].at(-1);
    const forms: readonly (readonly [body: string, first: number, second: number])[] = [
      [`${a} + ${b}`, value - 3, 3],
      [`${a} if ${a} > ${b} else ${b}`, value - 1, value],
      [`in.channels - ${a} * ${b}`, channels - value, 1],
      [`round(${a} / ${b})`, 3 * value, 3],
      ...(nested === undefined ? [] : [[`${a} if ${b} == 0 else ${nested}(2, 1)`, value, 0] as const]),
    ];
    const [body, first, second] = chance.pick(...forms);
    const known = [...this.argumentsOf.keys()].find((name) => this.functions[name] === body);
    const name = known ?? this.name('fn', oddFunctions);
    this.functions[name] = body;
    this.argumentsOf.set(name, [a, b]);
    return `${name}(${first}, ${second})`;
  }

  private settledParameter(place: Place, value: number | boolean): string {
    const name = this.declare('parameters', place, value);
    place.definition.settled.add(name);
    return name;
  }

  private condition(holds: boolean, place: Place): string {
    const x = this.chance.integer(0, 3);
    const flag = this.settledParameter(place, holds);
    const number = this.settledParameter(place, x);
    return this.chance.pick(
      flag,
      `not not ${flag}`,
      `${flag} and ${number} <= ${x}`,
      `${flag} and not (${number} != ${x} or false)`,
      `${number} > ${x} or ${flag}`,
      `${flag} == true`,
      `${flag} if ${number} <= ${x} else not ${flag}`,
      `not (false if ${flag} else true)`,
    );
  }

  // ---------------------------------------------------------------- defaults

  /** Further defaults, which replace none of those around. */
  private someDefaults(definition: Definition, around: Defaults): Defaults {
    const { chance } = this;
    const place = this.place(definition, around, { isFree: false });
    const choices: readonly (readonly [OpName, string, () => Plain])[] = [
      [
        'conv2d',
        'filters',
        () => `max(floor(filters * ${this.declare('parameters', place, chance.pick(0.5, 1, 2))}), 2)`,
      ],
      ['conv2d', 'padding', () => 'same'],
      ['conv2d', 'activation', () => chance.pick(...activations)],
      ['conv2d', 'batch_norm', () => ({ center: chance.percent(50), scale: chance.percent(50) })],
      ['conv2d', 'use_bias', () => chance.percent(50)],
      ['depthwise_conv2d', 'padding', () => chance.pick('same', 'valid')],
      ['max_pool2d', 'strides', () => chance.pick(1, 2)],
      ['avg_pool2d', 'pool_size', () => chance.pick<Plain>(1, 2, '1x2')],
      ['dense', 'units', () => `units + ${chance.integer(0, 2)}`],
      ['dense', 'use_bias', () => chance.percent(50)],
      ['concat', 'activation', () => chance.pick(...activations)],
      ['dropout', 'rate', () => 0.25],
    ];
    const merged = new Map(around);
    for (const [op, attribute, value] of choices) {
      const known = merged.get(op) ?? {};
      if (!(attribute in known) && chance.percent(10)) merged.set(op, { ...known, [attribute]: value() });
    }
    return merged;
  }

  // ---------------------------------------------------------------- items

  private place(definition: Definition, defaults: Defaults, scope: Place['scope'], around?: Place): Place {
    const { visible, depth = -1, isRepeated = false } = around ?? {};
    return { definition, defaults, visible: new Map(visible), scope, depth: depth + 1, isRepeated };
  }

  private sequence(
    place: Place,
    input: Shape,
    length: number,
    before?: string,
    accept: Accept = anyShape,
  ): readonly Written[] {
    const items: Written[] = [];
    let shape = input;
    let previous = before;
    for (let index = 0; index < length; index += 1) {
      if (this.chance.percent(8)) {
        items.push({ yaml: this.switchedOff(place, shape, previous), shape });
        continue;
      }
      const item = this.item(place, shape, accept, previous);
      // A block is used with other channels, too.
      const isSettled = place.definition === this.root && !place.isRepeated && item.yaml.input === undefined;
      if (isSettled && this.chance.percent(8)) {
        const channels = shape.at(-1) ?? 0;
        const holds = this.chance.pick(`in.channels == ${channels}`, `in.channels < ${channels + 1}`);
        item.yaml.when = item.yaml.when === undefined ? holds : `(${item.yaml.when}) and ${holds}`;
      }
      if (this.chance.percent(8)) {
        // A repetition may have a condition of its own, on which its shape depends.
        const holds = this.condition(true, place);
        item.yaml.when = item.yaml.when === undefined ? holds : `(${item.yaml.when}) and (${holds})`;
      }
      items.push(item);
      const twin = this.chance.percent(12) ? this.twin(item, place, shape) : undefined;
      if (twin) items.push(twin);
      shape = item.shape;
      previous = item.name;
    }
    return items;
  }

  /** A layer with the name of the item before it, which a condition switches on if it switches that off. */
  private twin({ yaml, shape, name }: Written, place: Place, input: Shape): Written | undefined {
    if (name === undefined || yaml.name !== name || yaml.input !== undefined) return undefined;
    // Others may name an output that its twin does not have.
    if (yaml.op === 'split' || isRecurrent(yaml.op)) return undefined;
    const beside = { ...place, visible: new Map(place.visible) };
    const other = this.layer(beside, input, (one) => sameShape(one, shape), { isPlain: true });
    if (!other || other.yaml.weights !== undefined) return undefined;
    const holds = this.condition(true, place);
    yaml.when = yaml.when === undefined ? holds : `(${yaml.when}) and (${holds})`;
    return { yaml: { ...other.yaml, name, when: `not (${holds})` }, shape };
  }

  private switchedOff(place: Place, input: Shape, previous: string | undefined): Yaml {
    const { yaml } = this.item({ ...place, visible: new Map(place.visible) }, input, anyShape, previous);
    const never = place.definition === this.root ? this.chance.pick('when', 'repeat') : 'when';
    if (never === 'repeat' && yaml.repeat === undefined)
      return { ...yaml, repeat: this.chance.pick<Plain>(0, '1 - 1') };
    return { ...yaml, when: this.condition(false, place) };
  }

  /** An item of any kind that gives a shape which is accepted. */
  private item(place: Place, input: Shape, accept: Accept, previous?: string): Written {
    const { chance } = this;
    const kind = chance.integer(0, 99);
    let item: Written | undefined;
    if (kind < 12) item = this.skip(place, input, accept, previous);
    else if (kind < 20) item = this.sharedLayer(place, input, accept);
    else if (kind < 40 && place.depth < 3) item = this.use(place, input, accept, previous);
    else if (kind < 60 && place.depth < 3) item = this.group(place, input, accept);
    else if (kind < 72) item = this.repetition(place, input, accept);
    item ??= this.layer(place, input, accept);
    if (item.name !== undefined) place.visible.set(item.name, item.shape);
    // Its parts are equal.
    if (item.name !== undefined && item.yaml.op === 'split') place.visible.set(`${item.name}.1`, item.shape);
    for (const state of item.name === undefined ? [] : statesOf(item))
      place.visible.set(`${item.name}.${state.output}`, [state.size]);
    if (place.definition === this.root) this.describe(item);
    return item;
  }

  /** What may be declared of an item that is expanded once. */
  private describe({ yaml, shape }: Written): void {
    if (this.chance.percent(15)) yaml.output = size(this.chance, shape);
    if (this.chance.percent(5)) yaml.endpoint = this.chance.percent(50) ? false : this.name('endpoint');
  }

  private layer(place: Place, input: Shape, accept: Accept, { isPlain = false } = {}): Written {
    const rankOf = (op: string) => Object.values(findOp(op)?.inputs ?? {})[0]?.rank;
    const ofThisRank = drawn.filter((op) => rankOf(op) === input.length);
    const ofAnyRank = drawn.filter((op) => typeof rankOf(op) !== 'number');
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const isThin = input.length > 1 && input.includes(1) && this.chance.percent(8);
      // There are many ops of any rank: each of one rank would be rare among them.
      const from = ofThisRank.length > 0 && this.chance.percent(60) ? ofThisRank : ofAnyRank;
      const op = isThin ? 'squeeze' : this.chance.pick(...from);
      const definition = findOp(op) as Op;
      if (input.length === 3 && endsImages.has(op) && this.chance.percent(70)) continue;
      const said = { ...extrasOf(definition, this.chance), ...attributesOf[op](this.means(place, input)) };
      const written = this.tryLayer(op, said, place, input, accept, isPlain);
      if (written) return written;
    }
    return this.tryLayer('activation', { activation: 'relu' }, place, input, accept, isPlain) as Written;
  }

  private means(place: Place, input: Shape): Means {
    return {
      chance: this.chance,
      input,
      number: (value) => this.number(value, place, input),
      parameter: (value) => this.settledParameter(place, value),
    };
  }

  private tryLayer(
    op: OpName,
    said: Yaml,
    place: Place,
    input: Shape,
    accept: Accept,
    isPlain = false,
  ): Written | undefined {
    const standard = place.defaults.get(op) ?? {};
    // What a default gives may be left out; what it changes may not.
    const kept = Object.entries(said).filter(
      ([key]) => !(key in standard) || mentions(standard[key] as Plain).has(key) || this.chance.percent(50),
    );
    const isBare = !isPlain && place.scope.isFree && this.chance.percent(20);
    const name = isBare ? undefined : this.layerName(op, said, place, isPlain);
    const yaml: Yaml = { op, ...(name === undefined ? {} : { name }), ...Object.fromEntries(kept) };
    const result = this.probe(yaml, place, [input]);
    if (!result || !accept(result.shape)) return undefined;
    if (isBare) place.scope.isFree = false;
    if (place.definition === this.root && this.chance.percent(20)) {
      yaml.weights = this.name('weights');
      this.sharedLayers.push({ yaml: { ...yaml }, signature: result.signature, standard: place.defaults.get(op) });
    }
    const isMade = name?.includes('${');
    return { yaml, shape: result.shape, ...(name === undefined || isMade ? {} : { name }) };
  }

  /** A name, which may be made of an attribute or a parameter. */
  private layerName(op: string, said: Yaml, place: Place, isPlain: boolean): string {
    const base = this.name(op);
    if (isPlain || this.chance.percent(85)) return base;
    return 'kernel_size' in said
      ? `${base}_\${kernel_size}`
      : `${base}_\${${this.settledParameter(place, this.chance.integer(0, 9))}}`;
  }

  /** An earlier layer again, with its weights. */
  private sharedLayer(place: Place, input: Shape, accept: Accept): Written | undefined {
    if (place.definition !== this.root || this.sharedLayers.length === 0) return undefined;
    const { yaml: original, signature, standard } = this.chance.pick(...this.sharedLayers);
    if (place.defaults.get(original.op as string) !== standard) return undefined;
    if (mentions(original).has('index') && !place.isRepeated) return undefined;
    const yaml = { ...original, name: this.name('again') };
    const result = this.probe(yaml, place, [input]);
    if (result?.signature !== signature || !accept(result.shape)) return undefined;
    return { yaml, shape: result.shape, name: yaml.name };
  }

  /** A join with an earlier layer. */
  private skip(place: Place, input: Shape, accept: Accept, previous: string | undefined): Written | undefined {
    const { chance } = this;
    if (chance.percent(15)) return this.withParameter(place, input, accept);
    if (input.length === 2 && chance.percent(50)) {
      const stateful = this.withStates(place, input, accept, previous);
      if (stateful) return stateful;
    }
    if (chance.percent(40) && previous !== undefined) {
      const related = this.related(place, input, accept, previous);
      if (related) return related;
    }
    const others = [...place.visible].filter(([name, shape]) => name !== previous && shape.length === input.length);
    if (previous === undefined || others.length === 0) return undefined;
    const [other, shape] = chance.pick(...others);
    const op = chance.pick(...joins);
    const name = this.name(op);
    const swapped = chance.percent(30);
    const yaml = {
      op,
      name,
      input: swapped ? [other, previous] : [previous, other],
      ...this.joinExtras(op, input, place),
    };
    const result = this.probe(yaml, place, swapped ? [shape, input] : [input, shape]);
    return result && accept(result.shape) ? { yaml, shape: result.shape, name } : undefined;
  }

  /** A recurrent layer that starts with the states of an earlier one. */
  private withStates(place: Place, input: Shape, accept: Accept, previous: string | undefined): Written | undefined {
    const { chance } = this;
    const states = [...place.visible].filter(([name]) => /\.state(_h)?$/.test(name));
    if (previous === undefined || states.length === 0) return undefined;
    const [state, [size = 1] = []] = chance.pick(...states);
    const given = state.endsWith('_h') ? [state, state.replace(/h$/, 'c')] : [state];
    const both = size % 2 === 0 && chance.percent(40);
    const op = given.length > 1 ? 'lstm' : chance.pick('gru', 'simple_rnn');
    const name = this.name(op);
    const yaml: Yaml = {
      op,
      name,
      input: [previous, ...given],
      units: this.number(both ? size / 2 : size, place, input),
      ...(both ? { bidirectional: chance.pick('concat', 'sum', 'ave') } : {}),
      ...(chance.percent(70) ? { return_sequences: true } : {}),
    };
    const result = this.probe(yaml, place, [input, ...given.map(() => [size])]);
    return result && accept(result.shape) ? { yaml, shape: result.shape, name } : undefined;
  }

  /** A product of matrices with an earlier layer, or attention to one or two. */
  private related(place: Place, input: Shape, accept: Accept, previous: string): Written | undefined {
    const { chance } = this;
    // A product of a product, again and again, would overflow.
    const isOnce = place.definition === this.root && !place.isRepeated;
    if (isOnce && input.length > 1 && chance.percent(30)) return this.square(place, input, accept, previous);
    const others = [...place.visible].filter(([name, shape]) => name !== previous && shape.length === input.length);
    if (input.length < 2 || others.length === 0) return undefined;
    const op = chance.pick(
      ...(isOnce ? (['matmul'] as const) : []),
      ...(input.length === 3 ? (['resize_like'] as const) : []),
      'multi_head_attention',
      'grouped_query_attention',
    );
    const isAttention = op !== 'matmul' && op !== 'resize_like';
    const [[value, shape], [key, ofKey]] = [chance.pick(...others), chance.pick(...others)];
    const hasKey = isAttention && key !== value && chance.percent(40);
    const name = this.name(op);
    const attributes = isAttention
      ? attributesOf[op](this.means(place, input))
      : op === 'resize_like'
        ? sampling(chance)
        : { transpose_left: chance.percent(50), transpose_right: chance.percent(50) };
    const yaml = { op, name, input: [previous, value, ...(hasKey ? [key] : [])], ...attributes };
    const result = this.probe(yaml, place, [input, shape, ...(hasKey ? [ofKey] : [])]);
    return result && accept(result.shape) ? { yaml, shape: result.shape, name } : undefined;
  }

  /** The product of an earlier layer with itself. */
  private square(place: Place, input: Shape, accept: Accept, previous: string): Written | undefined {
    const name = this.name('matmul');
    const transposed = this.chance.pick('transpose_left', 'transpose_right');
    const yaml = { op: 'matmul', name, input: [previous, previous], [transposed]: true };
    const result = this.probe(yaml, place, [input, input]);
    return result && accept(result.shape) ? { yaml, shape: result.shape, name } : undefined;
  }

  /** A join with a learned tensor or a constant, which may have fewer axes, or some of size 1. */
  private withParameter(place: Place, input: Shape, accept: Accept): Written | undefined {
    const { chance } = this;
    const join = chance.pick(...joins);
    const shape = join === 'concat' ? input : input.slice(chance.integer(0, input.length - 1));
    const isLearned = chance.percent(60);
    const value = () =>
      chance.pick<Plain>(0.5, 'sin(i)', `i % 2 / max(${this.number(4, place, input)}, 1)`, '1 if i == 0 else -i / 8');
    const parameter = {
      op: isLearned ? 'parameter' : 'constant',
      name: this.name(isLearned ? 'parameter' : 'constant'),
      ...(isLearned ? {} : { value: value() }),
      shape: size(chance, join === 'concat' ? shape : shape.map((dim) => (chance.percent(30) ? 1 : dim))),
    };
    const branches = chance.percent(30) ? [[parameter], []] : [[], [parameter]];
    const yaml = { name: this.name(join), join: { op: join, ...this.joinExtras(join, input, place) }, branches };
    const result = this.probe(yaml, place, [input]);
    return result && accept(result.shape) ? { yaml, shape: result.shape, name: yaml.name } : undefined;
  }

  /**
   * What else a join says. A product that a block or a repetition computes again and again of its own output is kept
   * within bounds: the powers would overflow.
   */
  private joinExtras(op: JoinName, input: Shape, place: Place): Yaml {
    if (op === 'multiply' && (place.isRepeated || place.definition !== this.root))
      return { activation: this.chance.pick('tanh', 'sigmoid') };
    if (this.chance.percent(60)) return {};
    const axis = op === 'concat' && this.chance.percent(30) ? { axis: this.chance.pick(-1, input.length) } : {};
    return { ...axis, ...extrasOf(findOp(op) as Op, this.chance) };
  }

  // ---------------------------------------------------------------- repetitions

  /** A repeated layer, group or use, if it fits. */
  private repetition(place: Place, input: Shape, accept: Accept): Written | undefined {
    const { chance } = this;
    // It refers to nothing around it, so that it can be tried by itself; nothing in it is visible from outside.
    const apart: Place = { ...place, visible: new Map(), scope: { isFree: false } };
    const kind = place.depth < 3 ? chance.pick('layer', 'group', 'use') : 'layer';
    const keeps: Accept = (shape) => sameShape(shape, input);
    const once =
      kind === 'layer'
        ? this.layer(apart, input, keeps, { isPlain: true })
        : kind === 'group'
          ? this.group({ ...apart, isRepeated: true }, input, chance.percent(70) ? keeps : anyShape)
          : this.use(apart, input, keeps, undefined);
    if (!once) return undefined;
    const yaml = withoutEndpoints(once.yaml) as Yaml;
    const name = this.name('Repeated');
    const count = chance.integer(1, 3);
    // The first of a chain is always there, and nothing else may take its input.
    const conditions = ['index < 100', 'index % 2 == 0', ...(count > 1 ? ['index > 0'] : [])];
    const item: Yaml = {
      ...yaml,
      name: chance.pick(`${name}_\${index}`, `${name}_\${index + 1}`, `\${10 - index}_${name}`),
      repeat: this.times(count, place),
      ...this.indexDefaults(yaml, place),
      ...(chance.percent(20) ? { when: chance.pick(...conditions) } : {}),
    };
    const block = this.blocks.find((one) => one.name === yaml.op);
    const result = this.probe(item, place, [input], block);
    return result && accept(result.shape) ? { yaml: item, shape: result.shape } : undefined;
  }

  private times(count: number, place: Place): Plain {
    const { chance } = this;
    const p = this.settledParameter(place, count);
    return chance.pick<Plain>(count, p, `${p} if ${p} < 7 else 2`, `min(${p}, 4) + ${p} // 9`);
  }

  /** Defaults of a repeated group that mention its index, where layers in it take them. */
  private indexDefaults(yaml: Yaml, place: Place): Yaml {
    if (yaml.op !== undefined || this.chance.percent(30)) return {};
    const known = (yaml.defaults ?? {}) as { [op: string]: Yaml };
    const choices = [
      ['conv2d', 'use_bias', 'index % 2 == 0'],
      ['dense', 'units', 'units if index < 9 else units + index'],
    ] as const;
    const fitting = choices.filter(
      ([op, key, value]) =>
        !(key in (place.defaults.get(op) ?? {})) && !hasDefault(yaml, op, key) && takesDefault(yaml, op, key, value),
    );
    if (fitting.length === 0) return {};
    return {
      defaults: {
        ...known,
        ...Object.fromEntries(fitting.map(([op, key, value]) => [op, { ...known[op], [key]: value }])),
      },
    };
  }

  // ---------------------------------------------------------------- groups and branches

  /** Layers in sequence, or in parallel branches; in a scope if it has a name. */
  private group(place: Place, input: Shape, accept: Accept): Written | undefined {
    const name = this.chance.percent(70) ? this.name('Group') : undefined;
    const defaults = this.someDefaults(place.definition, place.defaults);
    const inside = this.place(place.definition, defaults, name === undefined ? place.scope : { isFree: true }, place);
    const body = this.body(inside, input, accept);
    if (!body) return undefined;
    if (name === undefined) for (const [inner, shape] of inside.visible) place.visible.set(inner, shape);
    const yaml = {
      ...(name === undefined ? {} : { name }),
      ...section('defaults', writtenDefaults(defaults, place.defaults, body.yaml)),
      ...body.yaml,
    };
    return { yaml, shape: body.shape, ...(name === undefined ? {} : { name }) };
  }

  private body(place: Place, input: Shape, accept: Accept, before?: string): Written | undefined {
    if (before === undefined && this.chance.percent(50)) return this.branches(place, input, accept);
    const keeps: Accept = accept === anyShape ? anyShape : (shape) => sameGrid(shape, input);
    const items = this.sequence(place, input, this.chance.integer(1, 3), before, keeps);
    const layers = items.map(({ yaml }) => yaml);
    const join = { op: this.chance.pick(...joins), name: this.name('joined') };
    // A probe has nothing around it that an item could name.
    const canJoin = !hasKey(layers, 'input') && this.chance.percent(15);
    const joined = canJoin ? this.probe({ layers, join }, place, [input]) : undefined;
    if (joined && accept(joined.shape)) return { yaml: { layers, join }, shape: joined.shape };
    const shape = items.at(-1)?.shape ?? input;
    return accept(shape) ? { yaml: { layers }, shape } : undefined;
  }

  /** Branches that keep the grid, each followed by the same window if there is one, and their join. */
  private branches(place: Place, input: Shape, accept: Accept): Written | undefined {
    const { chance } = this;
    const count = chance.integer(2, 3);
    const op = chance.pick(...joins.filter((join) => join !== 'subtract' || count === 2));
    const isNamed = chance.percent(60);
    const landing: Yaml = {
      kernel_size: chance.integer(1, 3),
      strides: chance.integer(1, 2),
      padding: chance.pick('same', 'valid'),
    };
    const filters = chance.percent(50) ? (input.at(-1) as number) : chance.integer(1, 6);
    const branches: [string, readonly Written[]][] = [];
    const shapes: Shape[] = [];
    for (let index = 0; index < count; index += 1) {
      const inside = isNamed ? this.place(place.definition, place.defaults, { isFree: true }, place) : place;
      const items = [
        ...this.sequence(inside, input, chance.integer(0, 2), undefined, (shape) => sameGrid(shape, input)),
      ];
      const shape = items.at(-1)?.shape ?? input;
      const target = shapes[0];
      const fits: Accept = (landed) =>
        !target || (op === 'concat' ? sameGrid(landed, target) : sameShape(landed, target));
      if (!fits(shape) || (!target && chance.percent(50))) {
        const land = this.land(inside, shape, landing, filters, fits);
        if (!land) return undefined;
        items.push(land);
      }
      shapes.push(items.at(-1)?.shape ?? input);
      branches.push([this.name('Branch'), items]);
    }
    const join = this.join(op, place, shapes);
    if (!join || !accept(join.shape)) return undefined;
    const written = branches.map(([name, items]): [string, Plain] => [name, this.branchYaml(items)]);
    return {
      yaml: { branches: isNamed ? Object.fromEntries(written) : written.map(([, yaml]) => yaml), ...join.yaml },
      shape: join.shape,
    };
  }

  private branchYaml(items: readonly Written[]): Plain {
    const [only] = items;
    if (!only) return this.chance.pick(null, []);
    return items.length === 1 && this.chance.percent(50) ? only.yaml : items.map(({ yaml }) => yaml);
  }

  private land(place: Place, input: Shape, window: Yaml, filters: number, accept: Accept): Written | undefined {
    if (input.length < 3) return this.tryLayer('dense', { units: filters }, place, input, accept);
    const { kernel_size, ...rest } = window;
    const op = this.chance.pick('conv2d', 'max_pool2d', 'avg_pool2d');
    const pooled =
      op === 'conv2d'
        ? undefined
        : this.tryLayer(op, { pool_size: kernel_size as Plain, ...rest }, place, input, accept);
    return pooled ?? this.tryLayer('conv2d', { filters, ...window }, place, input, accept);
  }

  /** The `join` of branches; without a name it has its scope's. */
  private join(op: JoinName, place: Place, shapes: readonly Shape[]): Written | undefined {
    const { chance } = this;
    const isBare = place.scope.isFree && chance.percent(80);
    const name = isBare ? {} : { name: this.name(op) };
    const item: Yaml = { op, ...name, ...this.joinExtras(op, shapes[0] as Shape, place) };
    const result = this.probe(item, place, shapes);
    if (!result) return undefined;
    if (isBare) place.scope.isFree = false;
    else place.visible.set(item.name as string, result.shape);
    const isShort = Object.keys(item).length === 1;
    const yaml: Yaml = isShort && op === 'concat' && chance.percent(60) ? {} : { join: isShort ? op : item };
    return { yaml, shape: result.shape };
  }

  // ---------------------------------------------------------------- blocks

  /** A use of a block, old or new. */
  private use(place: Place, input: Shape, accept: Accept, previous: string | undefined): Written | undefined {
    const { chance } = this;
    const isNew = this.blocks.length === 0 || chance.percent(40);
    const block = isNew ? this.block(input, accept) : chance.pick(...this.blocks);
    if (!block) return undefined;
    const name = this.name('Use');
    const yaml: Yaml = { op: block.name, name };
    for (const [parameter, value] of Object.entries(block.parameters)) {
      if (block.hasDefaults && (isNew || chance.percent(50))) continue;
      yaml[parameter] = this.argument(block, parameter, value, isNew, place, input);
    }
    if (previous !== undefined && chance.percent(20)) yaml.input = previous;
    const result = this.probe(yaml, place, [input], block);
    if (!result || !accept(result.shape)) return undefined;
    this.shareUse(block, yaml, result.signature, place);
    if (block.paths.length > 0 && chance.percent(20))
      yaml.rename = { [chance.pick(...block.paths)]: this.name('renamed') };
    if (block.hasOutput) place.visible.set(`${name}.aside`, result.aside);
    return { yaml, shape: result.shape, name };
  }

  private argument(block: Block, parameter: string, value: Plain, isNew: boolean, place: Place, input: Shape): Plain {
    const { chance } = this;
    if (typeof value === 'boolean') return isNew || chance.percent(50) ? value : !value;
    const number = isNew || chance.percent(50) ? (value as number) : chance.integer(1, 6);
    const outside = { ...place, isRepeated: false };
    return block.settled.has(parameter) || !Number.isInteger(number) ? number : this.number(number, outside, input);
  }

  /** Uses of a block with the same layers may share their weights. */
  private shareUse(block: Block, yaml: Yaml, signature: string, place: Place): void {
    const canShare = place.definition === this.root && this.chance.percent(50);
    const earlier = block.uses.find((use) => use.signature === signature && use.weights !== undefined)?.weights;
    const weights = canShare ? (earlier ?? this.name('weights')) : undefined;
    block.uses.push({ signature, ...(weights === undefined ? {} : { weights }) });
    if (weights !== undefined) yaml.weights = weights;
  }

  private block(input: Shape, accept: Accept): Block | undefined {
    const { chance } = this;
    const definition: Definition = { parameters: {}, formulas: {}, settled: new Set() };
    const defaults = this.someDefaults(definition, this.rootDefaults);
    const place: Place = { ...this.place(definition, defaults, { isFree: true }), depth: 1 };
    const named = chance.percent(20) ? this.name('given') : undefined;
    if (named !== undefined) place.visible.set(named, input);
    const body = this.body(place, input, accept, named);
    if (!body) return undefined;
    const outputs = [...place.visible.keys()].filter((name) => name !== named && !name.includes('.'));
    const output = outputs.length > 0 && chance.percent(30) ? chance.pick(...outputs) : undefined;
    const written = writtenDefaults(defaults, this.rootDefaults, body.yaml);
    const formulas = keepMentioned(definition.formulas, [body.yaml, written]);
    const parameters = keepMentioned(definition.parameters, [body.yaml, written, formulas]);
    const hasDefaults = chance.percent(50);
    const block: Block = {
      ...definition,
      name: this.name('Block', ['Class', 'Tf', 'Object', 'await', 'Layer', 'Net2']),
      parameters,
      hasDefaults,
      paths: pathsIn(body.yaml),
      hasOutput: output !== undefined,
      uses: [],
    };
    this.blockYaml[block.name] = {
      ...(chance.percent(20) ? { summary: 'What it is. */' } : {}),
      ...section('parameters', hasDefaults ? parameters : Object.keys(parameters)),
      ...section('formulas', formulas),
      ...(named === undefined ? {} : { inputs: [named] }),
      ...section('defaults', written),
      ...body.yaml,
      ...(output === undefined ? {} : { outputs: { aside: output } }),
    };
    this.blocks.push(block);
    return block;
  }

  // ---------------------------------------------------------------- asking the compiler

  /** The result of an item on inputs of these shapes; undefined if it does not fit them. */
  private probe(item: Yaml, { definition, defaults, isRepeated }: Place, shapes: readonly Shape[], block?: Block) {
    const inputs = shapes.map((shape, index) => [`probe_${index}`, shape] as const);
    const { input: _, ...alone } = item;
    const isPlain = block !== undefined && item.repeat === undefined;
    const wired: Yaml = inputs.length > 1 ? { ...alone, input: inputs.map(([name]) => name) } : alone;
    // Blocks see the defaults of the network, and not those around a use.
    const around = defaultsBeyond(defaults, this.rootDefaults);
    const group = { name: 'Probe', defaults: around, ...(isRepeated ? { repeat: 1 } : {}), layers: [wired] };
    const text = stringify({
      netspec: 1,
      name: 'Probe',
      parameters: { ...this.root.parameters, ...definition.parameters },
      formulas: { ...this.root.formulas, ...definition.formulas },
      functions: this.signed(this.functions),
      inputs: Object.fromEntries(inputs),
      defaults: Object.fromEntries(this.rootDefaults),
      blocks: this.blockYaml,
      layers: isPlain ? [wired] : [group],
      outputs: {
        probe: isPlain ? item.name : 'Probe',
        ...(isPlain && block?.hasOutput ? { aside: `${item.name}.aside` } : {}),
      },
    });
    const { model, diagnostics } = compile(text);
    const isAllowed = (code: Code) =>
      misfits.has(code) ||
      (block !== undefined && reuseMisfits.has(code)) ||
      (item.repeat !== undefined && repeatMisfits.has(code));
    const mistake = diagnostics.find(({ code, severity }) => severity === 'error' && !isAllowed(code));
    if (mistake) throw new Error(`${mistake.code}: ${mistake.message}\n${text}`);
    // With the batch, TensorFlow.js computes on tensors of at most six dimensions.
    if (!model || model.layers.some(({ output }) => output.length > 5)) return undefined;
    const shapeOf = (output: string) =>
      (model.layers.find(({ name }) => name === model.outputs.get(output))?.output ?? shapes[0]) as Shape;
    return {
      shape: shapeOf('probe'),
      aside: shapeOf('aside'),
      name: (model.layers.at(-1)?.name ?? '').replace('Probe/', ''),
      signature: JSON.stringify(
        model.layers.map(({ op, attributes, weights, output }) => [op.name, attributes, weights, output.length]),
      ),
    };
  }
}

/** The ops that a layer can be of. */
const drawn = Object.keys(attributesOf) as (keyof typeof attributesOf)[];

const isRecurrent = (op: Plain | undefined): boolean => op === 'lstm' || op === 'gru' || op === 'simple_rnn';

/** The states of a recurrent layer, and how many elements they have. */
function statesOf({
  yaml: { op, bidirectional = 'none' },
  shape,
}: Written): readonly { output: string; size: number }[] {
  if (!isRecurrent(op)) return [];
  const units = shape.at(-1) ?? 1;
  const size = bidirectional === 'none' || bidirectional === 'concat' ? units : 2 * units;
  return (op === 'lstm' ? ['state_h', 'state_c'] : ['state']).map((output) => ({ output, size }));
}

const section = (key: string, value: Yaml | readonly Plain[]): Yaml =>
  Object.keys(value).length > 0 ? { [key]: value } : {};

/** The entries that are mentioned, in a text or by one another. */
function keepMentioned(declared: Yaml, written: Plain): Yaml {
  const names = mentions(written);
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    for (const [name, value] of Object.entries(declared))
      if (names.has(name)) for (const other of mentions(value)) names.add(other);
  }
  return Object.fromEntries(Object.entries(declared).filter(([name]) => names.has(name)));
}

/** Defaults beyond those around that some layer takes. */
const writtenDefaults = (defaults: Defaults, around: Defaults, written: Plain): Yaml =>
  defaultsBeyond(defaults, around, (op, key, value) => takesDefault(written, op, key, value));

/** Defaults beyond those around, as a spec has them. */
function defaultsBeyond(
  defaults: Defaults,
  around: Defaults,
  keeps: (op: string, key: string, value: Plain) => boolean = () => true,
): Yaml {
  const own = [...defaults].map(([op, attributes]): [string, Yaml] => {
    const kept = Object.entries(attributes).filter(
      ([key, value]) => !(key in (around.get(op) ?? {})) && keeps(op, key, value),
    );
    return [op, Object.fromEntries(kept)];
  });
  return Object.fromEntries(own.filter(([, attributes]) => Object.keys(attributes).length > 0));
}
