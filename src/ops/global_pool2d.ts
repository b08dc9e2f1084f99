import { attribute, defineOp, type ImageShape, oneInput } from './op.js';

const attributes = {
  keepdims: attribute({ type: 'boolean' }, { doc: 'Whether height and width stay, as 1x1.', default: false }),
} as const;

const globalPool = (name: string, keras: string, doc: string) =>
  defineOp({
    name,
    keras,
    doc,
    inputs: oneInput,
    rank: 3,
    attributes,
    infer([image], { keepdims }) {
      const channels = (image as ImageShape)[2];
      return keepdims ? [1, 1, channels] : [channels];
    },
  });

export const globalMaxPool2d = globalPool(
  'global_max_pool2d',
  'GlobalMaxPooling2D',
  'The greatest value of each channel.',
);
export const globalAvgPool2d = globalPool('global_avg_pool2d', 'GlobalAveragePooling2D', 'The mean of each channel.');
