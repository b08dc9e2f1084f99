/** What a network gives, and the classes in it. */
import type { Tensor } from '../weights/tensor.js';

/** What an output or an end point came to. */
export interface Result {
  readonly name: string;
  /** With the batch. */
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** By example the first classes, where it is one vector for each. */
  readonly top?: readonly (readonly Ranked[])[];
}

/** A class, by its index, and what the network gives for it. */
export interface Ranked {
  readonly class: number;
  readonly label?: string;
  readonly value: number;
}

/** For each example the classes with the largest values, the largest first, what is no number last. */
function topClasses(
  { shape: [examples = 0, classes = 0], data }: Tensor,
  count: number,
  labels?: readonly string[],
): readonly (readonly Ranked[])[] {
  return Array.from({ length: examples }, (_, example) => {
    const values = data.subarray(example * classes, (example + 1) * classes);
    const rank = (index: number) =>
      Number.isNaN(values[index]) ? Number.NEGATIVE_INFINITY : (values[index] as number);
    const order = Array.from(values.keys()).sort((one, other) => rank(other) - rank(one) || one - other);
    return order.slice(0, count).map((index) => {
      const label = labels?.[index];
      return { class: index, ...(label === undefined ? {} : { label }), value: values[index] as number };
    });
  });
}

/** What a tensor of an output or an end point comes to, with the first classes where it is one vector an example. */
export function resultOf(name: string, tensor: Tensor, count: number, labels?: readonly string[]): Result {
  const { shape, data } = tensor;
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of data) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const top = shape.length === 2 ? { top: topClasses(tensor, count, labels) } : {};
  return { name, shape, min, max, mean: sum / data.length, ...top };
}

/** A label a line, in the order of the classes; the end of the last line begins no other. */
export function parseLabels(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
