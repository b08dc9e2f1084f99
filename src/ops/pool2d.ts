import { type Aliases, attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp, oneImage } from './op.js';
import { padding, slideWindow, stridesAliases, windowAliases } from './windows.js';

const attributes = {
  pool_size: attribute(
    { type: 'pair', minimum: 1 },
    { doc: 'The height and width of the window.', default: [2, 2], aliases: ['kernel_size', ...windowAliases] },
  ),
  strides: attribute(
    { type: 'pair', minimum: 1 },
    {
      doc: 'The vertical and horizontal step of the window.',
      like: 'pool_size',
      aliases: stridesAliases,
    },
  ),
  padding,
} as const;

const pool = (name: string, keras: string, aliases: Aliases, doc: string, how: 'max' | 'mean') =>
  defineOp({
    name,
    keras,
    aliases,
    doc,
    kind: 'pool',
    inputs: oneImage,
    attributes,
    window: ({ pool_size, ...window }) => ({ kind: 'sliding', kernel: pool_size, ...window }),
    infer({ image }, values) {
      const size = slideWindow(image.shape, values.pool_size, values, 'pool_size');
      return size instanceof RuleFault ? size : { output: { ...image, shape: [...size, image.shape[2]] } };
    },
    compute: (t, { image }, _, { pool_size, strides, padding }) => t.pool(how, image, pool_size, { strides, padding }),
  });

export const maxPool2d = pool(
  'max_pool2d',
  'MaxPooling2D',
  ['MaxPooling', ['maxpool', "for darknet's maxpool, also write padding: same"]],
  'The maximum of each window, per channel.',
  'max',
);
export const avgPool2d = pool(
  'avg_pool2d',
  'AveragePooling2D',
  ['AvgPooling2D', 'AveragePool2d', 'AveragePool', 'AveragePooling'],
  'The average of each window, per channel. Padding is not counted.',
  'mean',
);
