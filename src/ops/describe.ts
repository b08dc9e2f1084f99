/** Descriptions of ops, for `netspec explain` and the ops page. */
import type { Op } from './op.js';
import { describeCount, describeRank } from './ports.js';

/** An op's names in other libraries, Keras first. */
export const namesOf = ({ keras, aliases = [] }: Op): readonly string[] => [
  ...new Set([keras, ...aliases.map((alias) => (typeof alias === 'string' ? alias : alias[0]))]),
];

/** The number and ranks of an op's inputs. */
export function describeInputs({ inputs }: Op): string {
  const ranks = [...new Set(Object.values(inputs).map(describeRank))].join(' and ');
  return `Takes ${describeCount(inputs)}${ranks.startsWith('of ') ? '' : ':'} ${ranks}.`;
}
