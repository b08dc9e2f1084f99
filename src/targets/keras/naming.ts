/** The names in generated Python. */
import type { Naming } from '../../lower/module.js';
import { pascalCase, UniqueIdentifiers } from '../code/lexical.js';

const keywords =
  'False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try type while with yield';

/** Names that the module imports, or uses of Python. */
const globals = 'initializers keras layers math regularizers dict int isinstance max min name range str tuple y';

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
  // Keras allows no slashes in names of layers.
  separator: '.',
  reserved: [],
};
