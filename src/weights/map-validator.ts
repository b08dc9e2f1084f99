/** The compiled schema of weight maps. Like `spec/schema/validator.ts`, it is replaced by `npm run build`. */
import { Ajv, type ValidateFunction } from 'ajv';
import { ajvOptions } from '../spec/schema/validator.js';
import { mapSchema } from './map-schema.js';

export const validateMap: ValidateFunction = new Ajv(ajvOptions).compile(mapSchema);
