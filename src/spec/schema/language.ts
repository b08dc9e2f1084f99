/**
 * The parts of the language's JSON Schema (draft 7, which YAML editors know) but for ops' attributes. Whatever takes an
 * expression also takes a string; reading the spec parses it. A title says what a value must be, in words that
 * diagnostics use as well.
 */

import { ops } from '../../ops/index.js';
import type { Op } from '../../ops/op.js';
import { expectation } from './expectation.js';
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
export const joins = ['concat', 'add', 'multiply'] as const;

export const opNames = Object.keys(ops);

/** What every item can say of itself. */
export const itemKeys = defineAll('item', {
  name: name('Its name, below the scopes around it. ${...} holds an expression.'),
  input: {
    title: 'the name of a layer, or a list of names',
    type: ['string', 'number', 'boolean', 'array'],
    items: name('An earlier layer.'),
    minItems: 1,
    description: 'The earlier layer that it takes, or a list of them; the one before it where nothing is said.',
  },
  when: expression('The condition under which it is there.'),
  repeat: {
    title: 'a whole number, 0 or more',
    type: ['integer', 'string'],
    minimum: 0,
    description:
      'How many times it stands there in a row, each taking the output of the one before. In it `index` counts from 0, also in its name: block_${index + 1}.',
  },
  output: shape('The shape that it must have, such as 35x35x256.'),
  params: count('The number of parameters that it must have, all variables counted.'),
  endpoint: {
    title: 'a name, or false',
    type: ['string', 'number', 'boolean'],
    not: { const: true },
    description: 'A name under which its output is an end point; false where a top-level item is none.',
  },
});

export const weights = define('item.weights', name('Layers and uses with the same name here share their weights.'));

export const itemTitle = 'a mapping with op, layers or branches';

const layers = define('layers', {
  title: 'a list of items',
  type: 'array',
  items: ref('item'),
  description: 'Items in a row: each takes the output of the one before it.',
});
const branches = define('branches', {
  title: 'two sequences or more, in a mapping by name or in a list',
  type: ['object', 'array'],
  additionalProperties: ref('branch'),
  items: ref('branch'),
  minItems: 2,
  minProperties: 2,
  description:
    'Sequences side by side, all from the same input. As a mapping each opens a scope of its name; as a list none does.',
});
const join = define('joining', {
  title: `one of ${joins.join(', ')}, or a mapping with such an op`,
  type: ['string', 'object'],
  if: { type: 'string' },
  then: { title: `one of ${joins.join(', ')}`, enum: joins },
  else: ref('join'),
  description:
    'How the branches are joined: concat (the default), add or multiply, or one of them as a layer with attributes.',
});
const defaults = ref('defaults');
export const defaultsOf = (attributes: (op: Op) => JsonSchema): JsonSchema => ({
  title: 'a mapping of ops to their attributes',
  type: 'object',
  description:
    "What ops' attributes are where a layer is silent (TF-Slim's arg_scope). A default that mentions itself is applied to what the layer says.",
  properties: Object.fromEntries(
    Object.entries(ops).map(([key, op]) => [
      key,
      { title: 'a mapping of attributes', type: 'object', description: op.doc, ...attributes(op) },
    ]),
  ),
  additionalProperties: false,
});
const formulas = define('formulas', {
  title: 'a mapping of names to expressions',
  type: 'object',
  additionalProperties: expression('An expression, worked out where its name is used.'),
  description: 'Named expressions, each worked out where it is used, with the shape at hand there.',
});
const parameter = define('parameter', {
  title: 'a default, or a mapping of settings',
  type: ['object', 'number', 'boolean', 'string', 'null'],
  properties: {
    default: { ...value, description: 'The value where the caller gives none.' },
    type: {
      title: 'one of number, integer, boolean, word',
      enum: ['number', 'integer', 'boolean', 'word'],
      description: "What it is; where nothing is said, what its default is, and a number for a number's.",
    },
    nullable: {
      title: 'true or false',
      type: 'boolean',
      description: 'Whether it may be null, which stands for none.',
    },
    choices: {
      title: 'a list of words',
      type: 'array',
      items: { title: 'a word', type: 'string' },
      minItems: 1,
      description: 'The words that it may be.',
    },
    above: { title: 'a number', type: 'number', description: 'It is greater than this.' },
    below: { title: 'a number', type: 'number', description: 'It is less than this.' },
    minimum: { title: 'a number', type: 'number', description: 'It is this or more.' },
    maximum: { title: 'a number', type: 'number', description: 'It is this or less.' },
    summary,
  },
  additionalProperties: false,
});
const parameters = define('parameters', {
  title: 'a mapping of names to defaults or settings',
  type: 'object',
  additionalProperties: parameter,
  description: 'What a caller may set: a default, or settings.',
});
/** What has no branches has layers. */
const hasBody: JsonSchema = { if: { not: { required: ['branches'] } }, then: { required: ['layers'] } };

export const language: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'netspec',
  description: 'A neural network as a spec of blocks and branches.',
  type: 'object',
  properties: {
    netspec: { title: '1', const: 1, description: 'The version of the language.' },
    name: name("The network's name."),
    summary,
    parameters,
    formulas,
    inputs: {
      title: 'a mapping of names to shapes',
      type: 'object',
      additionalProperties: shape('Height, width and channels, such as 299x299x3; ? where it is not known.'),
      minProperties: 1,
      description: "The network's inputs and their shapes, without the batch.",
    },
    preprocess,
    defaults,
    blocks: {
      title: 'a mapping of names to blocks',
      type: 'object',
      additionalProperties: ref('block'),
      description: "Ops of the spec's own.",
    },
    layers,
    conventions: {
      title: 'a mapping of ops and blocks to the forms of names',
      type: 'object',
      additionalProperties: name('A name with holes: Conv2d_${step}_${kernel_size}.'),
      description:
        'The forms that names have, by op, and for uses of blocks, branches and outputs. ${...} is an attribute, whose value the name states; ${step} a number and a letter that run on, as in 0a, 0b, 1a; ${index} counts branches from 0; ${layer} is the name of an output’s layer in snake case.',
    },
    outputs: {
      title: 'a mapping of names to layers',
      type: 'object',
      additionalProperties: name('A top-level layer.'),
      minProperties: 1,
      description: 'What the network gives, by name.',
    },
    expect: {
      title: 'a mapping of totals, or a list of such mappings',
      type: ['object', 'array'],
      if: { type: 'object' },
      then: ref('expectation'),
      else: { items: ref('expectation') },
      description: 'Totals that are checked, of the network as it stands and of variants.',
    },
  },
  required: ['netspec', 'name', 'inputs', 'layers', 'outputs'],
  additionalProperties: false,
};

/** `opItem` is for an item with an op, `joinItem` for a mapping that joins branches. */
export const definitionsWith = (opItem: JsonSchema, joinItem: readonly JsonSchema[]): Record<string, JsonSchema> => ({
  expectation,
  block: {
    title: 'a mapping with layers or branches',
    type: 'object',
    properties: {
      summary,
      parameters: {
        title: 'a list of names, or a mapping of names to defaults',
        type: ['array', 'object'],
        items: name('A parameter that every use gives.'),
        additionalProperties: parameter,
        description: 'What a use gives: names, or names with defaults.',
      },
      formulas,
      inputs: {
        title: 'a list of names',
        type: 'array',
        items: name('An input.'),
        minItems: 1,
        description: 'Names of its inputs, where it has several.',
      },
      defaults,
      layers,
      branches,
      join,
      outputs: {
        title: 'a mapping of names to layers',
        type: 'object',
        additionalProperties: name('A layer of the block.'),
        description: 'Layers inside that can be referred to from outside, as Use.output.',
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
    description: 'Items in a row, or one; an empty branch is the identity.',
  },
  item: {
    title: itemTitle,
    type: 'object',
    properties: {
      op: {
        title: 'the name of an op or a block',
        type: ['string', 'number', 'boolean'],
        description: `An op, a block of the spec, or the path of another spec. Ops: ${opNames.join(', ')}.`,
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
    description: 'A use of a block; its other keys are the parameters that it gives.',
    properties: {
      op: name('A block of the spec, or the path of another spec: ./inception-v3.yaml.'),
      ...itemKeys,
      weights,
      until: name('Of another spec: the end point up to which it is used.'),
      rename: {
        title: 'a mapping of layers to names',
        type: 'object',
        additionalProperties: name('The new name.'),
        description: 'Layers that have another name in this use: {Branch_1/Conv2d_0a_1x1: Conv2d_0b_1x1}.',
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
    description: 'Layers in a row or branches side by side, in a scope where it has a name.',
    properties: { ...itemKeys, defaults, layers, branches, join },
    additionalProperties: false,
    ...hasBody,
  },
  ...definitions,
});
