/** Tensors whose elements are computed on demand, in double precision. */

/** A value, and its spread: the magnitude of the terms that were added up, to which float32 rounds. */
export interface Element {
  readonly value: number;
  readonly spread: number;
}

/** A tensor of one example without the batch, row-major; elements are addressed by their flat index. */
export interface Lazy {
  readonly shape: readonly number[];
  value(index: number): number;
  spread(index: number): number;
  /** Whether each spread is the magnitude of the value. */
  readonly isExact?: true;
}

/** A tensor with given, exact values. */
export const given = (shape: readonly number[], data: ArrayLike<number>): Lazy => ({
  shape,
  value: (index) => data[index] ?? Number.NaN,
  spread: (index) => Math.abs(data[index] ?? Number.NaN),
  isExact: true,
});

/** A tensor whose elements are computed on demand, each once. */
export function remembered(shape: readonly number[], compute: (index: number) => Element): Lazy {
  const elements = new Map<number, Element>();
  const at = (index: number): Element => {
    const known = elements.get(index);
    if (known) return known;
    const element = compute(index);
    elements.set(index, element);
    return element;
  };
  return { shape, value: (index) => at(index).value, spread: (index) => at(index).spread };
}

/** A value that is computed on demand, once. */
export function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** The number of elements of a shape. */
export const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** A tensor whose elements are all computed now. */
export function settled({ shape, value, spread }: Lazy): Lazy {
  const places = Array.from({ length: countOf(shape) }, (_, index) => index);
  const [values, spreads] = [Float64Array.from(places, value), Float64Array.from(places, spread)];
  return { shape, value: (index) => values[index] ?? Number.NaN, spread: (index) => spreads[index] ?? Number.NaN };
}

/** A tensor whose elements are those of another, by index. */
export const moved = (x: Lazy, shape: readonly number[], from: (index: number) => number): Lazy => ({
  shape,
  value: (index) => x.value(from(index)),
  spread: (index) => x.spread(from(index)),
});

/** The strides of a shape in the flat tensor. */
export function stepsOf(shape: readonly number[]): readonly number[] {
  const steps = Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) steps[axis] = (steps[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return steps;
}

/** The coordinates of a flat index. */
export function placeOf(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}

/** The flat index of coordinates. Coordinates outside of an axis carry over to its neighbors. */
export const indexOf = (place: readonly number[], shape: readonly number[]): number =>
  place.reduce((index, position, axis) => index * (shape[axis] ?? 1) + position, 0);

/** Maps a flat index in `output` to the flat index in a shape that broadcasts to it. */
export function broadcast(shape: readonly number[], output: readonly number[]): (index: number) => number {
  const size = countOf(shape);
  if (size === 1) return () => 0;
  const leading = output.length - shape.length;
  // A tensor that broadcasts along its first axes only, such as a vector of channels, repeats.
  if (shape.every((dim, axis) => dim === output[axis + leading]))
    return leading === 0 ? (index) => index : (index) => index % size;
  const steps = stepsOf(shape).map((step, axis) => (shape[axis] === 1 ? 0 : step));
  return (index) => {
    let [rest, at] = [index, 0];
    for (let axis = output.length - 1; axis >= leading; axis -= 1) {
      const dim = output[axis] ?? 1;
      at += (rest % dim) * (steps[axis - leading] ?? 0);
      rest = Math.floor(rest / dim);
    }
    return at;
  };
}

/** Adds up products of elements. The spread of the sum is the root of the sum of their squares. */
export class Products {
  private sum = 0;
  private squares = 0;

  add(a: Lazy, at: number, b: Lazy, place: number): void {
    const left = a.value(at);
    const right = b.value(place);
    // Where possible, each element of a long sum is read once.
    const ofLeft = a.isExact ? Math.abs(left) : a.spread(at);
    const ofRight = b.isExact ? Math.abs(right) : b.spread(place);
    const spread = Math.max(Math.abs(left * ofRight), Math.abs(right * ofLeft));
    this.sum += left * right;
    this.squares += spread * spread;
  }

  get element(): Element {
    return { value: this.sum, spread: Math.sqrt(this.squares) };
  }
}
