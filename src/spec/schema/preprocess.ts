/** The JSON Schema of `preprocess`: how a picture becomes the input. */

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
      description: 'The share of height and width that is kept, around the centre. Default: 1.',
    },
    shorter_side: {
      title: 'a whole number from 1 to 8192',
      type: 'integer',
      minimum: 1,
      maximum: 8192,
      description:
        "What the shorter side is resized to; the centre of the input's size is then cut out. Where nothing is said, the picture is resized to the input's size.",
    },
    resize: oneOf(resizeMethods, 'How it is resized. Default: bilinear.'),
    half_pixel_centers: switchOf(
      'Whether pixels are placed by their centres, as in TensorFlow 2, Pillow and torchvision, or by their corners, as in TensorFlow 1. Default: true.',
    ),
    antialias: switchOf(
      'Whether a picture that becomes smaller is averaged over all of its pixels, as in Pillow and torchvision. Default: false.',
    ),
    channels: oneOf(Object.keys(channelCounts), 'The order of the channels. Default: rgb.'),
    range: {
      title: 'two numbers, such as [-1, 1]',
      type: 'array',
      items: { title: 'a number', type: 'number' },
      minItems: 2,
      maxItems: 2,
      description: 'What 0 and 255 become. Default: [0, 255].',
    },
    mean: perChannel('a number', {}, 'What is then taken from each channel, in the order of channels. Default: 0.'),
    std: perChannel('a number above 0', { exclusiveMinimum: 0 }, 'What each channel is then divided by. Default: 1.'),
  },
  additionalProperties: false,
  description: 'How a picture becomes the input: cut, resized, and its values brought into a range.',
};
