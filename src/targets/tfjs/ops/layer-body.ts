/** The body of an op's function: its layer of TensorFlow.js, and the layers that follow it under its name. */
import { mostNormalized } from '../../../engines/norms.js';
import { attributeOf } from '../../../lower/attributes.js';
import type { Constant, FunctionOutputs, OpFunction } from '../../../lower/module.js';
import type { Op } from '../../../ops/op.js';
import { array, call, type Doc, flatText, object, toLines } from '../../code/layout.js';
import { camelCase, propertyKey, quote } from '../../code/lexical.js';
import { Forms, isOfPorts } from '../../printed/forms.js';
import { paddingIn } from '../../printed/padding.js';
import { isTold } from '../../printed/taking.js';
import type { Printing } from '../print/printing.js';
import { tensorType } from '../print/types.js';
import type { RuntimeName } from '../runtime-names.js';
import { type ActivationFunctions, apply, indentation } from './activations.js';
import { attributeCode, kerasDefault, settingsCode } from './arguments.js';
import { mayLeaveGaps } from './gaps.js';
import { layerRow, normalization } from './layers.js';
import { type PaddedInput, paddedInput } from './padding.js';

/** What the printing of a function needs beside what is decided of it. */
export interface Writing {
  readonly printing: Printing;
  readonly activations: ActivationFunctions;
}

/** A layer that follows the op under its name, perhaps under a condition. */
interface Step {
  readonly condition?: string;
  readonly value: Doc;
}

/** The op applied to `x`, then batch norm and activation. */
export function layerBody(of: OpFunction, x: string, writing: Writing): readonly string[] {
  const padded = of.op.padsInput ? paddedInput(of, x, writing.printing) : undefined;
  const layer = layerCode(of, writing, padded);
  if (of.outputs) return severalOutputs(of.outputs, layer, x, writing);
  const given = writing.printing.printed.has(of.op) ? writing.printing.outputsOf(of.op).length : 1;
  if (given > 1)
    return [...toLines(listed(layer, x, given, writing), indentation, 'const [output] = ', ';'), 'return output;'];
  const first = apply(layer, padded?.input ?? x);
  const before = padded?.lines ?? [];
  const steps = [keepDims(of, writing), batchNorm(of, writing), ...activation(of, writing)].filter(
    (step) => step !== undefined,
  );
  if (steps.length === 0) return [...before, ...toLines(first, indentation, 'return ', ';')];
  return [...before, ...toLines(first, indentation, 'let y = ', ';'), ...steps.flatMap(writeStep), 'return y;'];
}

/** A layer that gives an array of tensors. */
function severalOutputs(outputs: FunctionOutputs, layer: Doc, x: string, writing: Writing): readonly string[] {
  const count = outputs.kind === 'named' ? outputs.names.length : outputs.count;
  const typed = listed(layer, x, count, writing);
  if (outputs.kind === 'numbered') return toLines(typed, indentation, 'return ', ';');
  const names = outputs.names.map(camelCase);
  return [
    ...toLines(typed, indentation, `const [${names.join(', ')}] = `, ';'),
    ...toLines(
      object(outputs.names.map((key, index) => [propertyKey(key), names[index] ?? ''])),
      indentation,
      'return ',
      ';',
    ),
  ];
}

/** All that a layer gives, in an array of that length. */
function listed(layer: Doc, x: string, count: number | undefined, { printing: { language } }: Writing): Doc {
  const all: Doc = [array([apply(layer, x)]), '.flat()'];
  if (count === undefined) return all;
  const type = array(Array.from({ length: count }, () => tensorType));
  return language.javascript ? [`/** @type {${flatText(type)}} */ (`, all, ')'] : [all, ' as ', type];
}

/** The ops with layers that may be those of an op. */
function tiedTo({ name }: Op, { module: { factory, used } }: Printing): readonly string[] {
  const all = [factory, ...used].flatMap(({ parts }) => parts.ops);
  return all.flatMap(({ op }) => (op.ties === name ? op.name : []));
}

/** `tf.layers.conv2d({ name, filters, kernelSize, strides, padding: 'same' })` */
function layerCode(of: OpFunction, { printing }: Writing, padded: PaddedInput | undefined): Doc {
  const { op, options, mayFreeze } = of;
  const { maker, own = [], ownDefaults = [], argument = (_, code) => code } = layerRow(op);
  const isDefault = (key: string, { value }: Constant) =>
    ownDefaults.includes(key) && value.kind === 'literal' && value.value === op.attributes[key]?.default;
  const constants = new Map([...of.constants].filter(([key, constant]) => !isDefault(key, constant)));
  const hasStates = of.takesList || of.outputs !== undefined;
  const given = [
    ...options.keys(),
    ...constants.keys(),
    ...(mayFreeze ? ['trainable'] : []),
    ...(hasStates ? ['states'] : []),
    ...(paddingIn(of) === 'words' ? [] : ['margins']),
    ...tiedTo(op, printing),
  ];
  const { callee, needs, isPrinted } = maker(new Set(given));
  if (needs) printing.need(needs);
  if (isPrinted) printing.printed.add(op);
  const ofPorts = isPrinted ? unusedOfPorts(op, printing) : [];
  const handled = new Set<string>([...own, ...ofPorts, ...op.companions]);
  const fields = Object.keys(op.attributes).flatMap((key): (readonly [string, Doc])[] => {
    if (handled.has(key)) return [];
    if (key === 'padding' && padded) return padded.left === undefined ? [] : [['padding', padded.left]];
    const field = camelCase(op.attributes[key]?.keras ?? key);
    const option = options.get(key);
    if (option)
      return [option.type.includes('regularizer') ? optionalEntry(field) : [field, argument(key, option.key)]];
    const constant = constants.get(key);
    const value = constant
      ? attributeCode(constant.value, key, op, printing.expressions)
      : (derivedCode(of, key, printing) ?? (isPrinted ? undefined : kerasDefault(key, op)));
    return value === undefined || value === 'undefined' ? [] : [[field, argument(key, value)]];
  });
  if (mayFreeze && op.weights) fields.push(['trainable', 'trainable']);
  const layer = call(callee, [object([['name', 'name'], ...fields])]);
  if (!isPrinted && mayLeaveGaps(of)) return wrapped('cropped', layer, printing);
  const sharesAxes = op.name === 'prelu' && given.includes('shared_axes');
  if (sharesAxes && printing.module.sharesWeights) return wrapped('any-size', layer, printing);
  return op.name === 'batch_norm' || op.name === 'layer_norm' ? normalizing(op, layer, printing) : layer;
}

/** The layer of a norm, for the number of dimensions that layers of the op can have. */
function normalizing(op: Op, layer: Doc, printing: Printing): Doc {
  if (typeof op.inputs.x?.rank === 'number') return layer;
  const ranks = (printing.forms.get(op) ?? []).flatMap((form) => form.ranks);
  return ranks.some((rank) => rank > mostNormalized) ? wrapped('by-position', layer, printing) : layer;
}

/** A layer as a function of runtime/ returns it. */
function wrapped(name: RuntimeName, layer: Doc, printing: Printing): Doc {
  printing.need(name);
  return call(camelCase(name.replaceAll('-', '_')), [layer]);
}

/** The attributes that tell which inputs there are, if that is the same in all layers. */
function unusedOfPorts(op: Op, printing: Printing): readonly string[] {
  const keys = Object.keys(op.attributes).filter((key) => isOfPorts(op, key));
  if (keys.length === 0) return [];
  const { taking } = new Forms(op, printing.forms.get(op) ?? [], printing.outputsOf(op));
  return keys.filter((key) => !isTold(taking, key));
}

/** An entry of an object that is left out if the option has no value. */
function optionalEntry(field: string): readonly [string, string] {
  const spread = `...(${field} ? { ${field} } : {})`;
  return [spread, spread];
}

/** The code of a default that follows from the inputs; undefined if it does not. */
export function derivedCode(of: OpFunction, key: string, printing: Printing): Doc | undefined {
  const { derived } = attributeOf(of.op, key);
  if (derived === undefined) return undefined;
  if ('channelsPer' in derived) {
    const x = of.takesList ? 'xs[0]' : 'x';
    return [`Number(${x}.shape[${x}.shape.length - 1]) / `, attributeIn(of, derived.channelsPer, { printing }) ?? ''];
  }
  return of.takesList ? `xs[xs.length - 1]?.dtype === ${quote(derived.lastIs)}` : 'false';
}

/** The code of an attribute in its function: the name of the option, or the constant; undefined if there is neither. */
export function attributeIn(of: OpFunction, key: string, { printing }: Pick<Writing, 'printing'>): Doc | undefined {
  const constant = of.constants.get(key);
  return of.options.get(key)?.key ?? (constant && attributeCode(constant.value, key, of.op, printing.expressions));
}

function writeStep({ condition, value }: Step): readonly string[] {
  const head = condition === undefined ? 'y = ' : `if (${condition}) y = `;
  const lines = toLines(value, indentation, head, ';');
  if (lines.length === 1 || condition === undefined) return lines;
  return [`if (${condition}) {`, ...toLines(value, indentation + 2, 'y = ', ';').map((line) => `  ${line}`), '}'];
}

// ---------------------------------------------------------------- what follows the op

function keepDims(of: OpFunction, writing: Writing): Step | undefined {
  if (!layerRow(of.op).own?.includes('keepdims')) return undefined;
  const code = attributeIn(of, 'keepdims', writing);
  const condition = code && flatText(code);
  if (condition === undefined || condition === 'false') return undefined;
  const layer = call('tf.layers.reshape', [
    object([
      ['name', '`${name}/KeepDims`'],
      ['targetShape', of.op.name.endsWith('1d') ? '[1, ...y.shape.slice(1)]' : '[1, 1, ...y.shape.slice(1)]'],
    ]),
  ]);
  return { ...(condition === 'true' ? {} : { condition }), value: apply(layer, 'y') };
}

function batchNorm({ op, options, constants, mayFreeze }: OpFunction, { printing }: Writing): Step | undefined {
  const constant = constants.get('batch_norm')?.value;
  if (!options.has('batch_norm') && constant?.kind !== 'settings') return undefined;
  const { callee, needs } = normalization(mayFreeze || hasPartialNorm(printing));
  if (needs) printing.need(needs);
  const frozen = mayFreeze ? ', trainable' : '';
  if (constant?.kind !== 'settings') {
    const layer = [callee, `({ name: \`\${name}/BatchNorm\`, ...batchNorm${frozen} })`];
    return { condition: 'batchNorm', value: apply(normalizing(op, layer, printing), 'y') };
  }
  const settings = settingsCode(constant, printing.expressions);
  const entries = mayFreeze ? [...settings, ['trainable', 'trainable'] as const] : settings;
  const layer = call(callee, [object([['name', '`${name}/BatchNorm`'], ...entries])]);
  return { value: apply(normalizing(op, layer, printing), 'y') };
}

/** Whether some batch norm may be without its scale or its center. */
function hasPartialNorm({ module: { factory, used } }: Printing): boolean {
  const ops = [factory, ...used].flatMap(({ parts }) => parts.ops);
  return ops.some(({ layers }) =>
    layers.some((layer) => layer.settings('batch_norm').some((setting) => setting === 'scale' || setting === 'center')),
  );
}

function activation(of: OpFunction, { activations, printing }: Writing): readonly Step[] {
  if (!of.op.companions.includes('activation')) return [];
  return activationCases(of, printing).map(({ word, condition, settings }) => ({
    ...(condition === undefined ? {} : { condition }),
    value: activations.after(word, settings),
  }));
}

interface ActivationCase {
  readonly word: string;
  /** Absent if it is the activation of all layers. */
  readonly condition?: string;
  /** The code of its settings, if it has any. */
  readonly settings?: Doc;
}

/** The activations that a function chooses from; linear is what is left. */
export function activationCases(
  { options, constants }: OpFunction,
  { expressions }: Printing,
): readonly ActivationCase[] {
  const constant = constants.get('activation');
  const option = options.get('activation');
  const value = constant?.value;
  if (value?.kind === 'settings')
    return settingsCode(value, expressions).map(([, settings], index) => ({
      word: value.entries[index]?.[0] ?? '',
      settings,
    }));
  if (value?.kind === 'literal') return value.value === 'linear' ? [] : [{ word: String(value.value) }];
  const code = value ? flatText(expressions.code(value)) : 'activation';
  const words = (constant ?? option)?.words ?? [];
  const withSettings = (option?.type ?? []).flatMap((one) =>
    typeof one === 'object' && 'settings' in one ? one.settings.map(([word]) => word) : [],
  );
  return [
    ...words.filter((word) => word !== 'linear').map((word) => ({ word, condition: `${code} === ${quote(word)}` })),
    ...withSettings.map((word) => {
      const settings = `activation.${camelCase(word)}`;
      const isOnly = withSettings.length === 1;
      return { word, settings, condition: `typeof activation === 'object'${isOnly ? '' : ` && ${settings}`}` };
    }),
  ];
}
