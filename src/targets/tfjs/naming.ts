/** What generated code calls things. */
import { factoryNames as namesOf } from '../../lower/lower.js';
import type { FactoryNames, Naming } from '../../lower/module.js';
import type { Spec } from '../../spec/spec.js';
import { camelCase, Identifiers, pascalCase } from '../code/lexical.js';
import { customLayers } from './ops/layers.js';

/** What the module declares for its own use. */
const reserved = [
  'apply',
  'owner',
  'sizeOf',
  'dilate',
  'cropped',
  'meansAlong',
  'owners',
  'layers',
  'Initializer',
  'Regularizer',
  ...customLayers,
];

export const naming: Naming = {
  identifiers: (around) => new Identifiers(around instanceof Identifiers ? around : undefined),
  variable: camelCase,
  optionsType: (name) => `${pascalCase(name)}Options`,
  factory: ({ name }) => `create${pascalCase(name.text)}`,
  separator: '/',
  reserved,
};

/** The names under which the code of a network is called. */
export const factoryNames = (spec: Spec): FactoryNames => namesOf(spec, naming);
