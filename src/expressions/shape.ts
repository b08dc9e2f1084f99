/**
 * Sizes of tensors, and the window arithmetic that ops share.
 *
 * A dimension is a number, or, if the input's size is unknown, a `SymbolicDim`: an integer polynomial over symbols
 * (`height`, `width`) and floored quotients in a normal form, so that two ways of computing the same size compare equal.
 * The windows of a chain collapse into one `floor((height + a) / b) + c`.
 */

/** A dimension, a count or a cost: a whole number, or symbolic in the unknown sizes of the input. */
export type Dim = number | SymbolicDim;

/** The maximum length of a formula's key. Longer formulas are unreadable, and slow to compute with. */
export const longestFormula = 500;

/** A tensor's shape without the batch; for an image height, width, channels. */
export type Shape = readonly Dim[];

type Atom =
  | { readonly kind: 'symbol'; readonly key: string }
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

/** An unknown size of the input, by its name in formulas. */
export function symbol(name: string): SymbolicDim {
  return ofAtom({ kind: 'symbol', key: name });
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
 * Whole multiples of the divisor leave the floor, and nested floors become one: floor((floor(n / m) + r) / d) =
 * floor((n + r * m) / (m * d)) (Graham, Knuth, Patashnik, Concrete Mathematics, 3.11).
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

/** Whether two dimensions are equal; undefined if it depends on the input. */
export function sameDim(a: Dim, b: Dim): boolean | undefined {
  const difference = subtract(a, b);
  return isKnown(difference) ? difference === 0 : undefined;
}

/** `35x35x256`; an unknown dimension is a `?`. */
export function formatShape(shape: readonly (Dim | null)[]): string {
  return shape.map((dim) => (typeof dim === 'number' ? String(dim) : '?')).join('x');
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
