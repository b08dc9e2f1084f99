import { itemAt } from '../text/lookup.js';

/** An axis of the result: its size, the stride of its elements in the source, and the axis after it. */
interface Axis {
  readonly size: number;
  readonly step: number;
  readonly inner: Axis | undefined;
}

/** Transposes elements: the first axis of the result is axis `order[0]`, and so on. */
export function transpose(data: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  if (order.length < 2) return data;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const outer = order.reduceRight<Axis | undefined>(
    (inner, axis) => ({ size: itemAt(shape, axis), step: itemAt(strides, axis), inner }),
    undefined,
  );
  const result = new Float32Array(data.length);
  let to = 0;
  const walk = ({ size, step, inner }: Axis, from: number): void => {
    for (let index = 0; index < size; index += 1) {
      if (inner) walk(inner, from + index * step);
      else result[to++] = data[from + index * step] ?? 0;
    }
  };
  if (outer && data.length > 0) walk(outer, 0);
  return result;
}
