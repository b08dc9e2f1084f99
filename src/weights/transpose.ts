/** Elements in another order of axes: the first axis of the result is that of `order[0]`, and so on. */
export function transpose(data: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  if (order.length < 2) return data;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis] as number);
  const steps = order.map((axis) => strides[axis] as number);
  const result = new Float32Array(data.length);
  let to = 0;
  const walk = (axis: number, from: number): void => {
    const [size, step] = [sizes[axis] as number, steps[axis] as number];
    const isLast = axis === sizes.length - 1;
    for (let index = 0; index < size; index += 1) {
      if (isLast) result[to++] = data[from + index * step] as number;
      else walk(axis + 1, from + index * step);
    }
  };
  if (data.length > 0) walk(0, 0);
  return result;
}
