/** Reads items (layers, uses and groups) and their bodies: sequences, and branches with their join. */
import { warnOfMomentum } from '../blame/momentum.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { keyOfJoin, layersAndBranches, layersHere, missingBody } from '../diagnostics/messages/schema.js';
import { closest } from '../diagnostics/nearest.js';
import type { Attribute } from '../ops/attributes.js';
import { findOp } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import type {
  Body,
  Branch,
  Branches,
  GroupItem,
  Item,
  LayerItem,
  Name,
  UseItem,
  WrittenShape,
  WrittenValue,
} from '../spec/spec.js';
import type { Span } from '../text/source.js';
import { translateKey } from '../vocabulary/translation.js';
import {
  entriesOf,
  headOf,
  type Mapping,
  type MappingEntry,
  type Scalar,
  scalarAt,
  scalarsIn,
  type Tree,
  valueAt,
} from '../yaml/tree.js';
import type { Defaults, ItemSurroundings } from './defaults.js';
import { readShape } from './shapes.js';
import type { Uses } from './uses.js';
import { readNumber, readWritten } from './values.js';
import { readFormula, readName, readReference, readTemplate } from './words.js';

/** The properties that all kinds of items have. */
type ItemFields = Omit<GroupItem, 'kind' | 'span' | 'body'>;
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads the items of one spec. */
export class Items {
  private count = 0;

  constructor(
    /** The items that the schema refuses, and the parts of them at fault. */
    private readonly faulty: ReadonlySet<Tree>,
    private readonly uses: Uses,
    private readonly defaults: Defaults,
    private readonly diagnostics: Diagnostics,
  ) {}

  private nextId(): number {
    this.count += 1;
    return this.count;
  }

  // -------------------------------------------------------------- bodies

  /**
   * Reads the body of a group or a block: its `layers` or `branches`, with its defaults. If it has neither, that is
   * reported at `head`.
   */
  readBody(tree: Mapping, head: Span, around: ItemSurroundings): Body {
    const { entries } = tree;
    const inside = this.defaults.read(tree, around);
    const [layers, branches, join] = ['layers', 'branches', 'join'].map((key) => entries.get(key));
    if (layers && branches) {
      const notes = [{ message: layersHere, span: layers.key.span }];
      this.diagnostics.report(layersAndBranches(), branches.key.span, { notes });
    } else if (!layers && !branches) {
      this.diagnostics.report(missingBody(), head);
    }
    if (branches) return this.readBranches(branches, join?.value, inside);
    const items = this.readRow(layers?.value, inside);
    if (!join) return { kind: 'sequence', items };
    return { kind: 'sequence', items, join: this.readJoin(join.value, join.key.span, inside) };
  }

  /** Reads items in sequence: a list of them, one item, or nothing. */
  readRow(tree: Tree | undefined, around: ItemSurroundings): readonly Item[] {
    if (!tree || (tree.kind === 'scalar' && tree.value === null)) return [];
    const items = tree.kind === 'list' ? tree.items : [tree];
    return items.map((item) => this.readItem(item, around));
  }

  private readBranches({ key, value }: MappingEntry, join: Tree | undefined, around: ItemSurroundings): Branches {
    const branches =
      value.kind === 'list'
        ? value.items.map((tree) => this.readBranch(undefined, tree, around))
        : entriesOf(value).map((entry) => this.readBranch(entry.key, entry.value, around));
    const sides = branches.map(({ span }) => span);
    return { kind: 'branches', branches, join: { ...this.readJoin(join, key.span, around), sides } };
  }

  private readBranch(name: Scalar | undefined, tree: Tree, around: ItemSurroundings): Branch {
    return {
      kind: 'sequence',
      items: this.readRow(tree, around),
      isList: tree.kind === 'list',
      span: name?.span ?? headOf(tree),
      ...(name ? { name: readName(name, this.diagnostics) } : {}),
    };
  }

  /** Reads a join: a layer, the name of its op, or nothing, which is a concatenation at the place of the branches. */
  private readJoin(tree: Tree | undefined, branches: Span, around: ItemSurroundings): LayerItem {
    if (tree?.kind === 'mapping') {
      for (const { key } of tree.entries.values()) {
        if (['input', 'when', 'repeat'].includes(key.text)) this.diagnostics.report(keyOfJoin(key.text), key.span);
      }
      return this.readItem(tree, around) as LayerItem;
    }
    const { text, span } = tree?.kind === 'scalar' ? tree : { text: 'concat', span: branches };
    const op = findOp(text) as Op;
    const own = new Map();
    const defaults = this.defaults.take(op, own, around);
    const written = tree ? { tree } : {};
    return { kind: 'layer', id: this.nextId(), ...written, span, loops: around.loops, op, opSpan: span, own, defaults };
  }

  // -------------------------------------------------------------- items

  private readItem(tree: Tree, around: ItemSurroundings): Item {
    const isFaulty = this.faulty.has(tree);
    const isRepeated = entriesOf(tree).some(
      ({ key }) => key.text === 'repeat' || (isFaulty && isMeantFor(['repeat'], key.text)),
    );
    const inside = isRepeated ? { ...around, loops: around.loops + 1 } : around;
    if (tree.kind !== 'mapping') return this.readFaulty(tree, inside);
    if (isFaulty) return this.readFaultyGroup(tree, inside) ?? this.readFaulty(tree, inside);
    const common = this.readCommon(tree, inside);
    const named = scalarAt(tree, 'op');
    if (!named) return this.readGroup(tree, common, inside);
    const op = findOp(named.text);
    const { span } = common.name ?? named;
    const weights = this.readWeights(tree);
    if (!op) return { kind: 'use', id: this.nextId(), ...common, ...weights, span, ...this.uses.read(tree, named) };
    const own = this.readAttributes(tree, op);
    const defaults = this.defaults.take(op, own, inside);
    return { kind: 'layer', id: this.nextId(), ...common, ...weights, span, op, opSpan: named.span, own, defaults };
  }

  private readGroup(tree: Mapping, common: ItemFields, around: ItemSurroundings): GroupItem {
    const span = headOf(tree);
    return { kind: 'group', span, ...common, body: this.readBody(tree, span, around) };
  }

  private readCommon(tree: Mapping, { loops }: ItemSurroundings): ItemFields {
    const name = scalarAt(tree, 'name');
    const inputs = this.readInputNames(tree);
    const when = scalarAt(tree, 'when');
    const trainable = scalarAt(tree, 'trainable');
    const repeat = scalarAt(tree, 'repeat');
    const output = this.readOutput(valueAt(tree, 'output'));
    const params = scalarAt(tree, 'params');
    const endpoint = scalarAt(tree, 'endpoint');
    const common: Mutable<ItemFields> = { tree, loops };
    if (name) common.name = readTemplate(name, this.diagnostics);
    if (inputs) common.inputs = inputs;
    if (when) common.when = readFormula(when, this.diagnostics);
    if (trainable) common.trainable = readFormula(trainable, this.diagnostics);
    if (repeat) common.repeat = readFormula(repeat, this.diagnostics);
    if (output) common.output = output;
    if (params) common.params = readNumber(params);
    if (endpoint) common.endpoint = endpoint.value === false ? false : readName(endpoint, this.diagnostics);
    return common;
  }

  private readInputNames(tree: Mapping): readonly Name[] | undefined {
    const input = valueAt(tree, 'input');
    if (!input || this.faulty.has(input)) return undefined;
    return scalarsIn(input).flatMap((name) => (this.faulty.has(name) ? [] : readReference(name)));
  }

  /** Reads a declared shape; undefined if it can't be read. */
  private readOutput(tree: Tree | undefined): WrittenShape | undefined {
    const output = tree && readShape(tree, this.diagnostics);
    return output && output.dims.length > 0 ? output : undefined;
  }

  private readWeights(tree: Mapping): Pick<LayerItem, 'weights'> {
    const weights = scalarAt(tree, 'weights');
    return weights ? { weights: readName(weights, this.diagnostics) } : {};
  }

  /** The attributes that a layer gives itself. */
  private readAttributes(tree: Mapping, op: Op): LayerItem['own'] {
    const own = new Map<string, WrittenValue>();
    for (const [key, { value }] of tree.entries) {
      const attribute = attributeOf(op, key);
      if (attribute) warnOfMomentum(key, value, this.diagnostics);
      if (attribute) own.set(key, readWritten(value, attribute.type, this.diagnostics));
    }
    return own;
  }

  // -------------------------------------------------------------- faulty items

  /** Whether the value of a key of a group is at fault, apart from items in it. */
  private isAtFault({ text }: Pick<Scalar, 'text'>, tree: Tree): boolean {
    if (this.faulty.has(tree)) return true;
    return (
      text !== 'layers' && text !== 'branches' && entriesOf(tree).some(({ key, value }) => this.isAtFault(key, value))
    );
  }

  /** A use of no block: an item of which nothing is known. */
  private unknownItem(span: Span, { loops }: ItemSurroundings): UseItem {
    const block = { text: '', span };
    return { kind: 'use', id: this.nextId(), span, loops, block, arguments: new Map(), rename: new Map() };
  }

  /** A use of no block in place of a faulty item, with all its parts that can be read and checked. */
  private readFaulty(tree: Tree, around: ItemSurroundings): UseItem {
    const name = this.findSound(tree, 'name');
    const inputs = tree.kind === 'mapping' ? this.readInputNames(tree) : undefined;
    const output = this.readOutput(this.findSound(tree, 'output'));
    const when = this.findSound(tree, 'when');
    const span = name?.span ?? headOf(tree);
    return {
      ...this.unknownItem(span, around),
      tree,
      ...(name ? { name: readTemplate(name, this.diagnostics) } : {}),
      ...(inputs ? { inputs } : {}),
      ...(output ? { output } : {}),
      ...(when ? { when: readFormula(when, this.diagnostics) } : {}),
      arguments: tree.kind === 'mapping' ? this.readSoundAttributes(tree) : new Map(),
    };
  }

  /**
   * Reads the content of a faulty group, so that mistakes in it are reported. Its input is unknown: the items are in a
   * group of their own after a faulty item.
   */
  private readFaultyGroup(tree: Mapping, around: ItemSurroundings): GroupItem | undefined {
    if (tree.entries.has('op') || tree.entries.has('layers') === tree.entries.has('branches')) return undefined;
    if (entriesOf(tree).some(({ key, value }) => isMeantFor(contextKeys, key.text) || this.isAtFault(key, value)))
      return undefined;
    const { body, ...group } = this.readGroup(tree, this.readCommon(tree, around), around);
    const { span } = group;
    const name = this.findSound(tree, 'name');
    const inside: GroupItem = { kind: 'group', span, loops: around.loops, body };
    return {
      ...group,
      ...(name ? { name: readTemplate(name, this.diagnostics) } : {}),
      body: { kind: 'sequence', items: [this.unknownItem(span, around), inside] },
    };
  }

  /** The sound value of a key, or else of a similar one. */
  private findSound(tree: Tree, wanted: string): Scalar | undefined {
    const entries = entriesOf(tree);
    const found =
      entries.find(({ key }) => key.text === wanted) ?? entries.find(({ key }) => isMeantFor([wanted], key.text));
    const value = found?.value;
    return value?.kind === 'scalar' && value.value !== null && !this.faulty.has(value) ? value : undefined;
  }

  /** The sound attributes of an item's op. */
  private readSoundAttributes(tree: Mapping): UseItem['arguments'] {
    const op = findOp(scalarAt(tree, 'op')?.text ?? '');
    const sound = new Map<string, { key: Name; written: WrittenValue }>();
    for (const { key, value } of tree.entries.values()) {
      const attribute = op && attributeOf(op, key.text);
      const parts = value.kind === 'list' ? [value, ...value.items] : [value];
      if (!attribute || parts.some((part) => this.faulty.has(part))) continue;
      sound.set(key.text, { key: readReference(key), written: readWritten(value, attribute.type, this.diagnostics) });
    }
    return sound;
  }
}

/** Keys of a group without which its content can't be read as intended. */
const contextKeys = ['repeat', 'defaults', 'join'];

/** Whether an unknown key of a group means one of these keys. */
function isMeantFor(keys: readonly string[], text: string): boolean {
  const meant = translateKey('item', text)?.word ?? closest(text, keys);
  return !keys.includes(text) && meant !== undefined && keys.includes(meant);
}

/** The attribute that a key names. */
const attributeOf = ({ attributes }: Op, key: string): Attribute | undefined =>
  Object.hasOwn(attributes, key) ? attributes[key] : undefined;
