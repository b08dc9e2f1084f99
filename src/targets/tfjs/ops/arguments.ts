/** What is written for attributes, as arguments of layers of TensorFlow.js. */
import type { Attribute, AttributeType, Named } from '../../../ops/attributes.js';
import type { OpName } from '../../../ops/index.js';
import type { Op } from '../../../ops/op.js';
import { literal, type Template, type Written } from '../../../spec/spec.js';
import { array, call, type Doc, object } from '../../code/layout.js';
import { camelCase, quote } from '../../code/lexical.js';
import { type CodeScope, writtenCode } from '../expressions.js';
import { rows } from './layers.js';

/** What was written for an attribute, as an argument of TensorFlow.js. */
export function attributeCode(written: Written, key: string, op: Op, scope: CodeScope): Doc {
  const attribute = op.attributes[key] as Attribute;
  const { type } = attribute;
  if (type.type === 'named') return namedCode(written, type, scope);
  if (type.type === 'settings') return isFalse(written) ? 'false' : object(settingsCode(written, attribute, scope));
  if (type.type === 'margins' && written.kind === 'list') return marginsCode(written, scope);
  const code = writtenCode(written, type, scope);
  if (written.kind !== 'formula') return code;
  if (type.type === 'integers') return array([code]);
  return rows[op.name as OpName].pairs?.includes(key) ? array([code, code]) : code;
}

/** Margins, of which TensorFlow.js takes two numbers or two pairs, and no mixture. */
function marginsCode({ items }: Written & { kind: 'list' }, scope: CodeScope): Doc {
  const codes = items.map((item) => writtenCode(item, { type: 'pair' }, scope));
  const isMixed = items.some(({ kind }) => kind === 'list');
  return array(codes.map((code, index) => (isMixed && items[index]?.kind !== 'list' ? array([code, code]) : code)));
}

/** The settings of an attribute that is an object, each by its name. */
export function settingsCode(
  written: Written,
  { type }: Attribute,
  scope: CodeScope,
): readonly (readonly [string, Doc])[] {
  if (written.kind !== 'settings' || type.type !== 'settings') return [];
  return [...written.entries].map(([field, entry]) => [
    camelCase(field),
    writtenCode(entry, type.fields[field]?.type, scope),
  ]);
}

/** `tf.initializers.truncatedNormal({ stddev: 0.01 })`, or a word where nothing is set. */
function namedCode(written: Written, type: AttributeType & { type: 'named' }, scope: CodeScope): Doc {
  const [kind, settings] =
    written.kind === 'settings'
      ? ([...written.entries][0] as [string, Written])
      : [literal(written as Template & Written) as string, undefined];
  if (kind === 'none') return 'undefined';
  const name = kind === 'l1_l2' ? 'l1l2' : camelCase(kind);
  const fields = settings?.kind === 'settings' ? [...settings.entries] : [];
  const codes = fields.map(([key, entry]): readonly [string, Doc] => [
    camelCase(key),
    settingCode(entry, type.kinds[kind]?.[key]?.type, scope),
  ]);
  if (isRegularizer(type)) return call(`tf.regularizers.${name}`, codes.length > 0 ? [object(codes)] : []);
  return codes.length > 0 ? call(`tf.initializers.${name}`, [object(codes)]) : quote(name);
}

/** TensorFlow.js writes Keras's fan_in as fanIn. */
function settingCode(written: Written, type: AttributeType | undefined, scope: CodeScope): Doc {
  const word = written.kind === 'word' ? literal(written) : undefined;
  return word === undefined ? writtenCode(written, type, scope) : quote(camelCase(word));
}

/** The default of an attribute in Keras, where that of TensorFlow.js is another: it starts kernels with glorotNormal. */
export function kerasDefault(key: string, op: Op): Doc | undefined {
  const standard = op.attributes[key]?.default;
  if (op.name === 'squeeze' && key === 'axis') return '[1, 2]';
  return key.endsWith('_initializer') && key !== 'bias_initializer'
    ? quote(camelCase((standard as { kind: string }).kind))
    : undefined;
}

/** An attribute's default in an op's function: `strides = 1`. Undefined where it is to have nothing. */
export function defaultCode(key: string, op: Op): Doc | undefined {
  const { default: standard, type } = op.attributes[key] as Attribute;
  switch (type.type) {
    case 'named':
      return isRegularizer(type) ? undefined : quote(camelCase((standard as Named).kind));
    case 'settings':
      return undefined;
    case 'choice':
      return quote(standard as string);
    case 'pair':
    case 'margins':
    case 'integers': {
      const sides = (standard as readonly unknown[]).flat();
      const isList = type.type === 'integers' || rows[op.name as OpName].pairs?.includes(key);
      return isList ? array(sides.map(String)) : String(sides[0]);
    }
    default:
      return String(standard);
  }
}

/** Whether a layer is said to be without it. */
export const isFalse = (written: Written): boolean =>
  written.kind === 'formula' && written.expression.kind === 'literal' && written.expression.value === false;

/** Whether a named thing is a regulariser, and else an initialiser. */
export const isRegularizer = (type: AttributeType & { type: 'named' }): boolean => Object.hasOwn(type.kinds, 'l2');
