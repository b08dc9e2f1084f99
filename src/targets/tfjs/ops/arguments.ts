/** The attributes of layers as arguments of layers of TensorFlow.js. */

import { attributeOf } from '../../../lower/attributes.js';
import type { Expr } from '../../../lower/module.js';
import type { NamedConfig } from '../../../ops/attributes.js';
import type { Op } from '../../../ops/op.js';
import { array, call, type Doc, object } from '../../code/layout.js';
import { camelCase, quote } from '../../code/lexical.js';
import { TargetLimit } from '../../target.js';
import { type Spread, spreadOf, spreadType } from './layers.js';

/** What writes expressions as code. */
interface ExpressionWriter {
  code(expression: Expr): Doc;
}

/** The value of an attribute as TensorFlow.js takes it. */
export function attributeCode(value: Expr, key: string, op: Op, expressions: ExpressionWriter): Doc {
  if (value.kind === 'named') return namedCode(value, expressions);
  if (value.kind === 'settings') return object(settingsCode(value, expressions));
  const spread = spreadOf(op, key);
  if (spread) return spreadCode(value, spread, expressions);
  const { type } = attributeOf(op, key);
  const numbers = type.type === 'choice' ? type.or : type;
  const isMargins = numbers?.type === 'margins' && numbers.axes > 1;
  if (isMargins && value.kind === 'list') return marginsCode(value.items, expressions);
  return expressions.code(value);
}

/** A number, or two, for each axis, of a value that may be one number for all. */
function spreadCode(value: Expr, spread: Spread, expressions: ExpressionWriter): Doc {
  const { axes, hasEnds } = spread;
  if (value.kind === 'conditional') {
    const [whenTrue, whenFalse] = [value.whenTrue, value.whenFalse].map((side) =>
      spreadCode(side, spread, expressions),
    );
    return [expressions.code(value.condition), ' ? ', whenTrue ?? '', ' : ', whenFalse ?? ''];
  }
  const code = expressions.code(value);
  const both = (side: Doc) => (hasEnds ? array([side, side]) : side);
  if (value.kind === 'list')
    return array(
      value.items.map((item) => (item.kind === 'list' ? expressions.code(item) : both(expressions.code(item)))),
    );
  const all = array(Array<Doc>(axes).fill(both(code)));
  const { type } = value.kind === 'variable' ? value : {};
  if (!type || type.every((one) => one === 'number')) return all;
  if (type.every((one) => spreadType(spread).includes(one))) return code;
  if (hasEnds) throw new TargetLimit('margins that are numbers in one use and lists in another');
  return ['typeof ', code, " === 'number' ? ", all, ' : ', code];
}

/** Margins, of which TensorFlow.js takes numbers or pairs, and no mixture. */
function marginsCode(items: readonly Expr[], expressions: ExpressionWriter): Doc {
  const isMixed = items.some(({ kind }) => kind === 'list');
  return array(
    items.map((item) => {
      const code = expressions.code(item);
      return isMixed && item.kind !== 'list' ? array([code, code]) : code;
    }),
  );
}

/** Settings, each by its name. */
export function settingsCode(
  { entries }: Expr & { kind: 'settings' },
  expressions: ExpressionWriter,
): readonly (readonly [string, Doc])[] {
  return entries.map(([key, value]) => [
    camelCase(key),
    value.kind === 'settings' ? object(settingsCode(value, expressions)) : expressions.code(value),
  ]);
}

/** `tf.initializers.truncatedNormal({ stddev: 0.01 })`, or a word where nothing is set. */
function namedCode({ role, name: kind, settings }: Expr & { kind: 'named' }, expressions: ExpressionWriter): Doc {
  if (kind === 'none') return 'undefined';
  const name = wordOf(kind);
  // TensorFlow.js writes Keras's fan_in as fanIn.
  const codes = settings.map(([key, value]): readonly [string, Doc] => [
    camelCase(key),
    value.kind === 'literal' && typeof value.value === 'string'
      ? quote(camelCase(value.value))
      : expressions.code(value),
  ]);
  if (role === 'regularizer') return call(`tf.regularizers.${name}`, codes.length > 0 ? [object(codes)] : []);
  return codes.length > 0 ? call(`tf.initializers.${name}`, [object(codes)]) : quote(name);
}

/**
 * Keras's default of an attribute, if TensorFlow.js has another: it initializes kernels with glorotNormal, and the gates
 * of recurrent layers have hardSigmoid.
 */
export function kerasDefault(key: string, op: Op): Doc | undefined {
  const standard = op.attributes[key]?.default;
  if (op.name === 'squeeze' && key === 'axis') return '[1, 2]';
  if (key === 'recurrent_activation') return quote(String(standard));
  return key.endsWith('_initializer') && key !== 'bias_initializer'
    ? quote(wordOf((standard as { kind: string }).kind))
    : undefined;
}

/** An attribute's default in an op's function: `strides = 1`. Undefined if it has none. */
export function defaultCode(key: string, op: Op): Doc | undefined {
  const { default: standard, type } = attributeOf(op, key);
  switch (type.type) {
    case 'named':
      return isRegularizer(type) ? undefined : quote(wordOf((standard as NamedConfig).kind));
    case 'settings':
      return undefined;
    case 'sizes':
      return '{}';
    case 'text':
    case 'choice':
      return quote(standard as string);
    case 'pair':
    case 'triple':
    case 'margins':
    case 'integers': {
      const sides = standard as readonly unknown[];
      if (spreadOf(op, key)?.hasEnds) return array(sides.map((ends) => array([ends].flat().map(String))));
      const isList = type.type === 'integers' || spreadOf(op, key) !== undefined;
      return isList ? array(sides.map(String)) : String(sides.flat()[0]);
    }
    default:
      return String(standard);
  }
}

/** Whether a named thing is a regularizer, and else an initializer. */
const isRegularizer = (type: { readonly kinds: object }): boolean => Object.hasOwn(type.kinds, 'l2');

/** What TensorFlow.js calls an initializer or a regularizer. */
const wordOf = (kind: string): string => (kind === 'l1_l2' ? 'l1l2' : camelCase(kind.replace(/^lecun_/, 'le_cun_')));
