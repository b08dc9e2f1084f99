/** The function of an op, which applies it with this network's defaults. */
import { attributeOf } from '../../../lower/attributes.js';
import type { OpFunction } from '../../../lower/module.js';
import type { Doc } from '../../code/layout.js';
import { keywords } from '../expressions.js';
import { expressionsIn } from '../mentions.js';
import { separator } from '../naming.js';
import type { PythonPrinting } from '../printing.js';
import { block, type Python, type PythonStatement, pyCall, simple } from '../python.js';
import { attributeHint, tensorHint } from '../types.js';
import type { ActivationPrinter } from './activations.js';
import { defaultCode } from './defaults.js';
import { inputName, returned } from './inputs.js';
import { appliedLayer, constantCode, divisionChecks, layerCode } from './layer-code.js';
import { isRecurrent, recurrentBody } from './recurrent.js';

export function printOpFunction(
  of: OpFunction,
  activations: ActivationPrinter,
  printing: PythonPrinting,
): PythonStatement {
  const { op, name, options, mayFreeze, outputs } = of;
  const x = inputName(of);
  const parameters = [
    ...[...options].map(([key]) => parameterOf(of, key)),
    ...(mayFreeze ? ['trainable: bool = True'] : []),
    ...(printing.shares(op) ? [op.ties ? 'weights: str' : 'weights: str | None = None'] : []),
  ];
  const head = pyCall(`def ${name}`, [
    `${x}: ${x === 'xs' ? `list[${tensorHint}]` : tensorHint}`,
    ...(op.ties ? [] : ['name: str']),
    ...(parameters.length > 0 ? ['*', ...parameters] : []),
  ]);
  const several = { named: `dict[str, ${tensorHint}]`, numbered: `list[${tensorHint}]` };
  const returns = outputs ? several[outputs.kind] : tensorHint;
  const body = op.name === 'activation' ? activations.alone(of) : bodyOf(of, activations, printing);
  return block([head, ` -> ${returns}`], [...madeDefaults(of), ...divisionChecks(of), ...body]);
}

/**
 * Defaults that each call makes anew: dictionaries, and initializers of Keras, which draw their seeds when they are made,
 * so that layers with the same one would begin with the same values.
 */
function madeDefaults(of: OpFunction): Python {
  return [...of.options].flatMap(([key, option]) => {
    const made = madeDefault(of, key);
    if (!made) return [];
    return [block(`if ${option.key} is ${made.sign}`, [simple([`${option.key} = `, standardCode(of, key)])])];
  });
}

/** What a default that each call makes is written as: True for the settings of a part that can be absent. */
function madeDefault({ options }: OpFunction, key: string): { readonly sign: 'None' | 'True' } | undefined {
  const { isOptional, standard } = options.get(key) ?? {};
  if (!isOptional || !standard) return undefined;
  const parts = [...expressionsIn(standard.value)];
  if (parts.some(({ kind }) => kind === 'settings')) return { sign: 'True' };
  const isMade = parts.some(
    (one) => one.kind === 'sizes' || (one.kind === 'named' && one.role === 'initializer' && one.settings.length > 0),
  );
  return isMade ? { sign: 'None' } : undefined;
}

/** `strides: int | tuple[int, int] = 1` */
function parameterOf(of: OpFunction, key: string): Doc {
  const option = of.options.get(key);
  if (!option) return key;
  const { type } = attributeOf(of.op, key);
  const made = madeDefault(of, key);
  const standard = option.isOptional ? (made?.sign ?? standardCode(of, key)) : undefined;
  const taken = attributeHint(type, type.type === 'settings' ? ['boolean', ...option.type] : option.type);
  const declared = `${option.key}: ${taken}${standard === 'None' && !taken.endsWith('None') ? ' | None' : ''}`;
  return standard === undefined ? declared : [declared, ' = ', standard];
}

/** The default of an option: the spec's, or that of the op; None if it follows from something else. */
function standardCode({ op, options }: OpFunction, key: string): Doc {
  const standard = options.get(key)?.standard;
  if (standard) return constantCode(op, key, standard.value);
  return defaultCode(attributeOf(op, key)) ?? 'None';
}

/** The op, then its batch norm and its activation. */
function bodyOf(of: OpFunction, activations: ActivationPrinter, printing: PythonPrinting): Python {
  if (isRecurrent(of.op)) return recurrentBody(of, printing.layer(of.op, layerCode(of, printing)));
  const { before, value } = appliedLayer(of, printing);
  const steps = [...batchNorm(of, printing), ...(of.op.companions.includes('activation') ? activations.after(of) : [])];
  if (steps.length === 0) return [...before, ...returned(of, value)];
  return [...before, simple(['y = ', value]), ...steps, simple('return y')];
}

function batchNorm({ op, options, constants, mayFreeze }: OpFunction, printing: PythonPrinting): Python {
  const own = [...(mayFreeze ? ['trainable=trainable'] : []), `name=f"{name}${separator}BatchNorm"`];
  const apply = (settings: readonly Doc[]): PythonStatement => {
    const layer = pyCall('layers.BatchNormalization', [...settings, ...own]);
    return simple(['y = ', pyCall(printing.layer(op, layer, 'BatchNorm'), ['y'])]);
  };
  const option = options.get('batch_norm');
  if (option) return [block(`if isinstance(${option.key}, dict)`, [apply([`**${option.key}`])])];
  const constant = constants.get('batch_norm')?.value;
  return constant?.kind === 'settings' ? [apply(keywords(constant.entries))] : [];
}
