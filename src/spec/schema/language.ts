/**
 * The language's JSON Schema (draft 7, which YAML editors support) without ops' attributes. Whatever takes an
 * expression also takes a string; reading the spec parses it. A title says what a value must be, in the words of
 * diagnostics.
 */

import { ops } from '../../ops/index.js';
import { input } from './input.js';
import {
  count,
  define,
  defineAll,
  definitions,
  expression,
  type JsonSchema,
  name,
  ref,
  shape,
  summary,
  value,
} from './parts.js';
import { preprocess } from './preprocess.js';

/** The ops that can join branches. */
export const joins = ['concat', 'add', 'multiply', 'average', 'maximum', 'minimum', 'subtract', 'stack'] as const;

export const opNames = Object.keys(ops);

/** The keys of every item. */
export const itemKeys = defineAll('item', {
  name: name('The name of the item, without the names of its scopes. ${...} inserts an expression.'),
  input: {
    title: 'the name of a layer, or a list of names',
    type: ['string', 'number', 'boolean', 'array'],
    items: name('An earlier layer.'),
    minItems: 1,
    description: 'The name of an earlier layer or of an input, or a list of names. Default: the previous item.',
  },
  when: expression('The condition for including the item.'),
  trainable: expression(
    'Whether training changes the weights of the item. Inside a frozen item, all are frozen. Default: true.',
  ),
  repeat: {
    title: 'a whole number, 0 or more',
    type: ['integer', 'string'],
    minimum: 0,
    description:
      'The number of repetitions. Each takes the output of the one before. `index` counts from 0: block_${index + 1}.',
  },
  output: shape('The expected output shape, such as 35x35x256.'),
  params: count('The expected number of parameters, including non-trainable ones.'),
  endpoint: {
    title: 'a name, or false',
    type: ['string', 'number', 'boolean'],
    not: { const: true },
    description: 'The name of the end point at its output, or false for a top-level item that is not an end point.',
  },
});

export const weights = define('item.weights', name('Layers and uses with the same `weights` share their weights.'));

export const itemTitle = 'a mapping with op, layers or branches';

const layers = define('layers', {
  title: 'a list of items',
  type: 'array',
  items: ref('item'),
  description: 'Items in sequence: each takes the output of the previous one.',
});
const branches = define('branches', {
  title: 'a mapping or a list of two or more branches',
  type: ['object', 'array'],
  additionalProperties: ref('branch'),
  items: ref('branch'),
  minItems: 2,
  minProperties: 2,
  description: 'Parallel branches with the same input. In a mapping, each branch opens a scope with its name.',
});
const join = define('joining', {
  title: `one of ${joins.join(', ')}, or a mapping with such an op`,
  type: ['string', 'object'],
  if: { type: 'string' },
  then: { title: `one of ${joins.join(', ')}`, enum: joins },
  else: ref('join'),
  description: `How to join the branches, or the outputs of all layers: concat, the default for branches, another of ${joins.slice(1).join(', ')}, or a mapping with one of these as \`op\` and with attributes.`,
});
const defaults = ref('defaults');
/** `names` says which ops there may be, and which attributes. */
export const defaultsWith = (names: JsonSchema): JsonSchema => ({
  title: 'a mapping of ops to their attributes',
  type: 'object',
  description:
    "Default attributes by op, like TF-Slim's arg_scope. A default that mentions its own attribute is applied to the value that the layer sets.",
  ...names,
});
const formulas = define('formulas', {
  title: 'a mapping of names to expressions',
  type: 'object',
  additionalProperties: expression('An expression, evaluated where the formula is used.'),
  description: 'Named expressions. Each is evaluated where it is used, and `in` is the shape there.',
});
const functions = define('functions', {
  title: 'a mapping of functions to expressions',
  type: 'object',
  additionalProperties: expression('An expression in the arguments.'),
  description: 'Functions that expressions can call, such as make_divisible(value, divisor).',
});
const parameter = define('declared_parameter', {
  title: 'a default, or a mapping of settings',
  type: ['object', 'number', 'boolean', 'string', 'null'],
  properties: {
    default: { ...value, description: 'The value if the caller does not set one.' },
    type: {
      title: 'one of number, integer, boolean, word',
      enum: ['number', 'integer', 'boolean', 'word'],
      description: 'The type of the values. Default: the type of `default`.',
    },
    nullable: {
      title: 'true or false',
      type: 'boolean',
      description: 'Whether it can be null, which means none.',
    },
    choices: {
      title: 'a list of words',
      type: 'array',
      items: { title: 'a word', type: 'string' },
      minItems: 1,
      description: 'The allowed words.',
    },
    above: { title: 'a number', type: 'number', description: 'The exclusive lower bound.' },
    below: { title: 'a number', type: 'number', description: 'The exclusive upper bound.' },
    minimum: { title: 'a number', type: 'number', description: 'The inclusive lower bound.' },
    maximum: { title: 'a number', type: 'number', description: 'The inclusive upper bound.' },
    summary,
  },
  additionalProperties: false,
});
const parameters = define('parameters', {
  title: 'a mapping of names to defaults or settings',
  type: 'object',
  additionalProperties: parameter,
  description: 'Options that a caller can set, with their defaults or settings.',
});
const size = define('size', {
  title: 'a mapping with minimum and maximum',
  type: 'object',
  properties: {
    minimum: { title: 'a whole number, 1 or more', type: 'integer', minimum: 1, description: 'The smallest value.' },
    maximum: { title: 'a whole number, 1 or more', type: 'integer', minimum: 1, description: 'The largest value.' },
  },
  additionalProperties: false,
});
const sizes = define('sizes', {
  title: 'a list of names, or a mapping of names to bounds',
  type: ['array', 'object'],
  items: name('The name of a size.'),
  additionalProperties: size,
  description:
    'Sizes that are unknown until the network runs, with their bounds: {length: {maximum: 1024}}. Shapes can mention them: length x 768.',
});
/** An item without branches has layers. */
const hasBody: JsonSchema = { if: { not: { required: ['branches'] } }, then: { required: ['layers'] } };

export const language: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'netspec',
  description: 'A neural network as a spec of blocks and branches.',
  type: 'object',
  properties: {
    netspec: { title: '1', const: 1, description: 'The version of the language.' },
    name: name('The name of the network.'),
    summary,
    parameters,
    formulas,
    functions,
    sizes,
    inputs: {
      title: 'a mapping of names to shapes',
      type: 'object',
      additionalProperties: input,
      minProperties: 1,
      description:
        'The inputs of the network and their shapes, without the batch; with a dtype: {shape: 128, dtype: int32}.',
    },
    preprocess,
    defaults,
    blocks: {
      title: 'a mapping of names to blocks',
      type: 'object',
      additionalProperties: ref('block'),
      description: 'Ops that the spec defines.',
    },
    layers,
    conventions: {
      title: 'a mapping of ops and blocks to patterns of names',
      type: 'object',
      additionalProperties: name('A name with holes: Conv2d_${step}_${kernel_size}.'),
      description:
        'Patterns that names must follow, by op, and for blocks (uses of blocks), branches and outputs. ${...} is the value of an attribute, ${step} a number and a letter that count up (0a, 0b, 1a), ${index} the number of a branch from 0, and ${layer} the name of the layer of an output in snake_case.',
    },
    outputs: {
      title: 'a mapping of names to layers',
      type: 'object',
      additionalProperties: name('A top-level layer.'),
      minProperties: 1,
      description: 'The outputs of the network, by name.',
    },
    expect: {
      title: 'a mapping of totals, or a list of such mappings',
      type: ['object', 'array'],
      if: { type: 'object' },
      then: ref('expectation'),
      else: { items: ref('expectation') },
      description: 'Expected totals of the network and of variants.',
    },
  },
  required: ['netspec', 'name', 'inputs', 'layers', 'outputs'],
  additionalProperties: false,
};

/** `opItem` is the schema of an item with an op, `joinItem` of a mapping that joins branches. */
export const definitionsWith = (opItem: JsonSchema, joinItem: readonly JsonSchema[]): Record<string, JsonSchema> => ({
  block: {
    title: 'a mapping with layers or branches',
    type: 'object',
    properties: {
      summary,
      parameters: {
        title: 'a list of names, or a mapping of names to defaults',
        type: ['array', 'object'],
        items: name('A parameter that every use must set.'),
        additionalProperties: parameter,
        description: 'The parameters that a use sets: names, or names with defaults.',
      },
      formulas,
      inputs: {
        title: 'a list of names',
        type: 'array',
        items: name('An input.'),
        minItems: 1,
        description: 'The names of the inputs, if there are several.',
      },
      defaults,
      layers,
      branches,
      join,
      outputs: {
        title: 'a mapping of names to layers',
        type: 'object',
        additionalProperties: name('A layer of the block.'),
        description: 'Layers that can be referred to from outside, as Use.output.',
      },
    },
    additionalProperties: false,
    ...hasBody,
  },
  branch: {
    title: 'a list of items, or one item',
    type: ['array', 'object', 'null'],
    if: { type: 'object' },
    then: ref('item'),
    else: { items: ref('item') },
    description: 'Items in sequence, or one item. An empty branch is the identity.',
  },
  item: {
    title: itemTitle,
    type: 'object',
    properties: {
      op: {
        title: 'the name of an op or a block',
        type: ['string', 'number', 'boolean'],
        description: `An op, a block of this spec, or the path of another spec. Ops: ${opNames.join(', ')}.`,
      },
    },
    if: { required: ['op'] },
    then: opItem,
    else: ref('group'),
  },
  join: {
    title: `a mapping with one of ${joins.join(', ')} as its op`,
    type: 'object',
    properties: { op: { title: `one of ${joins.join(', ')}`, enum: joins } },
    required: ['op'],
    allOf: joinItem,
  },
  use: {
    title: itemTitle,
    type: 'object',
    description: 'A use of a block. Its other keys set the parameters of the block.',
    properties: {
      op: name('A block of this spec, or the path of another spec: ./inception-v3.yaml.'),
      ...itemKeys,
      weights,
      until: name('The end point at which to cut another spec.'),
      rename: {
        title: 'a mapping of layers to names',
        type: 'object',
        additionalProperties: name('The new name.'),
        description: 'New names for layers of the block in this use: {Branch_1/Conv2d_0a_1x1: Conv2d_0b_1x1}.',
      },
    },
    additionalProperties: {
      title: 'an expression or a list of them',
      type: ['number', 'boolean', 'string', 'array', 'null'],
    },
    required: ['op'],
  },
  group: {
    title: itemTitle,
    type: 'object',
    description: 'Layers in sequence or parallel branches, in a scope if the group has a name.',
    properties: { ...itemKeys, defaults, layers, branches, join },
    additionalProperties: false,
    ...hasBody,
  },
  ...definitions,
});
