/** A spec as it was written, typed and with the place of everything: what reading gives and resolution takes. */
import { type Expression, mentions } from '../expressions/expression.js';
import { type Dim, type Shape, sameDim } from '../expressions/shape.js';
import type { AttributeType } from '../ops/attributes.js';
import type { Op } from '../ops/op.js';
import type { Span } from '../text/source.js';
import type { Tree } from '../yaml/tree.js';

/** A word with holes: `Conv2d_2a_${kernel_size}` is text, hole. Most have one part, a text. */
export interface Template {
  readonly parts: readonly (string | Formula)[];
  readonly span: Span;
}

/** An expression, and where its text stands. */
export interface Formula {
  readonly expression: Expression;
  readonly span: Span;
  /** Whether offsets into the expression count from the span's start; not so in text with escapes or folds. */
  readonly exact: boolean;
}

/** An attribute's value as it was written. */
export type WrittenValue =
  | ({ readonly kind: 'formula' } & Formula)
  | ({ readonly kind: 'word' } & Template)
  | { readonly kind: 'list'; readonly items: readonly WrittenValue[]; readonly span: Span }
  | { readonly kind: 'settings'; readonly entries: ReadonlyMap<string, WrittenValue>; readonly span: Span };

/** Whether what was written has no names and no sizes in it. */
export function isConstant(written: WrittenValue): boolean {
  switch (written.kind) {
    case 'formula':
      return written.expression.kind === 'literal';
    case 'word':
      return literal(written) !== undefined;
    case 'list':
      return written.items.every(isConstant);
    case 'settings':
      return Array.from(written.entries.values()).every(isConstant);
  }
}

/** The most dimensions that a shape may have. */
export const mostDimensions = 16;

/** A shape as it was declared; `null` is a `?`. */
export interface DeclaredShape {
  readonly dims: readonly (number | null)[];
  readonly span: Span;
}

/** Whether a shape is as declared, as far as that can be told. */
export function fitsDeclared(shape: Shape, { dims }: DeclaredShape): boolean {
  const isSame = (dim: Dim, declared: number | null | undefined) =>
    declared === null || (declared !== undefined && sameDim(dim, declared) !== false);
  return shape.length === dims.length && shape.every((dim, axis) => isSame(dim, dims[axis]));
}

export interface DeclaredNumber {
  readonly value: number;
  readonly span: Span;
}

/** A name where it is defined or used. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** A formula and the name that it is declared under; its span is that of the expression. */
export interface NamedFormula extends Formula {
  readonly text: string;
  readonly key: Name;
}

export type ParameterValue = number | boolean | string | null;

export interface Parameter extends Name {
  readonly summary?: string;
  /** What values it takes, in the terms of attributes; whatever a use gives where nothing is said. */
  readonly type?: AttributeType;
  readonly nullable: boolean;
  /** Absent where every use must say. */
  readonly default?: ParameterValue;
}

/** The value that an op's attribute takes where a layer is silent, or, where it mentions itself, makes of what the layer says. */
export interface Default {
  readonly written: WrittenValue;
  readonly transforms: boolean;
  /** The block whose parameters and formulas it may mention; absent where it is the spec's own. */
  readonly block?: string;
  /** How many repeated items stand around it, where it mentions the index of the innermost; else 0. */
  readonly loops: number;
}

/** Whether a default is worked out with the spec's own names alone, in any layer the same. */
export const isOfSpec = ({ block, loops }: Default): boolean => block === undefined && loops === 0;

/** A default where it stands, and whether any layer takes it. */
export interface WrittenDefault {
  readonly op: string;
  readonly attribute: string;
  readonly default: Default;
  readonly isTaken: boolean;
}

/** What stands in a sequence and has an output. */
interface ItemBase {
  /** What it was read from; absent if it is not written, as the join of most branches. */
  readonly tree?: Tree;
  readonly span: Span;
  /** Absent where it bears its scope's name (a layer), or opens no scope (all else). */
  readonly name?: Template;
  /** Absent where it follows the item before it. */
  readonly inputs?: readonly Name[];
  readonly when?: Formula;
  /** How many times it stands there, in a row; once where absent. */
  readonly repeat?: Formula;
  /** The index of the first of those; 0 but in a part of a spec. */
  readonly first?: number;
  /** How many repeated items what is written in it stands in: its own repetition, and those around it. */
  readonly loops: number;
  readonly output?: DeclaredShape;
  readonly params?: DeclaredNumber;
  /** The name of an end point; false where a top-level item is none. */
  readonly endpoint?: Name | false;
}

/** What has weights that can be shared. */
interface SharingItem extends ItemBase {
  /** Another number for each; what stands behind a YAML alias is read anew wherever the alias stands. */
  readonly id: number;
  /** Layers and uses with the same name here share their weights. */
  readonly weights?: Name;
}

/** One op. */
export interface LayerItem extends SharingItem {
  readonly kind: 'layer';
  readonly op: Op;
  readonly opSpan: Span;
  /** What the layer itself says. */
  readonly own: ReadonlyMap<string, WrittenValue>;
  /** For each attribute the innermost default around it. */
  readonly defaults: ReadonlyMap<string, Default>;
  /** Where the branches stand that it joins. */
  readonly sides?: readonly Span[];
}

/** One use of a block, or of another spec. */
export interface UseItem extends SharingItem {
  readonly kind: 'use';
  readonly block: Name;
  readonly arguments: ReadonlyMap<string, { readonly key: Name; readonly written: WrittenValue }>;
  /** Of another spec: the end point up to which it is used. */
  readonly until?: Name;
  /** The block's layers, by their path in it, that get another name in this use. */
  readonly rename: ReadonlyMap<string, { readonly key: Name; readonly to: Name }>;
}

/** Items in a row, or side by side. */
export interface GroupItem extends ItemBase {
  readonly kind: 'group';
  readonly body: Body;
  /** Of a spec that is cut: it is there for the layers in it that others name; what follows takes what it took. */
  readonly isAside?: true;
}

export type Item = LayerItem | UseItem | GroupItem;

export type Body = Sequence | Branches;

export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly Item[];
}

/** Sequences that start from the same input, and the layer that joins them. */
export interface Branches {
  readonly kind: 'branches';
  readonly branches: readonly Branch[];
  readonly join: LayerItem;
}

export interface Branch extends Sequence {
  /** Whether it is written as a list, be it of one layer. */
  readonly isList: boolean;
  /** Absent where the branch opens no scope. */
  readonly name?: Name;
  readonly span: Span;
}

/** What a block and the network have in common: parameters, formulas and a body. */
interface Parameterized {
  readonly summary?: string;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Named expressions; each is worked out where it is used, with the shape at hand there. */
  readonly formulas: ReadonlyMap<string, NamedFormula>;
}

export interface Block extends Parameterized {
  readonly kind: 'block';
  readonly name: Name;
  /** The names of its inputs; without any, it has one that needs no name. */
  readonly inputs: readonly Name[];
  readonly body: Body;
  readonly outputs: ReadonlyMap<string, { readonly key: Name; readonly layer: Name }>;
}

/** What a spec expects of a variant of the network. */
export interface Expectation {
  readonly span: Span;
  readonly set: ReadonlyMap<string, { readonly key: Name; readonly value: ParameterValue }>;
  readonly inputs?: ReadonlyMap<string, { readonly key?: Name; readonly shape: DeclaredShape }>;
  readonly until?: Name;
  readonly totals: ReadonlyMap<Total, DeclaredNumber>;
  /** How many layers there are of an op, or with an activation. */
  readonly counts: ReadonlyMap<string, DeclaredNumber>;
}

/** What can be expected, by its name in the report's totals. */
export const totals = ['layers', 'params', 'trainable_params', 'non_trainable_params', 'macs', 'activations'] as const;
export type Total = (typeof totals)[number];

/** The form that names have: of an op's layers, of uses of blocks, of branches, or of outputs. */
export interface Convention {
  readonly key: Name;
  /** Its holes are attributes of the op and `step`; for branches `index`, for outputs `layer`. */
  readonly template: Template;
}

/** How pictures are resized, in TensorFlow's words. */
export const resizeMethods = ['nearest', 'bilinear'] as const;

/** Which channels a picture is read as, in which order, and how many they are. */
export const channelCounts = { rgb: 3, bgr: 3, grayscale: 1 } as const;

/** How a picture becomes an input of the network. What is done stands in the order in which it is done. */
export interface Preprocess {
  readonly span: Span;
  /** The share of height and width that is kept, around the centre. */
  readonly crop: number;
  /**
   * What the shorter side is resized to, in pixels; the centre of the input's size is then cut out. Absent where the
   * picture is resized to the input's size, whatever its proportions.
   */
  readonly shorterSide?: number;
  readonly resize: (typeof resizeMethods)[number];
  /** Whether pixels have their places at their centres, or at their upper left corners. */
  readonly halfPixelCenters: boolean;
  /** Whether a pixel of a smaller picture is made of all the pixels that it covers, or of the nearest alone. */
  readonly antialias: boolean;
  readonly channels: keyof typeof channelCounts;
  /** What 0 and 255 become. */
  readonly range: readonly [number, number];
  /** What is then taken from each channel. */
  readonly mean: readonly number[];
  /** What each channel is divided by in the end. */
  readonly std: readonly number[];
}

export interface Spec extends Parameterized {
  readonly kind: 'spec';
  readonly span: Span;
  readonly name: Name;
  readonly inputs: ReadonlyMap<string, Name & { readonly shape: DeclaredShape }>;
  readonly blocks: ReadonlyMap<string, Block>;
  /** Other specs that it uses, each up to where it does, by `usedName`. */
  readonly used: ReadonlyMap<string, Spec>;
  /** All of them, at whatever depth they stand. */
  readonly defaults: readonly WrittenDefault[];
  readonly body: Sequence;
  /** By op, and for `blocks`, `branches` and `outputs`. */
  readonly conventions: ReadonlyMap<string, Convention>;
  readonly outputs: ReadonlyMap<string, { readonly key: Name; readonly layer: Name }>;
  readonly expectations: readonly Expectation[];
  /** Absent where the spec does not speak of pictures. */
  readonly preprocess?: Preprocess;
}

/** Whether an op is another spec: the path of its file. */
export const isPath = (op: string): boolean => /\.ya?ml$/.test(op);

/** What a use uses: a block, or another spec up to an end point. */
export const usedName = ({ block, until }: Pick<UseItem, 'block' | 'until'>): string =>
  until ? `${block.text} ${until.text}` : block.text;

/** The outputs of a block or of another spec that a use of it can be asked for. The only one of a spec is the use itself. */
export const listedOutputs = ({ kind, outputs }: Block | Spec): Block['outputs'] =>
  kind === 'spec' && outputs.size === 1 ? new Map() : outputs;

/** What an item's number among its repetitions is called in it. */
export const indexName = 'index';

/** Whether the condition of a repeated item is another one for each of its repetitions. */
export function isAskedEach({ repeat, when }: Item): boolean {
  return repeat !== undefined && when !== undefined && mentions(when.expression, indexName);
}

/** Whether an item may come to nothing, so that the next one takes what it would have taken. */
export const mayBeAbsent = ({ when, repeat }: Item): boolean => when !== undefined || repeat !== undefined;

/** Whether an item is there for the layers in it alone, so that what follows takes what it took. */
export const isAside = (item: Item): boolean => item.kind === 'group' && item.isAside === true;

/** Whether the first input of an item is the output of the one before it. */
export const readsPrevious = ({ inputs, first }: Item): boolean => !inputs || first !== undefined;

/** The text of a template without holes. */
export function literal(template: Template): string | undefined {
  return template.parts.length === 1 && typeof template.parts[0] === 'string' ? template.parts[0] : undefined;
}

/** A template as it is written. */
export function templateText({ parts }: Template): string {
  return parts.map((part) => (typeof part === 'string' ? part : `\${${sliceOf(part.span)}}`)).join('');
}

const sliceOf = ({ source, start, end }: Span): string => source.text.slice(start, end);

/** Every item of a body, at any depth, joins included. */
export function* itemsOf(body: Body): Generator<Item> {
  const sequences = body.kind === 'sequence' ? [body] : body.branches;
  for (const { items } of sequences) {
    for (const item of items) {
      yield item;
      if (item.kind === 'group') yield* itemsOf(item.body);
    }
  }
  if (body.kind === 'branches') yield body.join;
}
