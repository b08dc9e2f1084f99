/** Descriptions of ops, for `netspec explain` and the ops page. */
import type { Op } from './op.js';
import { describeCount, describeDtypes, describeRank } from './ports.js';

/** An op's names in other libraries, Keras first. */
export const namesOf = ({ keras, aliases = [] }: Op): readonly string[] => [
  ...new Set([keras, ...aliases.map((alias) => (typeof alias === 'string' ? alias : alias[0]))]),
];

/** The number, ranks and dtypes of an op's inputs; float32 is not mentioned if it is the only one. */
export function describeInputs({ inputs }: Op): string {
  const ranks = [...new Set(Object.values(inputs).map(describeRank))].join(' and ');
  const dtypes = [...new Set(Object.values(inputs).map(describeDtypes))].join(' and ');
  const ofDtypes = dtypes === 'float32' ? '' : `, with dtype ${dtypes}`;
  return `Takes ${describeCount(inputs)}${ranks.startsWith('of ') ? '' : ':'} ${ranks}${ofDtypes}.`;
}
