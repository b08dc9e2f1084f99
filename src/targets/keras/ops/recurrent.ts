/** Recurrent layers with states that are given, or asked for. */
import type { OpFunction } from '../../../lower/module.js';
import type { Op } from '../../../ops/op.js';
import { isNumbered } from '../../../ops/outputs.js';
import type { Doc } from '../../code/layout.js';
import { text } from '../expressions.js';
import { block, collection, type Python, type PythonStatement, pyCall, simple } from '../python.js';

export const isRecurrent = ({ attributes }: Op): boolean => 'bidirectional' in attributes;

/** The statements that return a recurrent layer's output and states. `merge` is the code of `bidirectional`. */
export function recurrentBody(of: OpFunction, layer: Doc, merge: string | undefined): Python {
  const call = pyCall(layer, ['x', ...(of.takesList ? ['initial_state=states or None'] : [])]);
  const before = of.takesList ? [simple('x, *states = xs'), ...ifBidirectional(merge, halves)] : [];
  const { outputs } = of;
  if (outputs?.kind !== 'named' || isNumbered(of.op.outputs)) return [...before, simple(['return ', call])];
  const [first = 'output', ...others] = of.op.outputs;
  const entries = [`${text(first)}: y`, ...others.map((name, index) => `${text(name)}: states[${index}]`)];
  return [
    ...before,
    simple(['y, *states = ', call]),
    ...ifBidirectional(merge, joined(others.length)),
    simple(['return ', collection('{', entries, '}')]),
  ];
}

/** Keras's layers of two directions take and give the states of each by themselves, those of the forward one first. */
const halves = [
  simple('parts = [ops.split(state, 2, axis=-1) for state in states]'),
  simple('states = [part[0] for part in parts] + [part[1] for part in parts]'),
];

const joined = (count: number): Python => [
  simple(`pairs = zip(states[:${count}], states[${count}:])`),
  simple('states = [ops.concatenate(pair, axis=-1) for pair in pairs]'),
];

/** Statements for layers of two directions. */
function ifBidirectional(merge: string | undefined, body: Python): readonly PythonStatement[] {
  if (merge === undefined || merge === text('none')) return [];
  return merge.startsWith('"') ? body : [block(`if ${merge} != "none"`, body)];
}
