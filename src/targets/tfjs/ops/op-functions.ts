/** The function of an op, which applies it with this network's defaults. */
import type { OpFunction } from '../../../lower/module.js';
import type { Companion } from '../../../ops/companions.js';
import { call, type Doc, toLines } from '../../code/layout.js';
import type { Part, Printing } from '../print/printing.js';
import { outputsType, tensorType, typeText } from '../print/types.js';
import { type ActivationFunctions, indentation } from './activations.js';
import { attributeCode, defaultCode } from './arguments.js';
import { derivedCode, layerBody } from './layer-body.js';
import { spreadOf, spreadType } from './layers.js';
import { ownBody } from './own-bodies.js';

/** Declares the type of an op's options. */
export function declareOpOptions({ op, options, optionsType, mayFreeze }: OpFunction, printing: Printing): void {
  if (options.size === 0 && !mayFreeze) return;
  const fields = [...options].map(([key, { key: name, type, isOptional }]) => {
    for (const one of type) if (one === 'initializer' || one === 'regularizer') printing.need(one);
    const spread = spreadOf(op, key);
    return { key: name, type: typeText(spread ? spreadType(spread) : type), isOptional };
  });
  const frozen = mayFreeze ? [{ key: 'trainable', type: 'boolean', isOptional: true }] : [];
  printing.types.push({ lines: printing.language.objectType(optionsType, [...fields, ...frozen]) });
}

export function printOpFunction(of: OpFunction, activations: ActivationFunctions, printing: Printing): Part {
  const { name, options, optionsType, takesList, mayFreeze } = of;
  const { language } = printing;
  const x = takesList ? 'xs' : 'x';
  const type = takesList ? `[${tensorType}, ...${tensorType}[]]` : tensorType;
  const pattern = [...options].map(([key, option]): Doc => {
    const standard = option.isOptional ? standardCode(of, key, printing) : undefined;
    return standard === undefined ? option.key : [option.key, ' = ', standard];
  });
  if (mayFreeze) pattern.push('trainable = true');
  const mayBeLeftOut = [...options.values()].every(({ isOptional }) => isOptional);
  const parameters: Doc[] = [language.typed(x, type), language.typed('name', 'string')];
  if (pattern.length > 0) parameters.push(language.optionsParameter(pattern, optionsType, mayBeLeftOut));
  const returns = of.outputs ? outputsType(of.outputs) : tensorType;
  const doc = language.docOf(describe(of), [
    ['param', type, x],
    ['param', 'string', 'name'],
    ...(pattern.length > 0 ? [['param', optionsType, mayBeLeftOut ? '[options]' : 'options'] as const] : []),
    ['returns', returns],
  ]);
  const writing = { printing, activations };
  const body = ownBody(of, writing) ?? layerBody(of, x, writing);
  return {
    lines: [
      ...doc,
      ...toLines(call(`function ${name}`, parameters), indentation - 2, '', `${language.annotation(returns)} {`),
      ...body.map((line) => `  ${line}`),
      '}',
    ],
  };
}

/** The default of an option: the spec's, or that of the op. */
function standardCode(of: OpFunction, key: string, printing: Printing): Doc | undefined {
  const { op, options, constants } = of;
  const standard = options.get(key)?.standard ?? constants.get(key);
  if (standard) return attributeCode(standard.value, key, op, printing.expressions);
  const like = op.attributes[key]?.like;
  if (like === undefined) return derivedCode(of, key, printing) ?? defaultCode(key, op);
  return options.get(like)?.key ?? standardCode(of, like, printing);
}

/** What a function does beyond its one layer. */
function describe({ op, options, constants }: OpFunction): readonly string[] {
  if (op.name === 'squeeze') return ['Takes dimensions of size 1 away.'];
  const has = (key: Companion) => op.companions.includes(key) && (options.has(key) || constants.has(key));
  const after = [has('batch_norm') ? 'batch norm' : '', has('activation') ? 'activation' : ''].filter(Boolean);
  return after.length > 0 ? [`${op.name}, then ${after.join(', then ')}.`] : [];
}
