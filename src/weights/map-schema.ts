/** The JSON Schema of weight maps (draft 7). A title says what a value must be, in the words of diagnostics. */

/** The frameworks whose axis orders are supported. */
export const layouts = ['tensorflow', 'pytorch'] as const;

const names = {
  title: 'a name, or a mapping of the names below it',
  type: ['string', 'number', 'boolean', 'object'],
} as const;

export const mapSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'netspec weight map',
  description: 'Maps the weights of a network to the tensors of a file.',
  type: 'object',
  properties: {
    netspec_map: { title: 'the number 1', const: 1, description: 'The version of the format.' },
    summary: {
      title: 'a text',
      type: ['string', 'number', 'boolean'],
      description: 'A one-sentence description.',
    },
    layout: {
      title: `one of ${layouts.join(', ')}`,
      enum: layouts,
      description:
        'The axis order of kernels. pytorch is out, in, height, width; for dense layers out, in; for depthwise kernels channels, 1, height, width. Default: tensorflow.',
    },
    epsilon: {
      title: 'a number above 0',
      type: 'number',
      exclusiveMinimum: 0,
      description:
        "The epsilon of batch norms in the file, if it differs from the network's. The variances are adjusted.",
    },
    prefix: {
      title: 'a text',
      type: ['string', 'number', 'boolean'],
      description:
        'A prefix of all tensors in weights, left out if the file lacks it. ${network} is the name of the network.',
    },
    separator: {
      title: 'a text',
      type: 'string',
      pattern: '.',
      description: 'The separator of scopes in the names of tensors. Default: /.',
    },
    layers: {
      title: 'a mapping of layers to names',
      type: 'object',
      additionalProperties: { $ref: '#/definitions/names' },
      description: 'The names of layers in the file. The first matching pattern applies.',
    },
    weights: {
      title: 'a mapping of weights to tensors',
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        title: 'the name of a tensor, or null',
        type: ['string', 'number', 'boolean', 'null'],
      },
      description: 'The tensor for each weight, or null for none; the first matching pattern applies.',
    },
    ignore: {
      title: 'a list of patterns',
      type: 'array',
      items: { title: 'a pattern', type: ['string', 'number', 'boolean'] },
      description: 'Tensors that are never left over, such as counters and the state of optimizers.',
    },
  },
  required: ['netspec_map', 'weights'],
  additionalProperties: false,
  definitions: {
    names: {
      ...names,
      additionalProperties: { $ref: '#/definitions/names' },
      description: 'The name of a layer in the file, or the names of the layers in a scope.',
    },
  },
} as const;
