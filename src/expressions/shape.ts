/**
 * Sizes of tensors, and the window arithmetic that ops share.
 *
 * A dimension is a number, or, if the input's size is unknown, a `SymbolicDim`: an integer polynomial over symbols
 * (`height`, `length`) and floored quotients in a normal form, so that two ways of computing the same size compare equal.
 * The windows of a chain collapse into one `floor((height + a) / b) + c`.
 */

/** A dimension, a count or a cost: a whole number, or symbolic in the unknown sizes of the input. */
export type Dim = number | SymbolicDim;

/** The maximum length of a formula's key. Longer formulas are unreadable, and slow to compute with. */
export const longestFormula = 500;

/** A tensor's shape without the batch; for an image height, width, channels. */
export type Shape = readonly Dim[];

/** The smallest and the largest value of a size; 1 and no limit by default. */
export interface SizeBounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

type Atom =
  | { readonly kind: 'symbol'; readonly key: string; readonly isNamed: boolean; readonly bounds: SizeBounds }
  | { readonly kind: 'floor'; readonly key: string; readonly numerator: SymbolicDim; readonly divisor: number };

interface Term {
  readonly coefficient: number;
  /** Sorted by key; empty for the constant. */
  readonly atoms: readonly Atom[];
}

/** A sum of products of atoms with nonzero coefficients; never a plain number. */
export class SymbolicDim {
  /** Equal formulas have equal keys. */
  readonly key: string;

  constructor(readonly terms: ReadonlyMap<string, Term>) {
    this.key = [...terms]
      .map(([key, term]) => `${term.coefficient}*${key}`)
      .sort()
      .join('+');
  }

  /** The formula in the expression language. */
  toString(): string {
    const terms = [...this.terms.values()].sort((a, b) => b.atoms.length - a.atoms.length);
    let text = '';
    for (const { coefficient, atoms } of terms) {
      const size = Math.abs(coefficient);
      const factors = atoms.map(formatAtom);
      if (size !== 1 || factors.length === 0) factors.unshift(String(size));
      const sign = coefficient < 0 ? '-' : '+';
      text += text === '' ? (sign === '-' ? '-' : '') : ` ${sign} `;
      text += factors.join(' * ');
    }
    return text;
  }
}

function formatAtom(atom: Atom): string {
  if (atom.kind === 'symbol') return atom.key;
  const { numerator, divisor } = atom;
  const single = numerator.terms.size === 1;
  return `floor(${single ? numerator : `(${numerator})`} / ${divisor})`;
}

function ofAtom(atom: Atom): SymbolicDim {
  return new SymbolicDim(new Map([[atom.key, { coefficient: 1, atoms: [atom] }]]));
}

/** An unknown size of the input without a name of its own, by its name in formulas. */
export function symbol(name: string): SymbolicDim {
  return ofAtom({ kind: 'symbol', key: name, isNamed: false, bounds: {} });
}

/** An unknown size that the spec names. */
export function namedSize(name: string, bounds: SizeBounds): SymbolicDim {
  return ofAtom({ kind: 'symbol', key: name, isNamed: true, bounds });
}

function termsOf(dim: Dim): ReadonlyMap<string, Term> {
  if (typeof dim !== 'number') return dim.terms;
  return dim === 0 ? new Map() : new Map([['', { coefficient: dim, atoms: [] }]]);
}

function fromTerms(terms: Map<string, Term>): Dim {
  for (const [key, term] of terms) if (term.coefficient === 0) terms.delete(key);
  if (terms.size === 0) return 0;
  const constant = terms.get('');
  return terms.size === 1 && constant ? constant.coefficient : new SymbolicDim(terms);
}

function accumulate(terms: Map<string, Term>, key: string, term: Term): void {
  const coefficient = (terms.get(key)?.coefficient ?? 0) + term.coefficient;
  terms.set(key, { coefficient, atoms: term.atoms });
}

export function add(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  const terms = new Map(termsOf(a));
  for (const [key, term] of termsOf(b)) accumulate(terms, key, term);
  return fromTerms(terms);
}

export function multiply(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  const terms = new Map<string, Term>();
  for (const left of termsOf(a).values()) {
    for (const right of termsOf(b).values()) {
      const atoms = [...left.atoms, ...right.atoms].sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0));
      const key = atoms.map((atom) => atom.key).join('*');
      accumulate(terms, key, { coefficient: left.coefficient * right.coefficient, atoms });
    }
  }
  return fromTerms(terms);
}

export function subtract(a: Dim, b: Dim): Dim {
  return typeof a === 'number' && typeof b === 'number' ? a - b : add(a, multiply(-1, b));
}

/**
 * The quotient by a positive whole number, rounded down.
 *
 * Whole multiples of the divisor leave the floor, common factors are canceled, and nested floors become one:
 * floor((floor(n / m) + r) / d) = floor((n + r * m) / (m * d)) (Graham, Knuth, Patashnik, Concrete Mathematics, 3.11).
 */
export function floorDivide(dim: Dim, divisor: number): Dim {
  if (typeof dim === 'number') return Math.floor(dim / divisor);
  if (divisor === 1) return dim;
  const whole = new Map<string, Term>();
  const rest = new Map<string, Term>();
  for (const [key, term] of dim.terms) {
    const quotient = key === '' ? Math.floor(term.coefficient / divisor) : Math.trunc(term.coefficient / divisor);
    const remainder = term.coefficient - quotient * divisor;
    whole.set(key, { coefficient: quotient, atoms: term.atoms });
    rest.set(key, { coefficient: remainder, atoms: term.atoms });
  }
  const remainder = fromTerms(rest);
  if (typeof remainder === 'number') return add(fromTerms(whole), Math.floor(remainder / divisor));
  const variable = [...remainder.terms.values()].filter((term) => term.atoms.length > 0);
  const factor = variable.reduce((common, { coefficient }) => commonDivisor(common, coefficient), divisor);
  if (factor > 1) return add(fromTerms(whole), floorDivide(floorDivide(remainder, factor), divisor / factor));
  const inner = variable[0]?.atoms[0];
  if (
    variable.length === 1 &&
    variable[0]?.coefficient === 1 &&
    variable[0].atoms.length === 1 &&
    inner?.kind === 'floor'
  ) {
    const shift = remainder.terms.get('')?.coefficient ?? 0;
    const merged = floorDivide(add(inner.numerator, shift * inner.divisor), inner.divisor * divisor);
    return add(fromTerms(whole), merged);
  }
  const key = `floor((${remainder.key})/${divisor})`;
  return add(fromTerms(whole), ofAtom({ kind: 'floor', key, numerator: remainder, divisor }));
}

/** The greatest common divisor of a positive whole number and another whole number. */
const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(Math.abs(b), a % Math.abs(b)));

/** The quotient by a positive whole number, rounded up. */
function ceilDivide(dim: Dim, divisor: number): Dim {
  return floorDivide(add(dim, divisor - 1), divisor);
}

export function sum(dims: Iterable<Dim>): Dim {
  let total: Dim = 0;
  for (const dim of dims) total = add(total, dim);
  return total;
}

export function product(dims: Iterable<Dim>): Dim {
  let total: Dim = 1;
  for (const dim of dims) total = multiply(total, dim);
  return total;
}

export function isKnown(dim: Dim): dim is number {
  return typeof dim === 'number';
}

// ---------------------------------------------------------------- what is known of unknown sizes

type SymbolAtom = Atom & { readonly kind: 'symbol' };

/** The unknown sizes that a dimension depends on, by name. */
function symbolsIn(dim: Dim, found = new Map<string, SymbolAtom>()): ReadonlyMap<string, SymbolAtom> {
  if (isKnown(dim)) return found;
  for (const { atoms } of dim.terms.values())
    for (const atom of atoms)
      if (atom.kind === 'symbol') found.set(atom.key, atom);
      else symbolsIn(atom.numerator, found);
  return found;
}

/** The value of a dimension for values of its unknown sizes. */
export function dimAt(dim: Dim, sizeOf: (name: string, bounds: SizeBounds) => number): number {
  if (isKnown(dim)) return dim;
  const valueOfAtom = (atom: Atom) =>
    atom.kind === 'symbol' ? sizeOf(atom.key, atom.bounds) : Math.floor(dimAt(atom.numerator, sizeOf) / atom.divisor);
  let value = 0;
  for (const { coefficient, atoms } of dim.terms.values())
    value += atoms.reduce((product, atom) => product * valueOfAtom(atom), coefficient);
  return value;
}

/** The value of a dimension at the maximum of all sizes that it depends on; undefined if one of them has none. */
export function atMaximum(dim: Dim): number | undefined {
  const hasMaximum = [...symbolsIn(dim).values()].every(({ bounds }) => bounds.maximum !== undefined);
  return hasMaximum ? dimAt(dim, (_, { maximum = 1 }) => maximum) : undefined;
}

export type Range = readonly [least: number, most: number];

/** The least and the greatest value that a dimension can have; they may be farther apart than its values are. */
export function rangeOf(dim: Dim): Range {
  if (isKnown(dim)) return [dim, dim];
  for (const { coefficient, atoms } of dim.terms.values()) {
    const [atom, other] = atoms;
    if (atom?.kind !== 'floor' || other) continue;
    // d * floor(n / d) is n without a rest from 0 to d - 1: what n has in common with other terms cancels.
    const { numerator, divisor } = atom;
    const others = subtract(dim, multiply(coefficient, ofAtom(atom)));
    const [least, most] = rangeOf(add(multiply(divisor, others), multiply(coefficient, numerator)));
    const rest = coefficient * (divisor - 1);
    return [Math.ceil((least - Math.max(rest, 0)) / divisor), Math.floor((most - Math.min(rest, 0)) / divisor)];
  }
  let range: Range = [0, 0];
  for (const { coefficient, atoms } of dim.terms.values()) {
    const [least, most] = atoms.map(rangeOfAtom).reduce(timesRange, [coefficient, coefficient]);
    range = [range[0] + least, range[1] + most];
  }
  return range;
}

function rangeOfAtom(atom: Atom): Range {
  return atom.kind === 'symbol'
    ? [atom.bounds.minimum ?? 1, atom.bounds.maximum ?? Number.POSITIVE_INFINITY]
    : rangeOf(ofAtom(atom));
}

function timesRange([a, b]: Range, [c, d]: Range): Range {
  // 0 times an end that is infinite is 0.
  const ends = [a * c, a * d, b * c, b * d].map((end) => end || 0);
  return [Math.min(...ends), Math.max(...ends)];
}

/**
 * Whether two dimensions are equal; undefined if that depends on the value of a size, as for `height` and
 * `height // 16 * 16`. Dimensions that depend on different sizes are not.
 */
export function sameDim(a: Dim, b: Dim): boolean | undefined {
  const difference = subtract(a, b);
  if (isKnown(difference)) return difference === 0;
  const [one, other] = [symbolsIn(a), symbolsIn(b)];
  if (one.size !== other.size || [...one.keys()].some((key) => !other.has(key))) return false;
  const [least, most] = rangeOf(difference);
  return least <= 0 && most >= 0 ? undefined : false;
}

/** Whether a dimension can have a value. */
export function canBe(dim: Dim, value: number): boolean {
  const [least, most] = rangeOf(dim);
  return least <= value && value <= most;
}

/** Whether a dimension is at least another for all values of their sizes, as far as can be shown. */
export const isAtLeast = (a: Dim, b: Dim): boolean => rangeOf(subtract(a, b))[0] >= 0;

/** The names of the axes of images and videos, by rank. */
export const axisNames: Readonly<Record<number, readonly string[]>> = {
  3: ['height', 'width', 'channels'],
  4: ['depth', 'height', 'width', 'channels'],
};

/** `35x35x256`, or `length x 768` if a dimension has a name; any other unknown dimension is a `?`. */
export function formatShape(shape: readonly (Dim | null)[]): string {
  return joinDims(shape.map(formatDim));
}

/** A dimension in a shape: a number, a formula of named sizes, or `?`. */
export function formatDim(dim: Dim | null): string {
  const isWritten = dim !== null && [...symbolsIn(dim).values()].every(({ isNamed }) => isNamed);
  return isWritten ? String(dim) : '?';
}

/** The text of a shape; there are spaces around the x if a dimension has a name. */
export function joinDims(dims: readonly string[]): string {
  return dims.join(dims.every((dim) => /^[\d?|]+$/.test(dim)) ? 'x' : ' x ');
}

export type Padding = 'same' | 'valid';

/** The extent of a dilated kernel along one axis. */
export function windowExtent(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/**
 * The number of windows along one axis, as TensorFlow counts them (https://www.tensorflow.org/api_docs/python/tf/nn,
 * "Notes on padding"): `same` gives ceil(input / stride), `valid` ceil((input - extent + 1) / stride).
 */
export function windowCount(input: Dim, extent: number, stride: number, padding: Padding): Dim {
  return padding === 'same' ? ceilDivide(input, stride) : add(floorDivide(subtract(input, extent), stride), 1);
}

/** The total `same` padding along one axis; the smaller half is before the image (the same notes). */
export function samePadding(input: number, extent: number, stride: number): number {
  return Math.max((Math.ceil(input / stride) - 1) * stride + extent - input, 0);
}
