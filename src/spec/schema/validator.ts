/**
 * The compiled schema. Uncompiled source compiles it when loaded; `npm run build` replaces this module by ajv's
 * standalone code, so that a check does not load ajv.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import { structure } from './structure.js';

/**
 * The common options of both compilations. With `verbose` errors have the part of the schema that they break; each
 * definition is compiled once.
 */
export const ajvOptions = {
  allErrors: true,
  verbose: true,
  messages: false,
  inlineRefs: false,
  strictTypes: false,
  strictSchema: true,
} as const;

export const validateStructure: ValidateFunction = new Ajv(ajvOptions).compile(structure);
