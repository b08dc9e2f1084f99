/** Weight maps. */
import { listWords } from '../../text/words.js';
import { error, lint, message, warning } from './message.js';

export const weightCodes = {
  'unknown-hole': error(
    'A hole in the name of a tensor must also be in the pattern of its weight.',
    'The right side can use the holes of the left, and ${network} and ${order}.',
  ),
  'unused-rule': lint(
    warning(
      'Every rule of a weight map should match a weight.',
      'The first rule that matches a weight applies, so put special rules before general ones.',
    ),
  ),
};

export const unknownHole = (hole: string, known: readonly string[]) =>
  message('unknown-hole', `unknown hole ${hole}${known.length > 0 ? `; expected ${listWords(known)}` : ''}`);
export const coveredRule = (pattern: string) => message('unused-rule', `no weight is left for ${pattern}`);
export const coveringRule = 'this rule comes first and matches all of them';
export const idleRule = (pattern: string, network: string) =>
  message('unused-rule', `${pattern} matches no weight of ${network}`);

// ---------------------------------------------------------------- patterns, also in options

export const unclosedHole = 'no closing } for this ${';
export const badHoleName = (name: string): string => `"${name}" is not a name for a hole`;
export const repeatedHole = (name: string): string => `duplicate hole ${name}`;
export const adjacentHoles = 'two holes need some text between them';
