/** The JSON Schema of an input of the network. */
import { dtypes } from '../../ops/types.js';
import { mostTokens } from '../spec.js';
import { define, type JsonSchema, oneOf, shape } from './parts.js';

const sizes = shape('The sizes without the batch, such as 299x299x3 (height, width, channels); ? is an unknown size.');

/** A shape, or a mapping with the dtype as well. */
export const input: JsonSchema = define('input', {
  if: { type: 'object' },
  then: {
    title: 'a mapping with shape and dtype',
    properties: {
      shape: sizes,
      dtype: oneOf(dtypes, 'The type of the values. Default: float32.'),
      below: {
        title: `a whole number from 1 to ${mostTokens}`,
        type: 'integer',
        minimum: 1,
        maximum: mostTokens,
        description: 'int32 only: the values are whole numbers from 0 up to, but not including, this.',
      },
    },
    required: ['shape'],
    additionalProperties: false,
  },
  else: sizes,
});
