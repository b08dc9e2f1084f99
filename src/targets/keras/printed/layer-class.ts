/** A layer that Keras does not have: a class that follows from what its op computes. */
import { symbol } from '../../../expressions/shape.js';
import type { LayerForm } from '../../../lower/layer-forms.js';
import { typeOf } from '../../../lower/types.js';
import { applyOp, firstOutput } from '../../../ops/apply.js';
import { type Attribute, tupleLength } from '../../../ops/attributes.js';
import { RuleFault } from '../../../ops/fault.js';
import type { Op } from '../../../ops/op.js';
import { typesTaken } from '../../../ops/ports.js';
import { type Doc, flatText } from '../../code/layout.js';
import { Forms, isOfPorts } from '../../printed/forms.js';
import { TargetLimit } from '../../target.js';
import { docstring } from '../docstrings.js';
import { literalText } from '../expressions.js';
import { defaultCode } from '../ops/defaults.js';
import { block, breakable, collection, empty, type PythonStatement, pyCall, pythonLines, simple } from '../python.js';
import { attributeHint, tensorHint } from '../types.js';
import { type CallMethod, callMethod } from './call.js';
import type { KerasHelper } from './primitives.js';
import { buildLines, buildParameters } from './weights.js';

/** An attribute that the class keeps. */
interface KeptAttribute {
  readonly key: string;
  readonly parameter: string;
  /** What is kept of the argument. */
  readonly kept: Doc;
  /** Its value in a configuration. */
  readonly saved: Doc;
}

export interface LayerClass {
  readonly name: string;
  readonly definition: PythonStatement;
  /** The attributes that it takes: those that its code mentions. All if undefined. */
  readonly settings?: ReadonlySet<string>;
  /** The functions of the module that it calls. */
  readonly helpers: ReadonlySet<KerasHelper>;
}

/** The class of an op's layers, registered for saving. Throws `TargetLimit` if Keras has no code for what they compute. */
export function layerClass(op: Op, found: readonly LayerForm[], registry: string): LayerClass {
  try {
    const forms = new Forms(op, found, []);
    const code = callMethod(forms);
    const build = buildLines(forms);
    const text = pythonLines([...build, ...code.lines]).join('\n');
    const isUsed = (key: string) =>
      new RegExp(`\\bself\\.${key}\\b`).test(text) || (key === 'dropout' && code.dropsOut);
    const settings = settingsOf(op).filter(({ key }) => isUsed(key));
    const definition = block(
      `class ${op.keras}(layers.Layer)`,
      [
        docstring([op.doc], 4),
        empty,
        ...(settings.length > 0 ? [initializer(settings, code.dropsOut)] : []),
        ...(build.length > 0 ? [block(method('build', buildParameters(forms), 'None'), build)] : []),
        block(method('call', code.parameters.map(typedInput(forms)), resultHint(code)), code.lines),
        ...(build.length > 0 && keepsShape(forms) ? [outputShape(forms)] : []),
        ...(code.parameters.some((parameter) => /^mask\b/.test(parameter)) ? [ownMask] : []),
        ...(settings.length > 0 ? [config(settings)] : []),
      ],
      [`@keras.saving.register_keras_serializable(package=${literalText(registry)})`],
    );
    return { name: op.keras, definition, settings: new Set(settings.map(({ key }) => key)), helpers: code.helpers };
  } catch (error) {
    throw error instanceof TargetLimit
      ? new TargetLimit(`${op.name} needs ${error.message}, which the code for Keras does not support`)
      : error;
  }
}

const method = (name: string, parameters: readonly Doc[], returns: string): Doc => [
  pyCall(`def ${name}`, ['self', ...parameters]),
  ` -> ${returns}`,
];

const resultHint = ({ results }: CallMethod): string => (results > 1 ? `list[${tensorHint}]` : tensorHint);

/** `x: keras.KerasTensor`, `mask: keras.KerasTensor | None = None` */
const typedInput =
  ({ taking }: Forms) =>
  (parameter: string): string => {
    if (parameter === '*') return parameter;
    const [name = '', standard] = parameter.split('=');
    const isList = taking.ports.some((port) => port.name === name && port.isList);
    if (isList) return `${name}: list[${tensorHint}]`;
    return standard === undefined ? `${name}: ${tensorHint}` : `${name}: ${tensorHint} | None = None`;
  };

/** The attributes but for those of companions, and those that tell which inputs there are. */
function settingsOf(op: Op): readonly KeptAttribute[] {
  const own = Object.entries(op.attributes).filter(
    ([key, { type }]) =>
      type.type !== 'settings' && !isOfPorts(op, key) && !op.companions.some((companion) => companion === key),
  );
  return own.map(([key, attribute]) => {
    const kept = keptCode(key, attribute);
    const saved =
      attribute.type.type === 'named' ? pyCall(`${moduleOf(attribute)}.serialize`, [`self.${key}`]) : `self.${key}`;
    return { key, parameter: parameterOf(key, attribute), kept, saved };
  });
}

function keptCode(key: string, attribute: Attribute): Doc {
  if (attribute.type.type === 'named') return `${moduleOf(attribute)}.get(${key})`;
  if (attribute.type.type === 'sizes') return `${key} or {}`;
  if (attribute.like !== undefined) return `${attribute.like} if ${key} is None else ${key}`;
  const length = tupleLength(attribute.type);
  return length ? breakable([`(${key},) * ${length}`, `if isinstance(${key}, int)`, `else ${key}`]) : key;
}

function parameterOf(key: string, attribute: Attribute): string {
  const { type, like } = attribute;
  const hint = attributeHint(type, typeOf(type));
  if (like !== undefined) return `${key}: ${hint} | None = None`;
  const code = defaultCode(attribute);
  const standard = code && flatText(code);
  if (type.type !== 'named') {
    if (standard === undefined) return `${key}: ${hint}`;
    return `${key}: ${hint}${standard === 'None' ? ' | None' : ''} = ${standard}`;
  }
  const hints = { initializers: 'str | keras.Initializer', regularizers: 'str | keras.Regularizer | None' };
  return `${key}: ${hints[moduleOf(attribute)]} = ${standard}`;
}

/** The module of Keras with what a word of an attribute means. */
const moduleOf = ({ type }: Attribute): 'initializers' | 'regularizers' =>
  type.type === 'named' && Object.hasOwn(type.kinds, 'l2') ? 'regularizers' : 'initializers';

function initializer(settings: readonly KeptAttribute[], dropsOut: boolean): PythonStatement {
  const parameters = settings.map(({ parameter }) => parameter);
  const [required, others] = [
    parameters.filter((one) => !one.includes('=')),
    parameters.filter((one) => one.includes('=')),
  ];
  return block(method('__init__', ['*', ...required, ...others, '**kwargs'], 'None'), [
    simple('super().__init__(**kwargs)'),
    ...settings.map(({ key, kept }) => simple([`self.${key} = `, kept])),
    ...(dropsOut ? [simple('self.dropout_layer = layers.Dropout(dropout, dtype=self.dtype_policy)')] : []),
  ]);
}

function config(settings: readonly KeptAttribute[]): PythonStatement {
  const entries = [
    '**super().get_config()',
    ...settings.map(({ key, saved }): Doc => [`${literalText(key)}: `, saved]),
  ];
  return block(method('get_config', [], 'dict'), [simple(['return ', collection('{', entries, '}')])]);
}

/** Whether the output has the shape of the first input in all forms. Keras computes other shapes by calling the layer. */
const keepsShape = (forms: Forms): boolean =>
  forms
    .map(({ ranks, values }) => {
      const shapes = ranks.flatMap((rank) => (rank === undefined ? [] : [Array(rank).fill(symbol('size'))]));
      const outputs = applyOp(forms.op, typesTaken(forms.op.inputs, shapes, values), values);
      // The same array: all sizes are called the same.
      return !(outputs instanceof RuleFault) && firstOutput(forms.op, outputs).shape === shapes[0];
    })
    .every(([, isSame]) => isSame);

/** Keras hands what is called a mask on to the layers that follow, and warns if a layer does not. */
const ownMask: PythonStatement = block(method('compute_mask', ['inputs', 'previous_mask'], 'None'), [
  docstring(['Hands no mask on: its own is for this layer alone.'], 8),
]);

function outputShape(forms: Forms): PythonStatement {
  const parameters = buildParameters(forms);
  const [shape = 'input_shape'] = parameters;
  return block(method('compute_output_shape', parameters, 'tuple[int | None, ...]'), [simple(`return ${shape}`)]);
}
