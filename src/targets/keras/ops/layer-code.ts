/** The layer of an op's function, with its arguments, and how it is called. */
import { attributeOf } from '../../../lower/attributes.js';
import type { Expr, OpFunction } from '../../../lower/module.js';
import type { Op } from '../../../ops/op.js';
import { type Doc, flatText } from '../../code/layout.js';
import { Forms, isOfPorts } from '../../printed/forms.js';
import { paddingIn } from '../../printed/padding.js';
import { text, attributeCode as valueText } from '../expressions.js';
import { separator } from '../naming.js';
import type { PythonPrinting } from '../printing.js';
import { block, breakable, type Python, pyCall, simple } from '../python.js';
import { defaultCode } from './defaults.js';
import { attentionInputs, isAttention, isOfAttentionCall, listInputs, portInputs } from './inputs.js';
import { hasOtherDefault, isReadyMade } from './layers.js';
import { isTaken } from './reading.js';
import { isRecurrent } from './recurrent.js';
import { kerasValue } from './values.js';

/** The layer of an op applied to its inputs, and the statements before it. */
export function appliedLayer(
  of: OpFunction,
  printing: PythonPrinting,
): { readonly before: Python; readonly value: Doc } {
  const { op } = of;
  if (op.ties) return { before: [], value: 'shared[weights](x, reverse=True)' };
  const found = printing.forms.get(op) ?? [];
  const forms = new Forms(op, found, []);
  const isOfCall = isAttention(op) && isReadyMade(op, found);
  const padding = op.padsInput ? paddedInput(of) : [];
  const { before, inputs } = isOfCall
    ? attentionInputs(of, forms, attributeCode(of, 'causal'))
    : isReadyMade(op, found)
      ? listInputs(of)
      : portInputs(of, forms);
  return {
    before: [...padding, ...before],
    value: pyCall(printing.layer(op, layerCode(of, printing)), inputs),
  };
}

// ---------------------------------------------------------------- the layer

export function layerCode(of: OpFunction, printing: PythonPrinting): Doc {
  const { op, mayFreeze } = of;
  const own = [...(mayFreeze && op.weights ? ['trainable=trainable'] : []), 'name=name'];
  const printed = printing.layerClass(op);
  const takes = (key: string) => isTaken(op, key, printing.forms.get(op) ?? [], printed);
  if (printed) return pyCall(printed.name, [...argumentsOf(of, takes), ...own]);
  if (op.name === 'squeeze') return pyCall('layers.Reshape', ['x.shape[3:]', ...own]);
  // A dropout that is the same for all elements of an example.
  if (op.name === 'drop_path')
    return pyCall('layers.Dropout', [
      ...argumentsOf(of, () => true),
      'noise_shape=(None,) + (1,) * (len(x.shape) - 1)',
      ...own,
    ]);
  const isTable = [
    ...printing.module.factory.parts.ops,
    ...printing.module.used.flatMap(({ parts }) => parts.ops),
  ].some((other) => other.op.ties === op.name);
  const callee = isTable ? 'layers.ReversibleEmbedding' : `layers.${op.keras}`;
  const given = argumentsOf(of, (key) => key !== 'bidirectional' && !isOfAttentionCall(op, key) && takes(key));
  const args = isRecurrent(op) && of.outputs ? [...given, 'return_state=True'] : given;
  const merge = attributeCode(of, 'bidirectional');
  if (merge === undefined || merge === text('none')) return pyCall(callee, [...args, ...own]);
  // The names of weights begin with that of the layer in it.
  const inside = pyCall(callee, [...args, `name=${text(op.name)}`]);
  const hasStates = of.takesList || of.outputs !== undefined;
  const ofBoth = hasStates ? printing.bidirectional() : 'layers.Bidirectional';
  const both = pyCall(ofBoth, [inside, `merge_mode=${merge}`, ...own]);
  if (merge.startsWith('"')) return both;
  return breakable([pyCall(callee, [...args, ...own]), `if ${merge} == "none"`, ['else ', both]]);
}

/** The statements that pad the input of a convolution; Keras has no padding in numbers. */
function paddedInput(of: OpFunction): Python {
  const form = paddingIn(of);
  const code = attributeCode(of, 'padding') ?? '';
  const layer = pyCall(`layers.ZeroPadding${rankOf(of.op)}D`, [code, `name=f"{name}${separator}Padding"`]);
  const padded = simple(['x = ', pyCall(layer, ['x'])]);
  if (form === 'words') return [];
  if (form === 'numbers') return [padded];
  return [block(`if not isinstance(${code}, str)`, [padded, simple(`${code} = "valid"`)])];
}

/** The number of axes that a convolution moves along. */
const rankOf = ({ inputs }: Op): number => Number(Object.values(inputs)[0]?.rank) - 1;

/** The attributes of the layer itself; batch norm and activation are layers of their own. */
function argumentsOf(of: OpFunction, takes: (key: string) => boolean): readonly Doc[] {
  const { op } = of;
  return Object.keys(op.attributes).flatMap((key): readonly Doc[] => {
    if (op.companions.some((companion) => companion === key) || isOfPorts(op, key) || !takes(key)) return [];
    if (key === 'padding' && op.padsInput && paddingIn(of) === 'numbers') return [];
    const value = valueCode(of, key);
    return value === undefined ? [] : [[op.attributes[key]?.keras ?? key, '=', value]];
  });
}

/** What the layer is given for an attribute; undefined if nothing. */
function valueCode(of: OpFunction, key: string): Doc | undefined {
  const { op, options, constants } = of;
  const option = options.get(key);
  const derived = derivedCode(of, key);
  if (option) return derived === undefined ? option.key : `${option.key} or ${derived}`;
  const constant = constants.get(key);
  if (constant) return constantCode(op, key, constant.value);
  return derived ?? (hasOtherDefault(op, key) ? defaultCode(attributeOf(op, key)) : undefined);
}

/** A default that follows from the channels of the input. */
function derivedCode(of: OpFunction, key: string): string | undefined {
  const { derived } = attributeOf(of.op, key);
  if (derived === undefined || !('channelsPer' in derived)) return undefined;
  return `${channelsCode(of)} // ${divisorCode(of, derived.channelsPer)}`;
}

/** Checks that what is derived from the channels of the input is a whole number, if the spec's parameters can change that. */
export function divisionChecks(of: OpFunction): Python {
  return Object.entries(of.op.attributes).flatMap(([key, { derived }]) => {
    if (derived === undefined || !('channelsPer' in derived) || of.options.has(key) || of.constants.has(key)) return [];
    const divisor = divisorCode(of, derived.channelsPer);
    if (/^\d+$/.test(divisor)) return [];
    const channels = channelsCode(of);
    const message: Doc = [
      `f"{name} has {${channels}} channels. "`,
      { kind: 'line', flat: ' ', broken: '' },
      `f"${derived.channelsPer} must divide them. Received: {${divisor}}"`,
    ];
    const test = `${channels} % ${divisor} != 0`;
    return [block(`if ${test}`, [simple(pyCall('raise ValueError', [message]))])];
  });
}

/** An attribute after an operator. */
function divisorCode(of: OpFunction, key: string): string {
  const code = attributeCode(of, key) ?? '1';
  return /^\w+$/.test(code) ? code : `(${code})`;
}

const channelsCode = ({ takesList }: OpFunction): string => `${takesList ? 'xs[0]' : 'x'}.shape[-1]`;

/** The code of an attribute in its function: the name of the option, or the constant; undefined if there is neither. */
export function attributeCode({ op, options, constants }: OpFunction, key: string): string | undefined {
  const constant = constants.get(key);
  return options.get(key)?.key ?? (constant && flatText(constantCode(op, key, constant.value)));
}

export const constantCode = (op: Op, key: string, value: Expr): Doc =>
  valueText(kerasValue(op, key, value), attributeOf(op, key).type);
