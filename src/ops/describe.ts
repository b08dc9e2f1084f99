/** Descriptions of ops, for `netspec explain` and the ops page. */
import { enumerate } from '../text/words.js';
import type { Op } from './op.js';
import { namedOutputs } from './outputs.js';
import { describeCount, describeDtypes, describeRank, takesNothing } from './ports.js';

/** An op's names in other libraries, Keras first. */
export const namesOf = ({ keras, aliases = [] }: Op): readonly string[] => [
  ...new Set([keras, ...aliases.map((alias) => (typeof alias === 'string' ? alias : alias[0]))]),
];

/**
 * The number, ranks and dtypes of an op's inputs, and the names of its outputs if there are several; float32 is not
 * mentioned if it is the only dtype.
 */
export function describePorts(op: Op): string {
  const { inputs } = op;
  const outputs = namedOutputs(op);
  if (takesNothing(inputs)) return 'Takes no input.';
  const ranks = [...new Set(Object.values(inputs).map(describeRank))].join(' and ');
  const dtypes = [...new Set(Object.values(inputs).map(describeDtypes))].join(' and ');
  const ofDtypes = dtypes === 'float32' ? '' : `, with dtype ${dtypes}`;
  const gives = outputs.length > 0 ? ` Gives ${enumerate(outputs)}.` : '';
  return `Takes ${describeCount(inputs)}${ranks.startsWith('of ') ? '' : ':'} ${ranks}${ofDtypes}.${gives}`;
}
