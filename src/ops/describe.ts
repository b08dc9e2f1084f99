/** An op in words, for `netspec explain` and the page of the ops. */
import type { Op } from './op.js';
import { describeCount, describeRank } from './ports.js';

/** What other libraries call an op, Keras first. */
export const namesOf = ({ keras, aliases = [] }: Op): readonly string[] => [
  ...new Set([keras, ...aliases.map((alias) => (typeof alias === 'string' ? alias : alias[0]))]),
];

/** How many inputs it takes, and of which rank. */
export function describeInputs({ inputs }: Op): string {
  const ranks = [...new Set(Object.values(inputs).map(describeRank))].join(' and ');
  return `Takes ${describeCount(inputs)}${ranks.startsWith('of ') ? '' : ':'} ${ranks}.`;
}
