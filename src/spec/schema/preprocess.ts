/** The JSON Schema of `preprocess`: how an image becomes the input. */

import { channelCounts, resizeMethods } from '../spec.js';
import { type JsonSchema, oneOf, switchOf } from './parts.js';

/** A number for all channels, or a list of one for each. */
const perChannel = (title: string, limits: JsonSchema, description: string): JsonSchema => ({
  title: `${title}, or a list of one for each channel`,
  type: ['number', 'array'],
  ...limits,
  items: { title, type: 'number', ...limits },
  minItems: 1,
  maxItems: 3,
  description,
});
export const preprocess: JsonSchema = {
  title: 'a mapping of settings',
  type: 'object',
  properties: {
    crop: {
      title: 'a number above 0, at most 1',
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'The fraction of height and width to keep, around the center. Default: 1.',
    },
    shorter_side: {
      title: 'a whole number from 1 to 8192',
      type: 'integer',
      minimum: 1,
      maximum: 8192,
      description:
        'The length to which the shorter side is resized. The center is then cropped to the size of the input. Without it, the image is resized to the size of the input.',
    },
    resize: oneOf(resizeMethods, 'The interpolation. Default: bilinear.'),
    half_pixel_centers: switchOf(
      'Whether to align the centers of pixels, as in TensorFlow 2, Pillow and torchvision, or their corners, as in TensorFlow 1. Default: true.',
    ),
    antialias: switchOf(
      'Whether to average over all pixels when shrinking, as in Pillow and torchvision. Default: false.',
    ),
    channels: oneOf(Object.keys(channelCounts), 'The order of the channels. Default: rgb.'),
    range: {
      title: 'two numbers, such as [-1, 1]',
      type: 'array',
      items: { title: 'a number', type: 'number' },
      minItems: 2,
      maxItems: 2,
      description: 'The values to which 0 and 255 are mapped. Default: [0, 255].',
    },
    mean: perChannel('a number', {}, 'What to subtract from each channel, in the order of channels. Default: 0.'),
    std: perChannel('a number above 0', { exclusiveMinimum: 0 }, 'What to divide each channel by. Default: 1.'),
  },
  additionalProperties: false,
  description: 'How an image becomes an input: cropping, resizing and scaling of values.',
};
