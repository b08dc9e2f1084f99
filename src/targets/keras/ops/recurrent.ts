/** Recurrent layers with states that are given, or asked for. */
import type { OpFunction } from '../../../lower/module.js';
import type { Op } from '../../../ops/op.js';
import { isNumbered } from '../../../ops/outputs.js';
import type { Doc } from '../../code/layout.js';
import { text } from '../expressions.js';
import { collection, type Python, pyCall, simple } from '../python.js';

export const isRecurrent = ({ attributes }: Op): boolean => 'bidirectional' in attributes;

/** The statements that return a recurrent layer's output and states. */
export function recurrentBody(of: OpFunction, layer: Doc): Python {
  const call = pyCall(layer, of.takesList ? ['x', 'initial_state=states or None'] : ['x']);
  const before = of.takesList ? [simple('x, *states = xs')] : [];
  const { outputs } = of;
  if (outputs?.kind !== 'named' || isNumbered(of.op.outputs)) return [...before, simple(['return ', call])];
  const [first = 'output', ...others] = of.op.outputs;
  const entries = [`${text(first)}: y`, ...others.map((name, index) => `${text(name)}: states[${index}]`)];
  return [...before, simple(['y, *states = ', call]), simple(['return ', collection('{', entries, '}')])];
}
