/** The body of an op's function: its layer of TensorFlow.js, and the layers that follow it under its name. */
import type { Attribute, AttributeType } from '../../../ops/attributes.js';
import type { OpName } from '../../../ops/index.js';
import type { Template } from '../../../spec/spec.js';
import { call, type Doc, object, toLines } from '../../code/layout.js';
import { camelCase, quote } from '../../code/lexical.js';
import type { Context } from '../context.js';
import { type CodeScope, templateCode } from '../expressions.js';
import { type Program, writtenFor } from '../program.js';
import { type ActivationFunctions, apply, indentation } from './activations.js';
import { attributeCode, isFalse, kerasDefault, settingsCode } from './arguments.js';
import { mayLeaveGaps } from './gaps.js';
import { normalisation, rows } from './layers.js';
import type { OpFunction } from './op-function.js';
import { choicesOf, wordOf, wordsOf } from './usage.js';

/** What the writing of a function needs beside what is decided of it. */
export interface Writing {
  readonly context: Context;
  readonly activations: ActivationFunctions;
  /** The names that its defaults may mention, and its tensor. */
  readonly scope: CodeScope;
}

/** A layer that follows the op under its name, perhaps under a condition. */
interface Step {
  readonly condition?: string;
  readonly value: Doc;
}

/** The op applied to `x`, then batch norm and activation. */
export function layerBody(decided: OpFunction, x: string, writing: Writing): readonly string[] {
  const first = apply(layerCode(decided, writing), x);
  const steps = [keepDims(decided, writing), batchNorm(decided, writing), ...activation(decided, writing)].filter(
    (step) => step !== undefined,
  );
  if (steps.length === 0) return toLines(first, indentation, 'return ', ';');
  return [...toLines(first, indentation, 'let y = ', ';'), ...steps.flatMap(writeStep), 'return y;'];
}

/** `tf.layers.conv2d({ name, filters, kernelSize, strides, padding: 'same' })` */
function layerCode({ op, items, options, constants }: OpFunction, { context, scope }: Writing): Doc {
  const { maker, own = [], argument = (_, code) => code } = rows[op.name as OpName];
  const { callee, custom } = maker(new Set([...options.keys(), ...constants.keys()]));
  if (custom) context.declarations.customLayers.add(custom);
  const handled = new Set([...own, 'batch_norm', 'activation']);
  const fields = Object.keys(op.attributes).flatMap((key): (readonly [string, Doc])[] => {
    if (handled.has(key)) return [];
    const field = camelCase(key);
    const constant = constants.get(key);
    const option = options.get(key);
    if (option) return [option.type === 'Regularizer' ? optionalEntry(field) : [field, argument(key, field)]];
    const value = constant ? attributeCode(constant, key, op, scope) : kerasDefault(key, op);
    return value === undefined || value === 'undefined' ? [] : [[field, argument(key, value)]];
  });
  const layer = call(callee, [object([['name', 'name'], ...fields])]);
  if (!mayLeaveGaps(op, items, context.program)) return layer;
  context.declarations.crops = true;
  return call('cropped', [layer]);
}

/** An entry of an object that is left out where the option has no value. */
function optionalEntry(field: string): readonly [string, string] {
  const spread = `...(${field} ? { ${field} } : {})`;
  return [spread, spread];
}

/** The code of an attribute in its function: the name of the option, or the constant; undefined where it has neither. */
export function attributeIn({ op, options, constants }: OpFunction, key: string, scope: CodeScope): Doc | undefined {
  const constant = constants.get(key);
  return options.get(key)?.key ?? (constant && attributeCode(constant, key, op, scope));
}

function writeStep({ condition, value }: Step): readonly string[] {
  const head = condition === undefined ? 'y = ' : `if (${condition}) y = `;
  const lines = toLines(value, indentation, head, ';');
  if (lines.length === 1 || condition === undefined) return lines;
  return [`if (${condition}) {`, ...toLines(value, indentation + 2, 'y = ', ';').map((line) => `  ${line}`), '}'];
}

// ---------------------------------------------------------------- what follows the op

function keepDims(decided: OpFunction, { scope }: Writing): Step | undefined {
  const condition = attributeIn(decided, 'keepdims', scope) as string | undefined;
  if (condition === undefined || condition === 'false') return undefined;
  const layer = call('tf.layers.reshape', [
    object([
      ['name', '`${name}/KeepDims`'],
      ['targetShape', '[1, 1, ...y.shape.slice(1)]'],
    ]),
  ]);
  return { ...(condition === 'true' ? {} : { condition }), value: apply(layer, 'y') };
}

function batchNorm({ op, options, constants }: OpFunction, { context, scope }: Writing): Step | undefined {
  const constant = constants.get('batch_norm');
  if (!options.has('batch_norm') && (!constant || isFalse(constant))) return undefined;
  const { callee, custom } = normalisation(hasPartialNorm(context.program));
  if (custom) context.declarations.customLayers.add(custom);
  if (!constant)
    return { condition: 'batchNorm', value: apply([callee, '({ name: `${name}/BatchNorm`, ...batchNorm })'], 'y') };
  const settings = settingsCode(constant, op.attributes.batch_norm as Attribute, scope);
  return { value: apply(call(callee, [object([['name', '`${name}/BatchNorm`'], ...settings])]), 'y') };
}

/** Whether some batch norm may be without its scale or its center. */
const hasPartialNorm = ({ layers }: Program): boolean =>
  layers.some((item) => {
    const norm = writtenFor(item, 'batch_norm');
    return norm?.kind === 'settings' && (norm.entries.has('scale') || norm.entries.has('center'));
  });

function activation(decided: OpFunction, writing: Writing): readonly Step[] {
  if (!decided.op.attributes.activation) return [];
  const { activations } = writing;
  const constant = wordOf(decided.constants.get('activation'));
  if (constant !== undefined) return constant === 'linear' ? [] : [{ value: activations.after(constant) }];
  return activationCases(decided, writing).map(({ word, condition }) => ({
    condition,
    value: activations.after(word),
  }));
}

/** The activations that a function chooses from, with the condition of each; linear is what is left. */
export function activationCases(
  { op, items, options, constants }: OpFunction,
  { context }: Writing,
): readonly { readonly word: string; readonly condition: string }[] {
  const { type } = op.attributes.activation as Attribute<AttributeType & { type: 'choice' }>;
  const constant = constants.get('activation') as Template | undefined;
  if (!constant && !options.has('activation')) return [];
  const code = constant ? templateCode(constant, context.rootScope('x')) : 'activation';
  const words = constant
    ? choicesOf(constant, context.program, [])
    : wordsOf('activation', type.choices, items, context.program);
  return words.filter((word) => word !== 'linear').map((word) => ({ word, condition: `${code} === ${quote(word)}` }));
}
