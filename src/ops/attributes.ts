/**
 * The types of attributes. A type is plain data; its JSON Schema (`schema.ts`), how it is read from the spec
 * (`read/values.ts`), whether a value fits it (`checkValue`), and its TypeScript type (`ValueOf`) follow from it.
 */
import { isTable, type Table } from './tables.js';
import type { DType } from './types.js';

/** Bounds of a number: `minimum` and `maximum` may be reached, `above` and `below` may not. */
export interface Bounds {
  readonly minimum?: number;
  readonly above?: number;
  readonly maximum?: number;
  readonly below?: number;
}

/** The types of a number, and of numbers for each axis. */
export type NumbersType =
  | ({ readonly type: 'integer' } & Bounds)
  /** Height and width: `3`, `1x7`, `[1, 7]`. */
  | ({ readonly type: 'pair' } & Bounds)
  /** Depth, height and width: `3`, `1x3x3`, `[1, 3, 3]`. */
  | ({ readonly type: 'triple' } & Bounds)
  /**
   * What is added or removed at both ends of so many axes: `1`, `1x2`, `[[top, bottom], [left, right]]`; of one axis
   * `[before, after]`.
   */
  | { readonly type: 'margins'; readonly axes: 1 | 2 | 3 };

export type AttributeType =
  | NumbersType
  | ({ readonly type: 'number' } & Bounds)
  | { readonly type: 'boolean' }
  /** A text without expressions. */
  | { readonly type: 'text' }
  /**
   * A word, of which some may have settings: `{leaky_relu: {negative_slope: 0.1}}`; or else numbers, if it may be those.
   */
  | {
      readonly type: 'choice';
      readonly choices: readonly string[];
      readonly settings?: Readonly<Record<string, Attributes>>;
      readonly or?: NumbersType;
    }
  /** A list of whole numbers: `7x7x512`, `[1, 2]`, or one number. */
  | ({ readonly type: 'integers' } & Bounds)
  /** Sizes by name: `{h: 7, w: 7}`. */
  | { readonly type: 'sizes' }
  /** A number for all elements of a tensor, a list of lists of numbers, or an expression of the elements' indices. */
  | { readonly type: 'table' }
  /** Settings by name; `true` for all defaults, `false` for none. */
  | { readonly type: 'settings'; readonly fields: Attributes }
  /** A word, or a word with settings: `zeros`, `{truncated_normal: {stddev: 0.01}}`, `{l2: 0.01}`. */
  | { readonly type: 'named'; readonly kinds: Readonly<Record<string, Attributes>>; readonly doc: string };

export interface Attribute<T extends AttributeType = AttributeType> {
  readonly type: T;
  /** One sentence for hover texts. */
  readonly doc: string;
  /** The default; undefined if the attribute is required. */
  readonly default?: ValueOf<T>;
  /** Its name in Keras, if that is another. */
  readonly keras?: string;
  /** The attribute whose value is the default. */
  readonly like?: string;
  /** How the default follows from a layer's inputs. */
  readonly derived?: DerivedDefault;
  /** Its names in other libraries. */
  readonly aliases?: Aliases;
}

/** The channels of the first input divided by an attribute; or whether the last of several inputs has a dtype. */
export type DerivedDefault = { readonly channelsPer: string } | { readonly lastIs: DType };

/**
 * Words of other libraries (Keras, PyTorch, darknet, Caffe, ONNX) for one of netspec's; case and underscores do not
 * matter. A word with a slightly different meaning has a hint that says what to write. None is ever accepted.
 */
export type Aliases = readonly (string | readonly [word: string, hint: string])[];

export type Attributes = Readonly<Record<string, Attribute>>;

/** Checked values of an op's attributes, with defaults. */
export type AttributeValues = Readonly<Record<string, unknown>>;

/** Declares an attribute; keeps literal types. */
export function attribute<const T extends AttributeType, const D extends Omit<Attribute<T>, 'type'>>(
  type: T,
  rest: D,
): { readonly type: T } & D {
  return { type, ...rest };
}

export type Pair = readonly [number, number];
export type Triple = readonly [number, number, number];

/** A word with its settings: an initializer, a regularizer, or an activation with settings. */
export interface NamedConfig {
  readonly kind: string;
  readonly settings: AttributeValues;
}

/** Whether a checked value is a word with its settings. */
export const isNamed = (value: unknown): value is NamedConfig =>
  typeof value === 'object' && value !== null && 'kind' in value && 'settings' in value;

/** The words that may have settings, with those. */
export function settingsByWord(type: AttributeType): Readonly<Record<string, Attributes>> {
  if (type.type === 'named') return type.kinds;
  return type.type === 'choice' ? (type.settings ?? {}) : {};
}

/** The TypeScript type of an attribute's checked value. */
export type ValueOf<T extends AttributeType> = T extends { type: 'integer' | 'number' }
  ? number
  : T extends { type: 'text' }
    ? string
    : T extends { type: 'boolean' }
      ? boolean
      : T extends { type: 'choice'; choices: readonly (infer C)[] }
        ? T extends { settings: unknown }
          ? C | NamedConfig
          : T extends { or: infer O extends NumbersType }
            ? C | ValueOf<O>
            : C
        : T extends { type: 'pair' }
          ? Pair
          : T extends { type: 'triple' }
            ? Triple
            : T extends { type: 'margins'; axes: infer A }
              ? A extends 1
                ? readonly [Pair]
                : A extends 2
                  ? readonly [Pair, Pair]
                  : readonly [Pair, Pair, Pair]
              : T extends { type: 'integers' }
                ? readonly number[]
                : T extends { type: 'sizes' }
                  ? Readonly<Record<string, number>>
                  : T extends { type: 'table' }
                    ? Table
                    : T extends { type: 'settings'; fields: infer F extends Attributes }
                      ? ValuesOf<F> | false
                      : T extends { type: 'named' }
                        ? NamedConfig
                        : unknown;

/** The checked values of a set of attributes. */
export type ValuesOf<A extends Attributes> = { readonly [K in keyof A]: ValueOf<A[K]['type']> };

/** An evaluated value before it is checked. */
export type Plain = unknown;

/** Why a value does not fit its attribute. */
export class AttributeMisfit {
  constructor(readonly message: string) {}
}

/** How many numbers the values of a type have, which may be written as one number; undefined for other types. */
export function tupleLength({ type }: Pick<AttributeType, 'type'>): 2 | 3 | undefined {
  if (type === 'pair') return 2;
  return type === 'triple' ? 3 : undefined;
}

/** Whether the values of a type are sizes. */
export const isSizeType = (type: AttributeType): boolean =>
  tupleLength(type) !== undefined ||
  type.type === 'margins' ||
  type.type === 'integers' ||
  (type.type === 'choice' && type.or !== undefined);

/** A word, and not an expression of more than a name. */
export const wordPattern = /^[A-Za-z_]\w*$/;

/** "a whole number, 1 or more". Of more than `most` words it names the first ones. */
export function describeType(type: AttributeType, most = 14): string {
  switch (type.type) {
    case 'integer':
      return `a whole number${describeBounds(type)}`;
    case 'number':
      return `a number${describeBounds(type)}`;
    case 'boolean':
      return 'true or false';
    case 'text':
      return 'a text';
    case 'sizes':
      return 'sizes by name, such as {h: 7}';
    case 'table':
      return 'a number, a list of numbers or of lists, or an expression of i, j, k and l';
    case 'choice':
      return `${type.choices.length > 1 ? 'one of ' : ''}${describeWords(type.choices, most)}${type.or ? `, or ${describeType(type.or)}` : ''}`;
    case 'pair':
      return `a size such as 3 or 1x7 (whole numbers${describeBounds(type)})`;
    case 'triple':
      return `a size such as 3 or 1x3x3 (whole numbers${describeBounds(type)})`;
    case 'margins':
      return `margins such as 1${{ 1: ' or [1, 2]', 2: ', 1x2 or [[0, 1], [0, 1]]', 3: ', 0x1x1 or [[0, 0], [0, 1], [0, 1]]' }[type.axes]}`;
    case 'integers':
      return `whole numbers such as 7x7 or [1, 2]${describeBounds(type)}`;
    case 'settings':
      return `true, false, or settings (${Object.keys(type.fields).join(', ')})`;
    case 'named':
      return `one of ${Object.keys(type.kinds).join(', ')}`;
  }
}

function describeWords(words: readonly string[], most: number): string {
  if (words.length <= most) return words.join(', ');
  const shown = words.slice(0, most / 2);
  return `${shown.join(', ')} and ${words.length - shown.length} others`;
}

function describeBounds({ minimum, above, maximum, below }: Bounds): string {
  const parts: string[] = [];
  if (minimum !== undefined && maximum !== undefined) parts.push(`from ${minimum} to ${maximum}`);
  else if (minimum !== undefined) parts.push(`${minimum} or more`);
  else if (maximum !== undefined) parts.push(`${maximum} or less`);
  if (above !== undefined) parts.push(`above ${above}`);
  if (below !== undefined) parts.push(`below ${below}`);
  const bounds = parts.join(' and ');
  if (bounds === '') return '';
  return /^[-\d]/.test(bounds) ? `, ${bounds}` : ` ${bounds}`;
}

/** A default as it would be written: `1` for 1x1, the word of an initializer. */
export function describeDefault({ type, default: standard }: Attribute): string {
  if (type.type === 'integers') return `[${(standard as readonly number[]).join(', ')}]`;
  if (type.type === 'named') return (standard as NamedConfig).kind;
  if (type.type === 'sizes') return 'none';
  if (!Array.isArray(standard)) return String(standard);
  const [first, ...others] = standard.flat();
  return others.every((side) => side === first) ? String(first) : standard.join('x');
}

/** Whether a number is within bounds. */
export function withinBounds(value: number, { minimum, above, maximum, below }: Bounds): boolean {
  return (
    Number.isFinite(value) &&
    (minimum === undefined || value >= minimum) &&
    (above === undefined || value > above) &&
    (maximum === undefined || value <= maximum) &&
    (below === undefined || value < below)
  );
}

/** The checked value, or why the value does not fit. */
export function checkValue(type: AttributeType, plain: Plain): unknown {
  const misfit = () => new AttributeMisfit(`must be ${describeType(type)}, not ${describePlain(plain)}`);
  const isInteger = (value: Plain, bounds: Bounds): value is number =>
    Number.isInteger(value) && withinBounds(value as number, bounds);
  switch (type.type) {
    case 'integer':
      return isInteger(plain, type) ? plain : misfit();
    case 'number':
      return typeof plain === 'number' && withinBounds(plain, type) ? plain : misfit();
    case 'boolean':
      return typeof plain === 'boolean' ? plain : misfit();
    case 'choice':
      if (isRecord(plain)) return checkNamed(plain, type.settings ?? {}) ?? misfit();
      if (type.choices.includes(plain as string)) return plain;
      return numbersIn(type.or, plain) ?? misfit();
    case 'pair':
    case 'triple': {
      const length = tupleLength(type);
      const sides = Array.isArray(plain) ? plain : Array(length).fill(plain);
      return sides.length === length && sides.every((side) => isInteger(side, type)) ? sides : misfit();
    }
    case 'margins':
      return marginsOf(plain, type.axes) ?? misfit();
    case 'integers': {
      const list = Array.isArray(plain) ? plain : [plain];
      return list.length > 0 && list.every((item) => isInteger(item, type)) ? list : misfit();
    }
    case 'text':
      return typeof plain === 'string' ? plain : misfit();
    case 'sizes': {
      if (!isRecord(plain)) return misfit();
      const odd = Object.values(plain).find((size) => !isInteger(size, { minimum: 1 }));
      return odd === undefined
        ? plain
        : new AttributeMisfit(`must be whole numbers, 1 or more, not ${describePlain(odd)}`);
    }
    case 'table':
      return isTable(plain) ? plain : misfit();
    case 'settings':
      if (plain === false) return false;
      if (plain === true) return checkFields(type.fields, {});
      return isRecord(plain) ? checkFields(type.fields, plain) : misfit();
    case 'named':
      return checkNamed(isRecord(plain) ? plain : { [String(plain)]: {} }, type.kinds) ?? misfit();
  }
}

/** The numbers that a choice may be instead of a word; undefined if it can't be those. */
function numbersIn(type: NumbersType | undefined, plain: Plain): unknown {
  const value = type && checkValue(type, plain);
  return value instanceof AttributeMisfit ? undefined : value;
}

const isCount = (plain: Plain): plain is number => Number.isInteger(plain) && Number(plain) >= 0;

/** Margins of so many axes, two for each; undefined if they are none. Of one axis, a list is before and after. */
function marginsOf(plain: Plain, axes: 1 | 2 | 3): readonly Pair[] | undefined {
  const sides: readonly Plain[] = Array.isArray(plain) && axes > 1 ? plain : Array(axes).fill(plain);
  const pairs = sides.map((side): readonly Plain[] => (Array.isArray(side) ? side : [side, side]));
  const margins = pairs.filter((pair): pair is Pair => pair.length === 2 && pair.every(isCount));
  return pairs.length === axes && margins.length === axes ? margins : undefined;
}

/** A word with its settings; undefined if the word can't have any. */
function checkNamed(
  plain: Readonly<Record<string, Plain>>,
  kinds: Readonly<Record<string, Attributes>>,
): NamedConfig | AttributeMisfit | undefined {
  const [[kind, settings] = ['', {}]] = Object.entries(plain);
  const fields = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!fields || !isRecord(settings)) return undefined;
  const checked = checkFields(fields, settings);
  return checked instanceof AttributeMisfit ? checked : { kind, settings: checked };
}

function checkFields(
  fields: Attributes,
  plain: Readonly<Record<string, Plain>>,
): Record<string, unknown> | AttributeMisfit {
  const checked: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const given = Object.hasOwn(plain, name) ? plain[name] : undefined;
    if (given === undefined) {
      if (field.default === undefined) return new AttributeMisfit(`needs ${name}: ${describeType(field.type)}`);
      checked[name] = field.default;
      continue;
    }
    const value = checkValue(field.type, given);
    if (value instanceof AttributeMisfit) return new AttributeMisfit(`${name} ${value.message}`);
    checked[name] = value;
  }
  return checked;
}

/** A name in sizes by name: that of an axis. */
export const sizeName = /^[A-Za-z][A-Za-z0-9_]*$/;
export const describeSizeName = 'letters, digits and _, starting with a letter';

function isRecord(plain: Plain): plain is Record<string, Plain> {
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain);
}

function describePlain(plain: Plain): string {
  if (Array.isArray(plain)) {
    const items = plain.map(describePlain);
    return plain.every((item) => typeof item === 'number') ? items.join('x') : `[${items.join(', ')}]`;
  }
  if (typeof plain === 'string') return `"${plain}"`;
  return isRecord(plain) ? 'settings' : String(plain);
}
