/** The names in generated Python. */
import type { Naming } from '../../lower/module.js';
import { pascalCase, UniqueIdentifiers } from '../code/lexical.js';

const keywords =
  'False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try type while with yield';

/**
 * What separates scopes in names of layers. Keras allows no `/`, PyTorch no `.`; TensorFlow allows `>`, and no name in a
 * spec contains it.
 */
export const separator = '>';

/** Names that the module imports, or uses of Python. */
const globals =
  'apply_again keras layers load_weights math np ops read_weights share shared weight_name name y bool dict float int isinstance len list max min range str tuple';

const reservedWords = [...keywords.split(' '), ...globals.split(' ')];

/** `InceptionV3` and `Conv2d_1a_3x3` as `inception_v3` and `conv2d_1a_3x3`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .join('_')
    .toLowerCase() || 'unnamed';

export const naming: Naming = {
  identifiers: (around) =>
    around instanceof UniqueIdentifiers ? around.within() : new UniqueIdentifiers(reservedWords, '_'),
  variable: snakeCase,
  optionsType: (name) => `${pascalCase(name)}Options`,
  factory: ({ name }) => `create_${snakeCase(name.text)}`,
  separator,
  shapeOfEach: true,
  reserved: [],
};
