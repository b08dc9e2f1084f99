import { attribute, defineOp, Fault, type ImageShape, oneInput, padding, slideWindow } from './op.js';

const attributes = {
  pool_size: attribute({ type: 'pair', minimum: 1 }, { doc: "The window's height and width.", default: [2, 2] }),
  strides: attribute(
    { type: 'pair', minimum: 1 },
    {
      doc: 'How far the window moves down and across; as far as it is large where nothing is said.',
      like: 'pool_size',
    },
  ),
  padding,
} as const;

const pool = (name: string, keras: string, doc: string) =>
  defineOp({
    name,
    keras,
    doc,
    inputs: oneInput,
    rank: 3,
    attributes,
    infer([image], values) {
      const shape = image as ImageShape;
      const size = slideWindow(shape, values.pool_size, values, 'pool_size');
      return size instanceof Fault ? size : [...size, shape[2]];
    },
  });

export const maxPool2d = pool('max_pool2d', 'MaxPooling2D', 'The greatest value in each window, channel by channel.');
export const avgPool2d = pool(
  'avg_pool2d',
  'AveragePooling2D',
  'The mean of each window, channel by channel; padding does not count.',
);
