/** The JSON Schema of weight maps (draft 7). A title says what a value must be, in words that diagnostics use as well. */

/** The ways in which frameworks lay out the axes of kernels. */
export const layouts = ['tensorflow', 'pytorch'] as const;

const names = {
  title: 'a name, or a mapping of the names below it',
  type: ['string', 'number', 'boolean', 'object'],
} as const;

export const mapSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'netspec weight map',
  description: 'Which tensor of a file fills which weight of a network.',
  type: 'object',
  properties: {
    netspec_map: { title: 'the number 1', const: 1, description: 'The version of the language of weight maps.' },
    summary: {
      title: 'a text',
      type: ['string', 'number', 'boolean'],
      description: 'Whose names these are, in a sentence for its readers.',
    },
    layout: {
      title: `one of ${layouts.join(', ')}`,
      enum: layouts,
      description:
        "How the file lays out kernels; tensorflow where nothing is said. pytorch is out, in, height, width, a dense layer's out, in, and a depthwise kernel's channels, 1, height, width.",
    },
    epsilon: {
      title: 'a number above 0',
      type: 'number',
      exclusiveMinimum: 0,
      description: "The epsilon of the file's batch norms, where it is not the network's: variances make up for it.",
    },
    prefix: {
      title: 'a text',
      type: ['string', 'number', 'boolean'],
      description: 'What the name of every tensor in weights begins with; ${network} is the name of the network.',
    },
    separator: {
      title: 'a text',
      type: 'string',
      pattern: '.',
      description: 'What stands between the scopes of a layer in the names of tensors; / where nothing is said.',
    },
    layers: {
      title: 'a mapping of layers to names',
      type: 'object',
      additionalProperties: { $ref: '#/definitions/names' },
      description:
        'What the file calls layers, where it is not their own name: of the patterns that fit, the first counts.',
    },
    weights: {
      title: 'a mapping of weights to tensors',
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        title: 'the name of a tensor, or null',
        type: ['string', 'number', 'boolean', 'null'],
      },
      description:
        'The tensor that fills each weight; of the patterns that fit a weight, the first counts, and null is none.',
    },
    ignore: {
      title: 'a list of patterns',
      type: 'array',
      items: { title: 'a pattern', type: ['string', 'number', 'boolean'] },
      description: 'Tensors that no network takes, such as counters and what optimizers keep.',
    },
  },
  required: ['netspec_map', 'weights'],
  additionalProperties: false,
  definitions: {
    names: {
      ...names,
      additionalProperties: { $ref: '#/definitions/names' },
      description: 'What the file calls a layer, or, in a scope, the layers below it.',
    },
  },
} as const;
