/** How the function of an op hands its inputs to the layer. */
import { attributeOf } from '../../../lower/attributes.js';
import type { OpFunction } from '../../../lower/module.js';
import type { Op } from '../../../ops/op.js';
import { type Doc, flatText } from '../../code/layout.js';
import type { Forms } from '../../printed/forms.js';
import { attributeCode as valueText } from '../expressions.js';
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
  const last = taking.last.map((one) => ({ ...one, test: testOf(of, one.setting) }));
  return {
    before: last.toReversed().map(({ port, isAlways, test }) => lastApart(port, isAlways ? 'True' : test)),
    inputs: ['*xs', ...last.map(({ port }) => `${port}=${port}`)],
  };
}

/** Code that tells whether a layer has the input of a port: its dtype tells, or the attribute. */
function testOf({ op, options, constants }: OpFunction, setting: string): string {
  const { derived } = attributeOf(op, setting);
  if (derived && 'lastIs' in derived) return `xs[-1].dtype == "${derived.lastIs}"`;
  const constant = constants.get(setting)?.value;
  return (
    options.get(setting)?.key ?? (constant ? flatText(valueText(constant, attributeOf(op, setting).type)) : 'False')
  );
}

/** Takes the input of a port from the end of the list if a test is true. */
function lastApart(port: string, test: string) {
  if (test === 'True') return simple(`*xs, ${port} = xs`);
  return simple(test === 'False' ? `${port} = None` : `*xs, ${port} = xs if ${test} else [*xs, None]`);
}

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
  const mask =
    taking.last.find(({ port }) => port === 'mask') ?? (fixed && { port: fixed.name, isAlways: !fixed.isOptional });
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
    before: mask ? [lastApart('mask', mask.isAlways ? 'True' : testOf(of, 'masked'))] : [],
    inputs: [
      ...tensors,
      ...(mask ? [`${isOfKeys(forms) ? 'key_mask' : 'attention_mask'}=mask`] : []),
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
