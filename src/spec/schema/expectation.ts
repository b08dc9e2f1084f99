/** The JSON Schema of an expectation of `expect`. */

import { activations } from '../../ops/companions.js';
import { ops } from '../../ops/index.js';
import { totals } from '../spec.js';
import { count, type JsonSchema, name, shape, value } from './parts.js';

/** What is counted: layers of an op, or with an activation. */
export const counted: readonly string[] = [...Object.keys(ops), ...activations];

/** `names` says which counts there may be. */
export const expectationWith = (names: JsonSchema): JsonSchema => ({
  title: 'a mapping of totals to expected values',
  type: 'object',
  properties: {
    set: {
      title: 'a mapping of parameters to values',
      type: 'object',
      additionalProperties: value,
      description: 'The parameters of the variant. Others have their defaults.',
    },
    input: {
      title: 'a shape, or a mapping of inputs to shapes',
      type: ['string', 'object'],
      additionalProperties: shape('A shape.'),
      description: 'The input shape of the variant, or shapes by input.',
    },
    until: name('The end point at which to cut the network.'),
    counts: {
      title: 'a mapping of ops and activations to counts',
      type: 'object',
      ...names,
      description: 'The number of layers by op or by activation.',
    },
    ...Object.fromEntries(
      totals.map((total) => [total, count(`The expected ${total.replaceAll('_', ' ')} of the network.`)]),
    ),
  },
  additionalProperties: false,
});
