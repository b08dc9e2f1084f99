/** Every code with its rule, in the order of the diagnostics page. */
import { attentionCodes } from './messages/attention.js';
import { claimCodes } from './messages/claims.js';
import { expressionCodes } from './messages/expressions.js';
import { lintCodes } from './messages/lints.js';
import type { CodeEntry } from './messages/message.js';
import { nameCodes } from './messages/names.js';
import { patternCodes } from './messages/patterns.js';
import { recurrentCodes } from './messages/recurrent.js';
import { schemaCodes } from './messages/schema.js';
import { shapeCodes } from './messages/shapes.js';
import { sizeCodes } from './messages/sizes.js';
import { tableCodes } from './messages/tables.js';
import { weightCodes } from './messages/weights.js';
import { yamlCodes } from './messages/yaml.js';

const table = {
  ...yamlCodes,
  ...schemaCodes,
  ...nameCodes,
  ...lintCodes,
  ...expressionCodes,
  ...shapeCodes,
  ...attentionCodes,
  ...recurrentCodes,
  ...patternCodes,
  ...tableCodes,
  ...sizeCodes,
  ...claimCodes,
  ...weightCodes,
};

export type Code = keyof typeof table;

export const codes: Readonly<Record<Code, CodeEntry>> = table;

/** Whether a word is a code. */
export const isCode = (word: string): word is Code => Object.hasOwn(codes, word);
