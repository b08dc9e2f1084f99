/** The names in generated code. */
import { factoryNames as namesOf } from '../../lower/lower.js';
import type { FactoryNames, Naming } from '../../lower/module.js';
import { activationLayer } from '../../ops/activation-layers.js';
import { activations } from '../../ops/companions.js';
import { ops } from '../../ops/index.js';
import type { Spec } from '../../spec/spec.js';
import { camelCase, pascalCase, UniqueIdentifiers } from '../code/lexical.js';
import { isPrintedActivation, layerRow } from './ops/layers.js';
import { declaredFor } from './printed/layer-class.js';
import { runtime } from './runtime.js';
import { runtimeNames } from './runtime-names.js';

/** Names that the module may declare. */
const reserved = [
  ...new Set([
    ...runtimeNames.flatMap((name) => runtime(name).declares),
    ...Object.values(ops).flatMap((op) => (layerRow(op).mayBePrinted ? declaredFor(op) : [])),
    ...activations
      .filter((word) => isPrintedActivation(word, true))
      .flatMap((word) => declaredFor(activationLayer(word))),
  ]),
];

export const naming: Naming = {
  identifiers: (around) => (around instanceof UniqueIdentifiers ? around.within() : new UniqueIdentifiers()),
  variable: camelCase,
  optionsType: (name) => `${pascalCase(name)}Options`,
  factory: ({ name }) => `create${pascalCase(name.text)}`,
  separator: '/',
  shapeOfEach: false,
  mayHideOptions: false,
  reserved,
};

/** The names in the interface of a network's code. */
export const factoryNames = (spec: Spec): FactoryNames => namesOf(spec, naming);
