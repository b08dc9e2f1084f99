/** The names in generated Python. */
import type { Identifiers, Naming } from '../../lower/module.js';
import type { Spec } from '../../spec/spec.js';
import { pascalCase } from '../code/lexical.js';
import { stemOfSpec } from '../stem.js';

const keywords =
  'False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try type while with yield';

/** Functions and types of Python, which no name of a module hides. */
const builtins =
  'abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple vars zip';

/** What the module imports and declares. */
const declared =
  'initializers keras layers math np ops re regularizers sys approximate_gelu first_rows gather_each in_float32 load_weights project read_weights rotate share shared variables_by_name'.split(
    ' ',
  );

/** What functions of ops have: no name of the module hides them, but functions can use them. */
const ofFunctions = ['name', 'weights', 'x', 'xs', 'y'];

const reservedWords: ReadonlySet<string> = new Set([keywords, builtins].flatMap((words) => words.split(' ')));

/**
 * What separates scopes in names of layers. Keras allows no `/`, PyTorch no `.`; TensorFlow allows `>`, and no name in a
 * spec contains it.
 */
export const separator = '>';

/** `InceptionV3` and `Conv2d_1a_3x3` as `inception_v3` and `conv2d_1a_3x3`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .join('_')
    .toLowerCase() || 'unnamed';

/** Gives each identifier of a scope once: `class_` for a word of Python, `conv_2` for a name that is taken. */
class PythonIdentifiers implements Identifiers {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.taken = new Set(taken);
  }

  /** The identifiers of an inner scope, in which some of the outer ones can have another meaning. */
  within(hidden: readonly string[] = []): PythonIdentifiers {
    const free = new Set([...ofFunctions, ...hidden]);
    return new PythonIdentifiers([...this.taken].filter((name) => !free.has(name)));
  }

  take(name: string): string {
    const safe = /^[0-9]/.test(name) ? `_${name}` : reservedWords.has(name) ? `${name}_` : name;
    let identifier = safe;
    for (let number = 2; this.taken.has(identifier); number += 1) identifier = `${safe.replace(/_$/, '')}_${number}`;
    this.taken.add(identifier);
    return identifier;
  }
}

/** The name of a network's module, which Python can import: `inception_v3`. */
export function moduleName(spec: Spec): string {
  const name = snakeCase(stemOfSpec(spec));
  return /^[0-9]/.test(name) || keywords.split(' ').includes(name) ? `_${name}` : name;
}

export const naming: Naming = {
  identifiers: (around, hidden) =>
    around instanceof PythonIdentifiers ? around.within(hidden) : new PythonIdentifiers([...declared, ...ofFunctions]),
  variable: snakeCase,
  optionsType: (name) => `${pascalCase(name)}Options`,
  factory: (spec) => `create_${snakeCase(stemOfSpec(spec))}`,
  separator,
  shapeOfEach: true,
  mayHideOptions: true,
  reserved: [],
};
