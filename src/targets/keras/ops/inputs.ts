/** How the function of an op hands its inputs to the layer. */
import type { OpFunction } from '../../../lower/module.js';
import type { Op } from '../../../ops/op.js';
import type { Doc } from '../../code/layout.js';
import type { Forms } from '../../printed/forms.js';
import { type Python, simple } from '../python.js';

/** The arguments of a layer's call, and the statements before it. */
export interface CallInputs {
  readonly before: Python;
  readonly inputs: readonly Doc[];
}

/** What a function calls its inputs. */
export const inputName = ({ takesList }: OpFunction): 'x' | 'xs' => (takesList ? 'xs' : 'x');

/** The inputs of a layer of Keras: one tensor, or a list. */
export const listInputs = (of: OpFunction): CallInputs => ({ before: [], inputs: [inputName(of)] });

/** The inputs of a class that takes each port as an argument, or all inputs of a port that takes several as a list. */
export function portInputs(of: OpFunction, { taking }: Forms): CallInputs {
  if (!of.takesList) return { before: [], inputs: ['x'] };
  if (taking.ports.some(({ isList }) => isList)) return { before: [], inputs: ['xs'] };
  if (taking.alone === 'always') return { before: [], inputs: ['xs[0]'] };
  const { last } = taking;
  if (!last) return { before: [], inputs: ['*xs'] };
  return { before: [lastApart(last.port, last.isAlways)], inputs: ['*xs', `${last.port}=${last.port}`] };
}

/** Takes the input of a port from the end of the list; which of several ports it is for, its dtype tells. */
const lastApart = (port: string, isAlways: boolean) =>
  simple(isAlways ? `*xs, ${port} = xs` : `*xs, ${port} = xs if xs[-1].dtype == "bool" else [*xs, None]`);

// ---------------------------------------------------------------- attention

/** Ops that are layers of attention in Keras. They take the value in any case, and masks as arguments of their own. */
export const isAttention = ({ name }: Op): boolean =>
  name === 'multi_head_attention' || name === 'grouped_query_attention';

/** Attributes that Keras's attention takes when it is called. */
export const isOfAttentionCall = (op: Op, key: string): boolean => isAttention(op) && key === 'causal';

/** The inputs of Keras's attention. `causal` is the code of the attribute, if some layer gives it. */
export function attentionInputs(of: OpFunction, forms: Forms, causal: string | undefined): CallInputs {
  const { taking } = forms;
  const given = new Map(taking.ports.map((port) => [port.name, port]));
  const fixed = given.get('mask');
  const mask = taking.last ?? (fixed && { port: fixed.name, isAlways: !fixed.isOptional });
  const value = given.get('value');
  // Without a value, the query is the value.
  const tensors = !of.takesList
    ? ['x', 'x']
    : !value
      ? ['xs[0]', 'xs[0]']
      : value.isOptional
        ? ['xs[0]', '*(xs[1:] or xs)']
        : ['*xs'];
  return {
    before: mask ? [lastApart('mask', mask.isAlways)] : [],
    inputs: [
      ...tensors,
      ...(mask ? [`attention_mask=${isOfKeys(forms) ? 'ops.expand_dims(mask, 1)' : 'mask'}`] : []),
      ...(causal === undefined ? [] : [`use_causal_mask=${causal}`]),
    ],
  };
}

/** Whether masks have a value for each key, and not for each pair of a query and a key. */
function isOfKeys(forms: Forms): boolean {
  const mask = Object.keys(forms.op.inputs).indexOf('mask');
  return forms.map((form) => form.ranks[mask]).some(([, rank]) => rank === 1);
}

/** The statements that return what a layer gives. */
export function returned({ outputs }: OpFunction, value: Doc): Python {
  if (outputs?.kind !== 'named') return [simple(['return ', value])];
  const names = outputs.names.join(', ');
  const entries = outputs.names.map((name) => `"${name}": ${name}`).join(', ');
  return [simple([`${names} = `, value]), simple(`return {${entries}}`)];
}
