/** A valid tree to a typed spec: names, templates, expressions, shapes and defaults, each with its place. */
import { closest, type Diagnostics, didYouMean, replacement } from '../diagnostics.js';
import { formulasIn } from '../evaluation.js';
import { functions, mentions, parseExpression, unreadable } from '../expression.js';
import { groupBy } from '../group-by.js';
import type { AttributeType } from '../ops/attributes.js';
import { findOp, ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { useKeys } from '../schema.js';
import type { Span } from '../source.js';
import { subspan } from '../source.js';
import {
  type Block,
  type Body,
  type Branch,
  type Convention,
  type DeclaredNumber,
  type DeclaredShape,
  type Default,
  type Expectation,
  type Formula,
  type Item,
  indexName,
  isPath,
  type LayerItem,
  mostDimensions,
  type Name,
  type Parameter,
  type ParameterValue,
  type Spec,
  type Template,
  type Total,
  totals,
  type UseItem,
  usedName,
  type Written,
  type WrittenDefault,
} from '../spec.js';
import type { Entry, Mapping, Scalar, Tree } from './1-parse.js';
import { isSlip, reportMisspelt } from './misspelt.js';
import { misfitOf } from './parameters.js';
import { readPreprocess } from './preprocess.js';

/**
 * Reads a tree that the schema accepts but for its faulty items, which become holes. What is wrong beyond the schema is
 * reported, and read as well as it can be.
 */
export function read(tree: Tree, faulty: ReadonlySet<Tree>, load: LoadSpec, diagnostics: Diagnostics): Spec {
  return new Reader(faulty, load, diagnostics).readSpec(tree as Mapping);
}

/** Another spec by its path, up to an end point; undefined where there is none that is well, which is reported. */
export type LoadSpec = (path: Name, until: Name | undefined) => Spec | undefined;

/** What a name is made of, where it holds no expression. */
export const layerName = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const reserved = new Set(['in', 'and', 'or', 'not', 'if', 'else', 'true', 'false', 'null', ...Object.keys(functions)]);

/** What a name is made of. */
const ruleOf = (pattern: RegExp): string =>
  pattern === layerName
    ? 'a name is letters, digits, _ and -, and begins with a letter or a digit'
    : 'a name here is letters, digits and _, and begins with no digit';

/** Where a text stands, and whether it stands there letter for letter. */
interface Place {
  readonly span: Span;
  readonly exact: boolean;
}

/** What is around items: the defaults, and the block that they are part of. */
/** For an attribute the innermost default for layers that say nothing of it, and the innermost for those that do. */
interface Standards {
  readonly plain?: Default;
  readonly transform?: Default;
}

/** By op, then by attribute. */
type Defaults = ReadonlyMap<string, ReadonlyMap<string, Standards>>;

interface Surroundings {
  readonly defaults: Defaults;
  readonly block?: string;
  /** How many repeated items there are around. */
  readonly loops: number;
}

/** What conventions there are beside those of ops: of uses of blocks, of branches, of outputs. */
const conventionKinds = ['blocks', 'branches', 'outputs'];

class Reader {
  private items = 0;
  private blockTrees: ReadonlyMap<string, Entry> = new Map();
  private readonly usedBlocks = new Set<string>();
  private readonly usedSpecs = new Map<string, Spec>();
  private readonly unknownOps: Scalar[] = [];
  private readonly usedDefaults = new Set<Default>();
  private readonly writtenDefaults: Omit<WrittenDefault, 'isTaken'>[] = [];

  constructor(
    private readonly faulty: ReadonlySet<Tree>,
    private readonly load: LoadSpec,
    private readonly diagnostics: Diagnostics,
  ) {}

  readSpec(tree: Mapping): Spec {
    this.blockTrees = entriesOf(tree, 'blocks');
    const place: Surroundings = { defaults: this.readDefaults(tree, { defaults: new Map(), loops: 0 }), loops: 0 };
    const spec: Omit<Spec, 'defaults'> = {
      kind: 'spec',
      span: tree.span,
      name: this.readName(tree.entries.get('name')?.value as Scalar),
      ...this.readSummary(tree),
      parameters: this.readParameters(tree),
      formulas: this.readFormulas(tree),
      inputs: this.readInputs(tree),
      blocks: new Map([...this.blockTrees].map(([key, entry]) => [key, this.readBlock(entry, place)])),
      used: this.usedSpecs,
      body: { kind: 'sequence', items: this.readItems(tree.entries.get('layers')?.value, place) },
      outputs: this.readOutputs(tree),
      conventions: this.readConventions(tree),
      expectations: this.readExpectations(tree),
    };
    const entry = tree.entries.get('preprocess');
    const preprocess = entry && readPreprocess(entry, spec.inputs, this.diagnostics);
    this.reportUnknownOps();
    const defaults = this.writtenDefaults.map((one) => ({ ...one, isTaken: this.usedDefaults.has(one.default) }));
    return { ...spec, ...(preprocess ? { preprocess } : {}), defaults };
  }

  // -------------------------------------------------------------- names and words

  private readName(tree: Tree, pattern = layerName): Name {
    const { text, span } = tree as Scalar;
    if (!pattern.test(text) || (pattern === variableName && reserved.has(text))) {
      const why = pattern.test(text) ? 'is a word of the language' : `is no name: ${ruleOf(pattern)}`;
      this.diagnostics.report('invalid-name', span, `"${text}" ${why}`);
    }
    return { text, span };
  }

  private readReference(tree: Tree): Name {
    const { text, span } = tree as Scalar;
    return { text, span };
  }

  private readSummary(tree: Mapping): { summary?: string } {
    const summary = tree.entries.get('summary')?.value as Scalar | undefined;
    return summary ? { summary: summary.text } : {};
  }

  /** A name that may hold `${...}`. */
  private readTemplate(tree: Tree): Template {
    const scalar = tree as Scalar;
    const { text, span } = scalar;
    if (!text.includes('${')) {
      this.readName(scalar);
      return { parts: [text], span };
    }
    const parts: (string | Formula)[] = [];
    let end = 0;
    for (const { index, 0: hole } of text.matchAll(/\$\{[^}]*\}?/g)) {
      if (index > end) parts.push(text.slice(end, index));
      end = index + hole.length;
      parts.push(this.readHole(hole, (from, to) => this.placeIn(scalar, index + from, index + to)));
    }
    if (end < text.length) parts.push(text.slice(end));
    const sample = parts.map((part) => (typeof part === 'string' ? part : '0')).join('');
    if (!layerName.test(sample))
      this.diagnostics.report('invalid-name', span, `"${text}" is no name: ${ruleOf(layerName)}`);
    return { parts, span };
  }

  // -------------------------------------------------------------- expressions and values

  /** `${...}` */
  private readHole(hole: string, placeOf: (from: number, to: number) => Place): Formula {
    const end = hole.length - 1;
    const place = placeOf(2, end);
    if (hole.endsWith('}') && hole.slice(2, end).trim() !== '') return this.readExpression(hole.slice(2, end), place);
    const message = hole.endsWith('}') ? 'there is no expression in these braces' : `this \${ has no }`;
    const whole = placeOf(0, hole.endsWith('}') ? hole.length : 2);
    this.diagnostics.report('expression-syntax', whole.span, message);
    return { expression: unreadable, ...place };
  }

  /** The place of a stretch of a scalar's text; the whole scalar where its text is not in the source letter for letter. */
  private placeIn(scalar: Scalar, start: number, end: number): Place {
    const { textStart, span } = scalar;
    if (textStart === undefined) return { span, exact: false };
    return { span: { source: span.source, start: textStart + start, end: textStart + end }, exact: true };
  }

  private readExpression(text: string, { span, exact }: Place): Formula {
    const expression = parseExpression(text);
    if ('kind' in expression) return { expression, span, exact };
    this.diagnostics.report(
      'expression-syntax',
      exact ? subspan(span, expression.start, expression.end) : span,
      expression.message,
    );
    return { expression: unreadable, span, exact };
  }

  private readFormula(tree: Tree): Formula {
    const scalar = tree as Scalar;
    const place = this.placeIn(scalar, 0, scalar.text.length);
    if (typeof scalar.value === 'string') return this.readExpression(scalar.text, place);
    return { expression: { kind: 'literal', value: scalar.value, start: 0, end: scalar.text.length }, ...place };
  }

  /** A value as its attribute's type wants it read; without a type, an expression or a size. */
  private readWritten(tree: Tree, type: AttributeType | undefined): Written {
    const { span } = tree;
    if (tree.kind === 'list') {
      const inner: AttributeType | undefined = type?.type === 'margins' ? { type: 'pair' } : undefined;
      return { kind: 'list', items: tree.items.map((item) => this.readWritten(item, inner)), span };
    }
    if (tree.kind === 'mapping') {
      const entries = new Map<string, Written>();
      for (const [key, entry] of tree.entries) entries.set(key, this.readField(key, entry, type));
      return { kind: 'settings', entries, span };
    }
    if (type?.type === 'choice') return { kind: 'word', ...this.readWord(tree) };
    if (type?.type === 'named') return { kind: 'word', parts: [tree.text], span };
    const isSize = type === undefined || type.type === 'pair' || type.type === 'margins' || type.type === 'integers';
    if (isSize && /^\d+(\s*[xX\u00d7]\s*\d+)+$/.test(tree.text)) return this.readSize(tree);
    return { kind: 'formula', ...this.readFormula(tree) };
  }

  /** A setting, or the settings of a word: `{l2: 0.01}` is short for `{l2: {l2: 0.01}}`. */
  private readField(key: string, { value }: Entry, type: AttributeType | undefined): Written {
    if (type?.type === 'named') {
      const fields = type.kinds[key] ?? {};
      const [single] = Object.entries(fields);
      if (value.kind === 'mapping' || !single) return this.readWritten(value, { type: 'settings', fields });
      return {
        kind: 'settings',
        entries: new Map([[single[0], this.readWritten(value, single[1].type)]]),
        span: value.span,
      };
    }
    return this.readWritten(value, type?.type === 'settings' ? type.fields[key]?.type : undefined);
  }

  private readWord(scalar: Scalar): Template {
    return scalar.text.includes('${') ? this.readTemplate(scalar) : { parts: [scalar.text], span: scalar.span };
  }

  /** `1x7` */
  private readSize(scalar: Scalar): Written {
    const plain = scalar.text.replaceAll(/\s*[xX\u00d7]\s*/g, 'x');
    if (plain !== scalar.text) {
      const fix = replacement(scalar.span, plain, `write ${plain}`);
      this.diagnostics.report('invalid-value', scalar.span, `a size is written ${plain}`, { fix });
      return { kind: 'formula', expression: unreadable, span: scalar.span, exact: false };
    }
    let start = 0;
    const items = scalar.text.split('x').map((digits): Written => {
      const place = this.placeIn(scalar, start, start + digits.length);
      start += digits.length + 1;
      return {
        kind: 'formula',
        expression: { kind: 'literal', value: Number(digits), start: 0, end: digits.length },
        ...place,
      };
    });
    return { kind: 'list', items, span: scalar.span };
  }

  /** `35x35x256`, or a list; `?` is a dimension that is not known. One that can't be read has no dimensions. */
  private readShape(tree: Tree): DeclaredShape {
    const shape = parseShape(
      tree.kind === 'list' ? tree.items.map((item) => (item as Scalar).text) : (tree as Scalar).text.split('x'),
    );
    if (!shape) {
      const written = tree.span.source.text.slice(tree.span.start, tree.span.end);
      const mended = written.replaceAll(/[[\]\s'"]/g, '').replaceAll(/[X*,\u00d7]/g, 'x');
      this.diagnostics.report(
        'invalid-value',
        tree.span,
        `${written} is no shape: sizes of 1 or more with x between them, such as 299x299x3, or ? for one that is not known`,
        { fix: parseShape(mended.split('x')) && replacement(tree.span, mended, `write ${mended}`) },
      );
    }
    return { dims: shape ?? [], span: tree.span };
  }

  private readCount(tree: Tree | undefined): DeclaredNumber | undefined {
    return tree && { value: Number((tree as Scalar).value), span: tree.span };
  }

  // -------------------------------------------------------------- parameters and formulas

  private readParameters(tree: Mapping): Map<string, Parameter> {
    const declared = tree.entries.get('parameters')?.value;
    const parameters = new Map<string, Parameter>();
    if (declared?.kind === 'list') {
      for (const item of declared.items)
        this.declareParameter(parameters, { ...this.readName(item, variableName), nullable: false });
    } else if (declared?.kind === 'mapping') {
      for (const { key, value } of declared.entries.values())
        this.declareParameter(parameters, this.readParameter(key, value));
    }
    return parameters;
  }

  private declareParameter(parameters: Map<string, Parameter>, parameter: Parameter): void {
    const { text, span } = parameter;
    const earlier = parameters.get(text);
    if (earlier)
      this.diagnostics.report('duplicate-name', span, `the parameter ${text} is declared twice`, {
        notes: [{ message: 'first declared here', span: earlier.span }],
      });
    else parameters.set(text, parameter);
  }

  private readParameter(key: Scalar, tree: Tree): Parameter {
    const name = this.readName(key, variableName);
    if (tree.kind !== 'mapping') {
      this.refuseWord(name, tree as Scalar);
      return { ...name, ...inferType(tree as Scalar), nullable: false };
    }
    const get = (field: string) => (tree.entries.get(field)?.value as Scalar | undefined)?.value;
    const bounds = ['above', 'below', 'minimum', 'maximum'].flatMap((bound) => tree.entries.get(bound) ?? []);
    const standard = tree.entries.get('default')?.value as Scalar | undefined;
    const choices = tree.entries.get('choices')?.value;
    const inferred: ReturnType<typeof inferType> | { readonly type?: undefined } = standard ? inferType(standard) : {};
    const word =
      get('type') ?? (choices ? 'word' : (inferred.type?.type ?? (bounds.length > 0 ? 'number' : undefined)));
    let type: AttributeType | undefined = inferred.type;
    if (choices?.kind === 'list')
      type = { type: 'choice', choices: choices.items.map((item) => (item as Scalar).text) };
    else if (word === 'integer' || word === 'number')
      type = {
        type: word,
        ...Object.fromEntries(bounds.map((bound) => [bound.key.text, (bound.value as Scalar).value])),
      };
    else if (word === 'boolean') type = { type: 'boolean' };
    else if (word === 'word')
      this.diagnostics.report('missing-key', key.span, `the parameter ${name.text} is a word and needs its choices`);
    if (word === 'boolean' || word === 'word') {
      for (const { key: bound } of bounds)
        this.diagnostics.report(
          'conflicting-keys',
          bound.span,
          `${name.text} is a ${word}, and only numbers have bounds`,
        );
    }
    if (standard && !choices && word !== 'word') this.refuseWord(name, standard);
    const nullable = get('nullable') === true;
    const parameter: Parameter = {
      ...name,
      ...this.readSummary(tree),
      ...(type ? { type } : {}),
      nullable,
      ...('default' in inferred ? { default: inferred.default as ParameterValue } : {}),
    };
    const misfit = parameter.default === undefined ? undefined : misfitOf(parameter, parameter.default);
    if (misfit && standard)
      this.diagnostics.report('invalid-value', standard.span, `the default of ${name.text} ${misfit}`);
    return parameter;
  }

  /** A word is a default only where its parameter has choices. */
  private refuseWord({ text: name }: Name, { value, text, span }: Scalar): void {
    if (typeof value !== 'string') return;
    const fix = didYouMean(text, span, ['true', 'false', 'null']);
    const message = `the default of ${name} is the word "${text}", and ${name} has no choices`;
    this.diagnostics.report('invalid-value', span, message, { fix });
  }

  private readFormulas(tree: Mapping): ReadonlyMap<string, Name & Formula> {
    const formulas = new Map<string, Name & Formula>();
    for (const { key, value } of entriesOf(tree, 'formulas').values()) {
      formulas.set(key.text, { text: this.readName(key, variableName).text, ...this.readFormula(value) });
    }
    return formulas;
  }

  private readDefaults(tree: Mapping, around: Surroundings): Defaults {
    const merged = new Map([...around.defaults].map(([op, attributes]) => [op, new Map(attributes)]));
    for (const [opName, { value }] of entriesOf(tree, 'defaults')) {
      const op = findOp(opName) as Op;
      const attributes = merged.get(opName) ?? new Map<string, Standards>();
      merged.set(opName, attributes);
      for (const [key, entry] of (value as Mapping).entries) {
        const written = this.readWritten(entry.value, op.attributes[key]?.type);
        const transforms = written.kind === 'formula' && mentions(written.expression, key);
        const mentioning = (name: string) => [...formulasIn(written)].some((one) => mentions(one.expression, name));
        if (!transforms && mentioning(key)) {
          const message = `a default that mentions itself is one expression, such as ${key} * 2`;
          this.diagnostics.report('expression-type', written.span, message);
          continue;
        }
        const standard: Default = {
          written,
          transforms,
          ...(around.block === undefined ? {} : { block: around.block }),
          loops: mentioning(indexName) ? around.loops : 0,
        };
        this.writtenDefaults.push({ op: opName, attribute: key, default: standard });
        attributes.set(key, { ...attributes.get(key), [transforms ? 'transform' : 'plain']: standard });
      }
    }
    return merged;
  }

  // -------------------------------------------------------------- blocks and bodies

  private readBlock({ key, value }: Entry, around: Surroundings): Block {
    const tree = value as Mapping;
    const name = this.readName(key);
    if (findOp(key.text)) this.diagnostics.report('invalid-name', key.span, `"${key.text}" is the name of an op`);
    const parameters = this.readParameters(tree);
    for (const text of useKeys) {
      const taken = parameters.get(text);
      if (!taken) continue;
      const message = `"${text}" is a key of every use, and can't be a parameter of a block`;
      this.diagnostics.report('invalid-name', taken.span, message);
      parameters.delete(text);
    }
    const place = { block: key.text, defaults: this.readDefaults(tree, { ...around, block: key.text }), loops: 0 };
    const inputs = tree.entries.get('inputs')?.value;
    return {
      kind: 'block',
      name,
      ...this.readSummary(tree),
      parameters,
      formulas: this.readFormulas(tree),
      inputs: inputs?.kind === 'list' ? inputs.items.map((item) => this.readName(item)) : [],
      body: this.readBody(tree, key.span, place),
      outputs: this.readOutputs(tree),
    };
  }

  private readOutputs(tree: Mapping): ReadonlyMap<string, { key: Name; layer: Name }> {
    const outputs = new Map<string, { key: Name; layer: Name }>();
    for (const [text, { key, value }] of entriesOf(tree, 'outputs'))
      outputs.set(text, { key: this.readName(key), layer: this.readReference(value) });
    return outputs;
  }

  private readInputs(tree: Mapping): Spec['inputs'] {
    const inputs = new Map<string, Name & { shape: DeclaredShape }>();
    for (const [text, { key, value }] of entriesOf(tree, 'inputs'))
      inputs.set(text, { ...this.readInputName(key), shape: this.readShape(value) });
    return inputs;
  }

  /** The name of an input of the network, by which TensorFlow.js looks it up in a plain object. */
  private readInputName(key: Scalar): Name {
    const name = this.readName(key);
    if (layerName.test(name.text) && name.text in {}) {
      const message = `"${name.text}" is a member of every JavaScript object, and TensorFlow.js takes no input of that name`;
      this.diagnostics.report('invalid-name', name.span, message);
    }
    return name;
  }

  /** What stands under `layers:` or `branches:`; exactly one of them must be there. */
  private readBody(tree: Mapping, span: Span, place: Surroundings): Body {
    const layers = tree.entries.get('layers');
    const branches = tree.entries.get('branches');
    if (layers && branches) {
      this.diagnostics.report('conflicting-keys', branches.key.span, 'layers and branches do not stand together', {
        notes: [{ message: 'layers stands here', span: layers.key.span }],
      });
    } else if (!layers && !branches) {
      this.diagnostics.report('missing-key', span, 'op, layers or branches is missing');
    }
    const join = tree.entries.get('join');
    if (join && !branches)
      this.diagnostics.report('conflicting-keys', join.key.span, 'join belongs to branches, and there are none');
    if (!branches) return { kind: 'sequence', items: this.readItems(layers?.value, place) };
    const sides = this.readBranches(branches.value, place);
    return {
      kind: 'branches',
      branches: sides,
      join: { ...this.readJoin(join, branches.key.span, place), sides: sides.map(({ span: side }) => side) },
    };
  }

  private readBranches(tree: Tree, place: Surroundings): Branch[] {
    const entries: readonly { key?: Scalar; value: Tree }[] =
      tree.kind === 'mapping'
        ? [...tree.entries.values()]
        : (tree as { items: readonly Tree[] }).items.map((value) => ({ value }));
    return entries.map(({ key, value }) => {
      const isEmpty = value.kind === 'scalar' && value.value === null;
      const items = value.kind === 'list' || isEmpty ? this.readItems(value, place) : [this.readItem(value, place)];
      return {
        kind: 'sequence',
        items,
        span: key?.span ?? headOf(value),
        ...(key ? { name: this.readName(key) } : {}),
      };
    });
  }

  private readJoin(entry: Entry | undefined, fallback: Span, place: Surroundings): LayerItem {
    const tree = entry?.value;
    if (tree?.kind === 'mapping') {
      for (const { key } of tree.entries.values()) {
        if (!['input', 'when', 'repeat'].includes(key.text)) continue;
        const message = `a join has no "${key.text}": it is there for its branches, and takes them`;
        this.diagnostics.report('unknown-key', key.span, message);
      }
      return this.readItem(tree, place) as LayerItem;
    }
    const word = (tree as Scalar | undefined)?.text ?? 'concat';
    const span = tree?.span ?? fallback;
    const op = findOp(word) as Op;
    return {
      kind: 'layer',
      id: this.nextId(),
      span,
      op,
      opSpan: span,
      own: new Map(),
      defaults: this.takeDefaults(op, new Map(), place),
      loops: place.loops,
    };
  }

  private readItems(tree: Tree | undefined, place: Surroundings): Item[] {
    return tree?.kind === 'list' ? tree.items.map((item) => this.readItem(item, place)) : [];
  }

  private readItem(tree: Tree, around: Surroundings): Item {
    const isRepeated = tree.kind === 'mapping' && tree.entries.has('repeat');
    const place = isRepeated ? { ...around, loops: around.loops + 1 } : around;
    if (tree.kind !== 'mapping' || this.faulty.has(tree)) return this.readFaulty(tree, place);
    const op = tree.entries.get('op')?.value as Scalar | undefined;
    const common = this.readCommon(tree, place);
    if (!op) {
      const body = this.readBody(tree, headOf(tree), { ...place, defaults: this.readDefaults(tree, place) });
      return { kind: 'group', span: headOf(tree), ...common, body };
    }
    const known = findOp(op.text);
    if (known) return this.readLayer(tree, op, known, common, place);
    return this.readUse(tree, op, common);
  }

  /** A faulty item becomes a use of no block, with all in it that can be told and checked by itself. */
  private readFaulty(tree: Tree, { loops }: Surroundings): UseItem {
    const find = (wanted: string): Scalar | undefined => {
      const entries = tree.kind === 'mapping' ? [...tree.entries] : [];
      const found = entries.find(([key]) => key === wanted) ?? entries.find(([key]) => closest(key, [wanted]));
      const value = found?.[1].value;
      return value?.kind === 'scalar' && value.value !== null && !this.faulty.has(value) ? value : undefined;
    };
    const name = find('name');
    const output = find('output');
    const when = find('when');
    const span = name?.span ?? headOf(tree);
    return {
      kind: 'use',
      id: this.nextId(),
      span,
      ...(name ? { name: this.readTemplate(name) } : {}),
      ...(output ? this.readOutput(output) : {}),
      ...(when ? { when: this.readFormula(when) } : {}),
      ...(tree.kind === 'mapping' ? this.readInputNames(tree) : {}),
      block: { text: '', span },
      loops,
      arguments: tree.kind === 'mapping' ? this.readSoundAttributes(tree) : new Map(),
      rename: new Map(),
    };
  }

  /** Of an op's attributes those that are not faulty. */
  private readSoundAttributes(tree: Mapping): UseItem['arguments'] {
    const op = tree.entries.get('op')?.value;
    const attributes = (op?.kind === 'scalar' && findOp(op.text)?.attributes) || {};
    const sound = new Map<string, { key: Name; written: Written }>();
    for (const [text, { key, value }] of tree.entries) {
      const parts = value.kind === 'list' ? [value, ...value.items] : [value];
      if (!Object.hasOwn(attributes, text) || parts.some((part) => this.faulty.has(part))) continue;
      sound.set(text, { key: { text, span: key.span }, written: this.readWritten(value, attributes[text]?.type) });
    }
    return sound;
  }

  private readInputNames(tree: Mapping): { inputs?: Name[] } {
    const input = tree.entries.get('input')?.value;
    if (!input || this.faulty.has(input)) return {};
    const names = input.kind === 'list' ? input.items : [input];
    return { inputs: names.filter((name) => !this.faulty.has(name)).map((name) => this.readReference(name)) };
  }

  private readOutput(tree: Tree): { output?: DeclaredShape } {
    const output = this.readShape(tree);
    return output.dims.length > 0 ? { output } : {};
  }

  private readCommon(tree: Mapping, { loops }: Surroundings): Omit<Item, 'kind' | 'span'> {
    const get = (key: string) => tree.entries.get(key)?.value;
    const name = get('name');
    const when = get('when');
    const repeat = get('repeat');
    const output = get('output');
    const params = this.readCount(get('params'));
    const endpoint = get('endpoint') as Scalar | undefined;
    return {
      ...(name ? { name: this.readTemplate(name) } : {}),
      ...this.readInputNames(tree),
      ...(when ? { when: this.readFormula(when) } : {}),
      ...(repeat ? { repeat: this.readFormula(repeat) } : {}),
      loops,
      ...(output ? this.readOutput(output) : {}),
      ...(params ? { params } : {}),
      ...(endpoint ? { endpoint: endpoint.value === false ? (false as const) : this.readName(endpoint) } : {}),
    };
  }

  private nextId(): number {
    this.items += 1;
    return this.items;
  }

  private readWeights(tree: Mapping): { weights?: Name } {
    const weights = tree.entries.get('weights')?.value;
    return weights ? { weights: this.readName(weights) } : {};
  }

  private readLayer(
    tree: Mapping,
    opTree: Scalar,
    op: Op,
    common: Omit<Item, 'kind' | 'span'>,
    place: Surroundings,
  ): LayerItem {
    const own = new Map<string, Written>();
    for (const [key, { value }] of tree.entries) {
      const attribute = op.attributes[key];
      if (attribute && Object.hasOwn(op.attributes, key)) own.set(key, this.readWritten(value, attribute.type));
    }
    return {
      kind: 'layer',
      id: this.nextId(),
      span: common.name?.span ?? opTree.span,
      ...common,
      ...this.readWeights(tree),
      op,
      opSpan: opTree.span,
      own,
      defaults: this.takeDefaults(op, own, place),
    };
  }

  /** The defaults that a layer takes: for what it does not say, and those that are applied to what it says. */
  private takeDefaults(op: Op, own: ReadonlyMap<string, Written>, place: Surroundings): ReadonlyMap<string, Default> {
    const taken = new Map<string, Default>();
    for (const [key, { plain, transform }] of place.defaults.get(op.name) ?? []) {
      const standard = own.has(key) ? transform : plain;
      if (!standard) continue;
      this.usedDefaults.add(standard);
      taken.set(key, standard);
    }
    return taken;
  }

  private readUse(tree: Mapping, op: Scalar, common: Omit<Item, 'kind' | 'span'>): UseItem {
    const definition = this.blockTrees.get(op.text);
    const until = tree.entries.get('until')?.value;
    const of = { block: this.readReference(op), ...(until ? { until: this.readReference(until) } : {}) };
    const used = isPath(op.text) ? this.loadOnce(of) : undefined;
    if (used) this.refuseKeys(tree, ['weights', 'rename'], 'a use of another spec');
    else if (!isPath(op.text)) this.refuseKeys(tree, ['until'], 'a use of a block');
    if (definition) this.usedBlocks.add(op.text);
    else if (!isPath(op.text)) this.unknownOps.push(op);
    const rename = new Map<string, { key: Name; to: Name }>();
    for (const [text, { key, value }] of entriesOf(tree, 'rename'))
      rename.set(text, { key: this.readReference(key), to: this.readName(value) });
    return {
      kind: 'use',
      id: this.nextId(),
      span: common.name?.span ?? op.span,
      ...common,
      ...this.readWeights(tree),
      ...of,
      arguments: used
        ? this.readArguments(tree, (text) => used.parameters.get(text)?.type?.type === 'choice')
        : definition
          ? this.readArguments(tree, (text) => declaresChoices(definition.value as Mapping, text))
          : new Map(),
      rename,
    };
  }

  private loadOnce(use: Pick<UseItem, 'block' | 'until'>): Spec | undefined {
    const name = usedName(use);
    const used = this.usedSpecs.get(name) ?? this.load(use.block, use.until);
    if (used) this.usedSpecs.set(name, used);
    return used;
  }

  private refuseKeys({ entries }: Mapping, keys: readonly string[], owner: string): void {
    for (const text of keys) {
      const key = entries.get(text)?.key;
      if (key) this.diagnostics.report('unknown-key', key.span, `${owner} has no "${text}"`);
    }
  }

  /** Reports unknown ops where they stand, or at the block whose name was misspelt. */
  private reportUnknownOps(): void {
    const names = [...this.blockTrees.keys()];
    const unused = names.filter((name) => !this.usedBlocks.has(name));
    const known = [...names, ...Object.keys(ops)];
    for (const [text, uses] of groupBy(this.unknownOps, (op) => op.text)) {
      const spans = uses.map(({ span }) => span);
      const meant = closest(text, unused);
      const declared = meant === undefined ? undefined : this.blockTrees.get(meant)?.key;
      const misspelt = declared && (spans.length > 1 || isSlip(declared, text)) ? declared : undefined;
      if (misspelt) reportMisspelt('unknown-op', misspelt, text, spans, this.diagnostics);
      else {
        for (const span of spans) {
          const fix = didYouMean(text, span, known);
          this.diagnostics.report('unknown-op', span, `there is no op and no block "${text}"`, { fix });
        }
      }
    }
  }

  private readArguments(tree: Mapping, takesWord: (parameter: string) => boolean): UseItem['arguments'] {
    const given = new Map<string, { key: Name; written: Written }>();
    for (const [text, { key, value }] of tree.entries) {
      if (useKeys.includes(text)) continue;
      const isWord = value.kind === 'scalar' && takesWord(text);
      const written: Written = isWord ? { kind: 'word', ...this.readWord(value) } : this.readWritten(value, undefined);
      given.set(text, { key: { text, span: key.span }, written });
    }
    return given;
  }

  // -------------------------------------------------------------- conventions

  private readConventions(tree: Mapping): ReadonlyMap<string, Convention> {
    const conventions = new Map<string, Convention>();
    for (const [text, { key, value }] of entriesOf(tree, 'conventions')) {
      const template = this.readTemplate(value);
      const op = findOp(text);
      const known = [...Object.keys(ops), ...conventionKinds];
      if (!known.includes(text)) {
        const fix = didYouMean(text, key.span, known);
        const kinds = `conventions are for ops, and for ${conventionKinds.join(', ')}`;
        this.diagnostics.report('unknown-key', key.span, `there is no "${text}"; ${kinds}`, { fix });
        continue;
      }
      this.checkConvention(text, template, op ? Object.keys(op.attributes) : []);
      conventions.set(text, { key: { text, span: key.span }, template });
    }
    return conventions;
  }

  /** The holes of a convention are names: of attributes, and of what else its kind has to state. */
  private checkConvention(kind: string, template: Template, attributes: readonly string[]): void {
    const known = { blocks: ['step'], branches: ['index'], outputs: ['layer'] }[kind] ?? ['step', ...attributes];
    for (const part of template.parts) {
      if (typeof part === 'string') continue;
      const { expression, span } = part;
      if (expression.kind === 'name' && known.includes(expression.name)) continue;
      const fix = expression.kind === 'name' ? didYouMean(expression.name, span, known) : undefined;
      this.diagnostics.report('unknown-name', span, `a convention for ${kind} can name ${known.join(', ')}`, { fix });
    }
  }

  // -------------------------------------------------------------- expectations

  private readExpectations(tree: Mapping): Expectation[] {
    const expect = tree.entries.get('expect')?.value;
    const trees = expect?.kind === 'list' ? expect.items : expect ? [expect] : [];
    return trees.map((item) => this.readExpectation(item as Mapping));
  }

  private readExpectation(tree: Mapping): Expectation {
    const input = tree.entries.get('input')?.value;
    const until = tree.entries.get('until')?.value;
    const set = new Map<string, { key: Name; value: ParameterValue }>();
    for (const [text, { key, value }] of entriesOf(tree, 'set'))
      set.set(text, { key: this.readReference(key), value: (value as Scalar).value });
    const shapes = new Map<string, { key?: Name; shape: DeclaredShape }>();
    if (input?.kind === 'mapping')
      for (const [text, { key, value }] of input.entries)
        shapes.set(text, { key: this.readReference(key), shape: this.readShape(value) });
    else if (input) shapes.set('', { shape: this.readShape(input) });
    const expected = new Map<Total, DeclaredNumber>();
    for (const total of totals) {
      const count = this.readCount(tree.entries.get(total)?.value);
      if (count) expected.set(total, count);
    }
    const counts = new Map<string, DeclaredNumber>();
    for (const [text, { value }] of entriesOf(tree, 'counts'))
      counts.set(text, { value: Number((value as Scalar).value), span: value.span });
    return {
      span: headOf(tree),
      counts,
      set,
      ...(input ? { inputs: shapes } : {}),
      ...(until ? { until: this.readReference(until) } : {}),
      totals: expected,
    };
  }
}

/** The entries of a mapping's mapping, none where it is absent. */
function entriesOf(tree: Mapping, key: string): ReadonlyMap<string, Entry> {
  const value = tree.entries.get(key)?.value;
  return value?.kind === 'mapping' ? value.entries : new Map();
}

/** Whether a block declares choices for a parameter. */
function declaresChoices(block: Mapping, parameter: string): boolean {
  const settings = entriesOf(block, 'parameters').get(parameter)?.value;
  return settings?.kind === 'mapping' && settings.entries.has('choices');
}

function headOf(tree: Tree): Span {
  const [first] = tree.kind === 'mapping' ? tree.entries.values() : [];
  return first?.key.span ?? { ...tree.span, end: Math.min(tree.span.end, tree.span.start + 1) };
}

/** The dimensions of a shape, `null` for `?`; undefined where one is none. */
export function parseShape(dims: readonly string[]): readonly (number | null)[] | undefined {
  const parsed = dims.map((dim) => (dim === '?' ? null : /^\d+$/.test(dim) ? Number(dim) : 0));
  const isSane = parsed.length > 0 && parsed.length <= mostDimensions;
  return isSane && parsed.every((dim) => dim === null || (dim > 0 && Number.isSafeInteger(dim))) ? parsed : undefined;
}

/** What a parameter is that has only a default. */
function inferType({ value }: Scalar): { type?: AttributeType; default: ParameterValue } {
  if (typeof value === 'number') return { type: { type: 'number' }, default: value };
  if (typeof value === 'boolean') return { type: { type: 'boolean' }, default: value };
  return { default: value };
}
