/** Tensors whose values are worked out one at a time, in double precision. */

/** A value, and the size of what was added up to make it: the scale on which float32 rounds it. */
export interface Element {
  readonly value: number;
  readonly spread: number;
}

/** A tensor of one example: row-major, channels last, without the batch. */
export interface Source {
  readonly shape: readonly number[];
  /** The element at an index into the flat tensor. */
  at(index: number): Element;
  /** Its value and its spread alone, for sums of many. */
  value(index: number): number;
  spread(index: number): number;
}

/** A tensor that is known; its values are exact. */
export function known(shape: readonly number[], data: ArrayLike<number>): Source {
  const value = (index: number) => data[index] as number;
  const spread = (index: number) => Math.abs(data[index] as number);
  return { shape, value, spread, at: (index) => ({ value: value(index), spread: spread(index) }) };
}

/** A tensor whose elements are computed when they are asked for, each once. */
export function computed(shape: readonly number[], compute: (index: number) => Element): Source {
  const at = remembered(compute);
  return { shape, at, value: (index) => at(index).value, spread: (index) => at(index).spread };
}

/** A function that computes what it gives for a number once. */
export function remembered<T>(compute: (of: number) => T): (of: number) => T {
  const results = new Map<number, T>();
  return (of) => {
    let result = results.get(of);
    if (result === undefined) {
      result = compute(of);
      results.set(of, result);
    }
    return result;
  };
}

/** What is made of several elements. */
export type Gather = (elements: readonly Element[]) => Element;

export const greatest: Gather = (elements) =>
  elements.reduce((most, { value, spread }) => ({
    value: Math.max(most.value, value),
    spread: Math.max(most.spread, spread),
  }));

export const mean: Gather = (elements) => {
  const share = 1 / elements.length;
  const sum = elements.reduce((total, { value, spread }) => ({
    value: total.value + value,
    spread: total.spread + spread,
  }));
  return { value: share * sum.value, spread: share * sum.spread };
};

/** Adds up products, from a bias on; the spread of the sum is the root of the sum of their squares. */
export class Products {
  private sum: number;
  private squares: number;

  constructor(bias = 0) {
    this.sum = bias;
    this.squares = bias * bias;
  }

  add(factor: number, source: Source, index: number): void {
    const spread = factor * source.spread(index);
    this.sum += factor * source.value(index);
    this.squares += spread * spread;
  }

  get element(): Element {
    return { value: this.sum, spread: Math.sqrt(this.squares) };
  }
}

/** The same elements in another shape. */
export const reshaped = (source: Source, shape: readonly number[]): Source => ({ ...source, shape });

/** How far apart neighbours along each axis are in the flat tensor. */
export function stepsOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
}

/** Where an index into the flat tensor is, axis by axis. */
export function placeOf(index: number, shape: readonly number[]): number[] {
  return stepsOf(shape).map((step, axis) => Math.floor(index / step) % (shape[axis] as number));
}
