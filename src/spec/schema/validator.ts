/**
 * The compiled schema. As source it is compiled where it is loaded; `npm run build` puts ajv's standalone code in its
 * place, so that a check does not load ajv.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import { structure } from './structure.js';

/** What both compilations agree on. `verbose` gives errors the schema that they broke; each definition is compiled once. */
export const ajvOptions = {
  allErrors: true,
  verbose: true,
  messages: false,
  inlineRefs: false,
  strictTypes: false,
  strictSchema: true,
} as const;

export const validateStructure: ValidateFunction = new Ajv(ajvOptions).compile(structure);
