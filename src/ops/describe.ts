/** An op in words, for `netspec explain` and the page of the ops. */
import type { Op } from './op.js';

/** What other libraries call an op, Keras first. */
export const namesOf = ({ keras, aliases = [] }: Op): readonly string[] => [
  ...new Set([keras, ...aliases.map((alias) => (typeof alias === 'string' ? alias : alias[0]))]),
];

/** How many inputs it takes, and of which rank. */
export function describeInputs({ inputs, rank }: Op): string {
  const shape = rank === 3 ? 'height x width x channels' : 'of any rank';
  return inputs.most === 1 ? `Takes one input, ${shape}.` : `Takes ${inputs.least} inputs or more, ${shape}.`;
}
