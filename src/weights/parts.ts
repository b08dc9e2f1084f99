/** Parts of tensors, by names such as `in_proj_weight[0/3]`: the first third of the first axis. */
import { itemAt } from '../text/lookup.js';
import type { StoredTensor } from './tensor.js';

/** A part of a tensor, which reads like a tensor of its own. */
export interface TensorPart {
  readonly whole: StoredTensor;
  readonly tensor: StoredTensor;
}

/** A name, a `:` for each axis before that of the parts, the number of the part from 0, and how many there are. */
const form = /^(.+)\[((?::, ?){0,8})(\d{1,4})\/(\d{1,4})\]$/;

/** The part of a tensor with that name; undefined if the name is none of a part, or the axis does not divide. */
export function partIn(tensors: ReadonlyMap<string, StoredTensor>, name: string): TensorPart | undefined {
  const [, base = '', before = '', part = '', parts = ''] = form.exec(name) ?? [];
  const whole = tensors.get(base);
  const axis = before.split(':').length - 1;
  const size = (whole?.shape[axis] ?? 0) / Number(parts);
  if (!whole || !Number.isInteger(size) || size < 1 || Number(part) >= Number(parts)) return undefined;
  const { shape, dtype } = whole;
  const inner = shape.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const outer = shape.slice(0, axis).reduce((product, dim) => product * dim, 1);
  const read = async (): Promise<Float32Array> => {
    const all = await whole.read();
    const run = size * inner;
    const picked = new Float32Array(outer * run);
    for (let row = 0; row < outer; row += 1) {
      const start = row * itemAt(shape, axis) * inner + Number(part) * run;
      picked.set(all.subarray(start, start + run), row * run);
    }
    return picked;
  };
  return { whole, tensor: { name, dtype, shape: shape.with(axis, size), read } };
}
