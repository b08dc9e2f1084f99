/** A spec as written, with types and spans. */
import { type Expression, mentions } from '../expressions/expression.js';
import { type Dim, type Shape, type SizeBounds, sameDim } from '../expressions/shape.js';
import type { AttributeType } from '../ops/attributes.js';
import type { Op } from '../ops/op.js';
import { takesNothing } from '../ops/ports.js';
import type { DType } from '../ops/types.js';
import type { WrittenName } from '../text/names.js';
import type { Span } from '../text/source.js';
import type { Tree } from '../yaml/tree.js';

/** A word with holes: `Conv2d_2a_${kernel_size}` has a text and a hole. Most have one part, a text. */
export interface Template {
  readonly parts: readonly (string | Formula)[];
  readonly span: Span;
}

/** An expression, and the span of its text. */
export interface Formula {
  readonly expression: Expression;
  readonly span: Span;
  /** Whether offsets into the expression count from the span's start; not so in text with escapes or folds. */
  readonly exact: boolean;
}

/** The value of an attribute as written. */
export type WrittenValue =
  | ({ readonly kind: 'formula' } & Formula)
  | ({ readonly kind: 'word' } & Template)
  | { readonly kind: 'list'; readonly items: readonly WrittenValue[]; readonly span: Span }
  | { readonly kind: 'settings'; readonly entries: ReadonlyMap<string, WrittenValue>; readonly span: Span };

/** Whether a written value has neither names nor sizes. */
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

/** The maximum number of dimensions of a shape. */
export const mostDimensions = 16;

/** A shape in a spec; `null` is a `?`. */
interface ShapeAt<D> {
  readonly dims: readonly (D | null)[];
  readonly span: Span;
}

/** A shape of numbers. */
export type PlainShape = ShapeAt<number>;

/** A shape as written: a size may be an expression. */
export type WrittenShape = ShapeAt<number | Formula>;

/** A shape with its expressions evaluated. */
export type DeclaredShape = ShapeAt<Dim>;

/** Whether a shape fits its declaration, as far as sizes are known. */
export function fitsDeclared(shape: Shape, { dims }: DeclaredShape): boolean {
  const isSame = (dim: Dim, declared: Dim | null | undefined) =>
    declared === null || (declared !== undefined && sameDim(dim, declared) !== false);
  return shape.length === dims.length && shape.every((dim, axis) => isSame(dim, dims[axis]));
}

export interface DeclaredNumber {
  readonly value: number;
  readonly span: Span;
}

/** A name at its definition or at a use. */
export type Name = WrittenName;

/** A formula with its name; the span is that of the expression. */
export interface NamedFormula extends Formula {
  readonly text: string;
  readonly key: Name;
  /** Of a function, in the order in which a call gives them; else empty. */
  readonly arguments: readonly Name[];
}

export type ParameterValue = number | boolean | string | null;

export interface Parameter extends Name {
  readonly summary?: string;
  /** The values it takes; uses may give anything by default. */
  readonly type?: AttributeType;
  readonly nullable: boolean;
  /** Absent if every use must give it. */
  readonly default?: ParameterValue;
}

/** The default of an op's attribute. If it mentions the attribute, it transforms the layer's value. */
export interface Default {
  readonly written: WrittenValue;
  readonly transforms: boolean;
  /** The block with the parameters and formulas that it may mention; absent if it is the spec's own. */
  readonly block?: string;
  /** The number of repeated items around it, if it mentions the innermost index; else 0. */
  readonly loops: number;
}

/** Whether a default depends on the spec's own names only, so that it is the same in all layers. */
export const isOfSpec = ({ block, loops }: Default): boolean => block === undefined && loops === 0;

/** A default as written, and whether any layer takes it. */
export interface WrittenDefault {
  readonly op: string;
  readonly attribute: string;
  readonly default: Default;
  readonly isTaken: boolean;
}

/** An item of a sequence, which has an output. */
interface ItemBase {
  /** The tree it was read from; absent if it is not written, such as the join of most branches. */
  readonly tree?: Tree;
  readonly span: Span;
  /** Absent if a layer has its scope's name, or if another item opens no scope. */
  readonly name?: Template;
  /** Absent if it follows the item before it. */
  readonly inputs?: readonly Name[];
  readonly when?: Formula;
  /** Whether training changes the weights in it; absent if what is around it says so. */
  readonly trainable?: Formula;
  /** The number of repetitions in sequence; absent for one. */
  readonly repeat?: Formula;
  /** The index of the first repetition; 0 except in a part of a spec. */
  readonly first?: number;
  /** The number of repeated items around its content: its own repetition, and those around it. */
  readonly loops: number;
  readonly output?: WrittenShape;
  readonly params?: DeclaredNumber;
  /** The name of an end point; false if a top-level item is none. */
  readonly endpoint?: Name | false;
}

/** An item with weights that can be shared. */
interface SharingItem extends ItemBase {
  /** Unique; an item behind a YAML alias is read anew for each alias. */
  readonly id: number;
  /** Layers and uses with the same name here share their weights. */
  readonly weights?: Name;
}

/** One op. */
export interface LayerItem extends SharingItem {
  readonly kind: 'layer';
  readonly op: Op;
  readonly opSpan: Span;
  /** The attributes that the layer gives itself. */
  readonly own: ReadonlyMap<string, WrittenValue>;
  /** The innermost default of each attribute. */
  readonly defaults: ReadonlyMap<string, Default>;
  /** The branches that it joins. */
  readonly sides?: readonly Span[];
}

/** One use of a block, or of another spec. */
export interface UseItem extends SharingItem {
  readonly kind: 'use';
  readonly block: Name;
  readonly arguments: ReadonlyMap<string, { readonly key: Name; readonly written: WrittenValue }>;
  /** The end point up to which another spec is used. */
  readonly until?: Name;
  /** The layers of the block, by their path in it, with other names in this use. */
  readonly rename: ReadonlyMap<string, { readonly key: Name; readonly to: Name }>;
}

/** Items in sequence, or in parallel branches. */
export interface GroupItem extends ItemBase {
  readonly kind: 'group';
  readonly body: Body;
  /** In a spec that is cut: it exists for layers in it that others name; what follows takes its input. */
  readonly isAside?: true;
}

export type Item = LayerItem | UseItem | GroupItem;

export type Body = Sequence | Branches;

export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly Item[];
  /** The layer that joins the outputs of all items, each time that they are repeated; absent if the last is the result. */
  readonly join?: LayerItem;
}

/** Sequences with the same input, and the layer that joins them. */
export interface Branches {
  readonly kind: 'branches';
  readonly branches: readonly Branch[];
  readonly join: LayerItem;
}

export interface Branch extends Omit<Sequence, 'join'> {
  /** Whether it is written as a list, even with one layer. */
  readonly isList: boolean;
  /** Absent if the branch opens no scope. */
  readonly name?: Name;
  readonly span: Span;
}

/** What blocks and the network have in common: parameters, formulas and a body. */
interface Parameterized {
  readonly summary?: string;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Named expressions and functions; each is evaluated at its use, with the shape there. */
  readonly formulas: ReadonlyMap<string, NamedFormula>;
}

export interface Block extends Parameterized {
  readonly kind: 'block';
  readonly name: Name;
  /** The names of its inputs; if empty, it has one input without a name. */
  readonly inputs: readonly Name[];
  readonly body: Body;
  readonly outputs: ReadonlyMap<string, { readonly key: Name; readonly layer: Name }>;
}

/** The expected totals of a variant of the network. */
export interface Expectation {
  readonly span: Span;
  readonly set: ReadonlyMap<string, { readonly key: Name; readonly value: ParameterValue }>;
  /** The shapes of inputs, and the values of sizes. */
  readonly inputs?: ReadonlyMap<string, { readonly key?: Name; readonly shape: PlainShape }>;
  readonly until?: Name;
  readonly totals: ReadonlyMap<Total, DeclaredNumber>;
  /** The number of layers with an op or activation. */
  readonly counts: ReadonlyMap<string, DeclaredNumber>;
}

/** The totals that can be expected, by their names in the report. */
export const totals = ['layers', 'params', 'trainable_params', 'non_trainable_params', 'macs', 'activations'] as const;
export type Total = (typeof totals)[number];

/** The convention for names of an op's layers, of uses of blocks, of branches, or of outputs. */
export interface Convention {
  readonly key: Name;
  /** Its holes are attributes of the op and `step`; for branches `index`, for outputs `layer`. */
  readonly template: Template;
}

/** How images are resized, in TensorFlow's words. */
export const resizeMethods = ['nearest', 'bilinear'] as const;

/** The channels of an image, with their number. */
export const channelCounts = { rgb: 3, bgr: 3, grayscale: 1 } as const;

/** How an image becomes an input of the network, in the order of the steps. */
export interface Preprocess {
  readonly span: Span;
  /** The share of height and width that is kept, around the center. */
  readonly crop: number;
  /**
   * The size of the shorter side after resizing, in pixels; the center of the input's size is then cropped. Absent if
   * the image is resized to the input's size, without keeping proportions.
   */
  readonly shorterSide?: number;
  readonly resize: (typeof resizeMethods)[number];
  /** Whether pixels are positioned at their centers, or at their upper left corners. */
  readonly halfPixelCenters: boolean;
  /** Whether a pixel of a smaller image averages all pixels that it covers, or takes the nearest. */
  readonly antialias: boolean;
  readonly channels: keyof typeof channelCounts;
  /** The values of 0 and 255. */
  readonly range: readonly [number, number];
  /** Subtracted from each channel. */
  readonly mean: readonly number[];
  /** Each channel is divided by it, last. */
  readonly std: readonly number[];
}

/** A size that is unknown until the network is given its inputs. */
export interface DeclaredSize extends Name, SizeBounds {}

/** An input of the network. */
export interface DeclaredInput extends Name {
  readonly shape: WrittenShape;
  readonly dtype: DType;
  /** int32 only: the values are whole numbers from 0 up to, but not including, this. */
  readonly below?: number;
}

/** The maximum number of different tokens: tensors in memory are float32, which holds no larger odd numbers. */
export const mostTokens = 2 ** 24;

export interface Spec extends Parameterized {
  readonly kind: 'spec';
  readonly span: Span;
  readonly name: Name;
  readonly sizes: ReadonlyMap<string, DeclaredSize>;
  readonly inputs: ReadonlyMap<string, DeclaredInput>;
  readonly blocks: ReadonlyMap<string, Block>;
  /** The other specs that it uses, by `usedName`. */
  readonly used: ReadonlyMap<string, Spec>;
  /** All of them, at any depth. */
  readonly defaults: readonly WrittenDefault[];
  readonly body: Sequence;
  /** By op, and for `blocks`, `branches` and `outputs`. */
  readonly conventions: ReadonlyMap<string, Convention>;
  readonly outputs: ReadonlyMap<string, { readonly key: Name; readonly layer: Name }>;
  readonly expectations: readonly Expectation[];
  /** Absent if the spec has no images. */
  readonly preprocess?: Preprocess;
}

/** Whether an op is the path of another spec. */
export const isPath = (op: string): boolean => /\.ya?ml$/.test(op);

/** The name of what a use uses: a block, or another spec up to an end point. */
export const usedName = ({ block, until }: Pick<UseItem, 'block' | 'until'>): string =>
  until ? `${block.text} ${until.text}` : block.text;

/** The outputs of a block or a spec that can be named in a use of it. The only output of a spec is the use itself. */
export const listedOutputs = ({ kind, outputs }: Block | Spec): Block['outputs'] =>
  kind === 'spec' && outputs.size === 1 ? new Map() : outputs;

/** The name of the index of a repetition. */
export const indexName = 'index';

/** Whether the condition of a repeated item may differ between repetitions. */
export function isAskedEach({ repeat, when }: Item): boolean {
  return repeat !== undefined && when !== undefined && mentions(when.expression, indexName);
}

/** Whether an item may be absent, so that the next one takes its input. */
export const mayBeAbsent = ({ when, repeat }: Item): boolean => when !== undefined || repeat !== undefined;

/** Whether an item exists only for the layers in it, so that what follows takes its input. */
export const isAside = (item: Item): boolean => item.kind === 'group' && item.isAside === true;

/** Whether an item is a layer of an op that takes nothing. */
export const isSource = (item: Item): boolean => item.kind === 'layer' && takesNothing(item.op.inputs);

/** Whether the first input of an item is the output of the one before it. */
export const readsPrevious = (item: Item): boolean => !isSource(item) && (!item.inputs || item.first !== undefined);

/** The text of a template without holes. */
export function literal(template: Template): string | undefined {
  return template.parts.length === 1 && typeof template.parts[0] === 'string' ? template.parts[0] : undefined;
}

/** A template as written. */
export function templateText({ parts }: Template): string {
  return parts.map((part) => (typeof part === 'string' ? part : `\${${sliceOf(part.span)}}`)).join('');
}

const sliceOf = ({ source, start, end }: Span): string => source.text.slice(start, end);

/** The items of a body itself, its join included. */
export const itemsIn = (body: Body): readonly Item[] => [
  ...(body.kind === 'sequence' ? body.items : body.branches.flatMap(({ items }) => items)),
  ...(body.join ? [body.join] : []),
];

/** Every item of a body, at any depth, joins included. */
export function* itemsOf(body: Body): Generator<Item> {
  for (const item of itemsIn(body)) {
    yield item;
    if (item.kind === 'group') yield* itemsOf(item.body);
  }
}
