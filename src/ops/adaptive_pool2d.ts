import { attribute, defineOp, type ImageShape, oneInput } from './op.js';

export const adaptiveAvgPool2d = defineOp({
  name: 'adaptive_avg_pool2d',
  keras: 'AdaptiveAveragePooling2D',
  aliases: ['AdaptiveAvgPooling2D', 'AdaptiveAveragePool2d'],
  doc: 'The mean of each window, channel by channel, of so many windows as cover the image, whatever its size: along a side of n, window i of m reaches from floor(i * n / m) up to ceil((i + 1) * n / m).',
  inputs: oneInput,
  rank: 3,
  attributes: {
    output_size: attribute(
      { type: 'pair', minimum: 1 },
      { doc: 'How many windows there are down and across.', aliases: ['size', 'output'] },
    ),
  },
  infer: ([image], { output_size: [height, width] }) => [height, width, (image as ImageShape)[2]],
});
