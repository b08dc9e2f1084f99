import type { Tensor } from './tensor.js';

/**
 * A tensor with its axes in another order, as NumPy's `transpose` has it: axis `i` of the result is axis `order[i]`.
 * The data is the tensor's own where the order stays.
 */
export function transpose({ shape, data }: Tensor, order: readonly number[]): Tensor {
  const to = order.map((axis) => shape[axis] as number);
  if (order.every((axis, index) => axis === index)) return { shape: to, data };
  const strides = stridesOf(shape);
  const steps = order.map((axis) => strides[axis] as number);
  const result = new Float32Array(data.length);
  const [inner = 1, step = 1] = [to.at(-1), steps.at(-1)];
  const position = to.slice(0, -1).fill(0);
  let from = 0;
  for (let start = 0; start < result.length; start += inner) {
    for (let index = 0; index < inner; index += 1) result[start + index] = data[from + index * step] as number;
    for (let axis = position.length - 1; axis >= 0; axis -= 1) {
      from += steps[axis] as number;
      position[axis] = (position[axis] as number) + 1;
      if ((position[axis] as number) < (to[axis] as number)) break;
      from -= (steps[axis] as number) * (to[axis] as number);
      position[axis] = 0;
    }
  }
  return { shape: to, data: result };
}

/** How far apart the neighbours along each axis are, in elements. */
function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1)
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  return strides;
}
