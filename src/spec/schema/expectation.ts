/** The JSON Schema of an expectation of `expect`. */

import { activations } from '../../ops/companions.js';
import { ops } from '../../ops/index.js';
import { totals } from '../spec.js';
import { count, type JsonSchema, name, shape, value } from './parts.js';

export const expectation: JsonSchema = {
  title: 'a mapping of totals to what they must be',
  type: 'object',
  properties: {
    set: {
      title: 'a mapping of parameters to values',
      type: 'object',
      additionalProperties: value,
      description: 'Parameters of the variant; the defaults where nothing is said.',
    },
    input: {
      title: 'a shape, or a mapping of inputs to shapes',
      type: ['string', 'object'],
      additionalProperties: shape('A shape.'),
      description: "The variant's input shape, or shapes by input.",
    },
    until: name('The end point at which the variant is cut.'),
    counts: {
      title: 'a mapping of ops and activations to counts',
      type: 'object',
      properties: Object.fromEntries(
        [...Object.keys(ops), ...activations].map((kind) => [kind, count(`The number of layers with ${kind}.`)]),
      ),
      additionalProperties: false,
      description: 'How many layers there are of an op, or with an activation.',
    },
    ...Object.fromEntries(
      totals.map((total) => [total, count(`The ${total.replaceAll('_', ' ')} that the network must have in total.`)]),
    ),
  },
  additionalProperties: false,
};
