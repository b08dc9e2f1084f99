/** Descriptions of ops, for `netspec explain` and the ops page. */
import { enumerate } from '../text/words.js';
import type { Op } from './op.js';
import { namedOutputs } from './outputs.js';
import { countInputs, describeCount, describeDtypes, describeRank, type Port, takesNothing } from './ports.js';

/** An op's names in other libraries, Keras first. */
export const namesOf = ({ keras, aliases = [] }: Op): readonly string[] => [
  ...new Set([keras, ...aliases.map((alias) => (typeof alias === 'string' ? alias : alias[0]))]),
];

/**
 * The number, ranks and dtypes of an op's inputs, each by its name if they differ, and the names of its outputs if there
 * are several; float32 is not mentioned if it is the only dtype.
 */
export function describePorts(op: Op): string {
  const { inputs } = op;
  const outputs = namedOutputs(op);
  const gives = outputs.length > 0 ? ` Gives ${enumerate(outputs)}.` : '';
  if (takesNothing(inputs)) return `Takes no input.${gives}`;
  const kinds = [...new Set(Object.values(inputs).map((port) => describePort(port, 'with dtype ')))];
  const [kind = ''] = kinds;
  if (kinds.length === 1) return `Takes ${describeCount(inputs)}${kind.startsWith('of ') ? '' : ':'} ${kind}.${gives}`;
  const each = Object.entries(inputs).map(([name, port]) => `${name} (${describePort(port).replace(/^of /, '')})`);
  return `Takes ${countInputs(inputs)}: ${each.join(', ')}.${gives}`;
}

/** `of any rank, with dtype float32 or int32`, `length x channels` */
function describePort(port: Port, beforeDtypes = ''): string {
  const dtypes = describeDtypes(port);
  return `${describeRank(port)}${dtypes === 'float32' ? '' : `, ${beforeDtypes}${dtypes}`}`;
}
