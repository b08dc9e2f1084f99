/** What is written for the attributes of layers, as expressions. */
import { type NameExpression, walk } from '../expressions/expression.js';
import { indexNames } from '../expressions/index-function.js';
import type { Attribute, AttributeType } from '../ops/attributes.js';
import type { Op } from '../ops/op.js';
import { type Formula, type WrittenValue, literal as wordOf } from '../spec/spec.js';
import { itemAt } from '../text/lookup.js';
import { type ExpressionScope, lowerWritten } from './expressions.js';
import { type Entry, type Expr, list, literal } from './module.js';

/** What was written for an attribute: a number may be a list of one, and is both sides of a pair as it is. */
export function lowerAttribute(written: WrittenValue, key: string, op: Op, scope: ExpressionScope): Expr {
  const type = typeFor(written, attributeOf(op, key).type);
  if (type.type === 'named') return lowerNamed(written, type, scope);
  if (type.type === 'settings') return lowerSettings(written, type, scope);
  if (type.type === 'sizes' && written.kind === 'settings')
    return {
      kind: 'sizes',
      entries: [...written.entries].map(([name, size]) => [name, lowerWritten(size, { type: 'integer' }, scope)]),
    };
  if (type.type === 'table' && written.kind === 'formula') return lowerTable(written, scope);
  if (type.type === 'choice' && written.kind === 'settings') return lowerChoice(written, type, scope);
  if (type.type === 'margins' && type.axes > 1 && written.kind === 'list')
    return list(written.items.map((item) => lowerWritten(item, { type: 'pair' }, scope)));
  const value = lowerWritten(written, type, scope);
  return type.type === 'integers' && written.kind === 'formula' ? list([value]) : value;
}

/** What is written for a choice and is no word is numbers, if it may be those. */
const typeFor = (written: WrittenValue, type: AttributeType): AttributeType =>
  type.type === 'choice' && type.or && written.kind !== 'word' ? type.or : type;

/** The value of a table: a function of the indices that it mentions, with names that it does not mention otherwise. */
function lowerTable(formula: Formula, scope: ExpressionScope): Expr {
  const mentioned = [...walk(formula.expression)].filter((part) => part.kind === 'name').map(scope.find);
  const axes = mentioned.flatMap(({ axis }) => axis ?? []);
  if (axes.length === 0) return lowerWritten({ kind: 'formula', ...formula }, { type: 'table' }, scope);
  const taken = new Set(mentioned.filter(({ axis }) => axis === undefined).map(({ name }) => name));
  const names = indexNames.slice(0, Math.max(...axes) + 1).map((name, axis) => {
    const free = taken.has(name) ? `${name}${axis + 1}` : name;
    return axes.includes(axis) ? free : `_${free}`;
  });
  const find = (name: NameExpression) => {
    const found = scope.find(name);
    return found.axis === undefined ? found : { ...found, name: itemAt(names, found.axis) };
  };
  const body = lowerWritten({ kind: 'formula', ...formula }, { type: 'table' }, { ...scope, find });
  return { kind: 'function', parameters: names, body };
}

export function attributeOf(op: Op, key: string): Attribute {
  const attribute = op.attributes[key];
  if (!attribute) throw new Error(`${op.name} has no attribute ${key}`);
  return attribute;
}

/** Settings by name; `false` is none of it, and `true` all of it as usual. */
function lowerSettings(
  written: WrittenValue,
  type: AttributeType & { type: 'settings' },
  scope: ExpressionScope,
): Expr {
  if (isFalse(written)) return literal(false);
  const entries = written.kind === 'settings' ? [...written.entries] : [];
  return {
    kind: 'settings',
    entries: entries.map(([key, entry]): Entry => [key, lowerWritten(entry, type.fields[key]?.type, scope)]),
  };
}

/** A word with its settings: `{leaky_relu: {negative_slope: 0.1}}`. */
function lowerChoice(
  { entries }: WrittenValue & { kind: 'settings' },
  { settings = {} }: AttributeType & { type: 'choice' },
  scope: ExpressionScope,
): Expr {
  return {
    kind: 'settings',
    entries: [...entries].map(([word, written]): Entry => {
      return [word, lowerWritten(written, { type: 'settings', fields: settings[word] ?? {} }, scope)];
    }),
  };
}

function lowerNamed(written: WrittenValue, type: AttributeType & { type: 'named' }, scope: ExpressionScope): Expr {
  const [name = '', settings] =
    written.kind === 'settings'
      ? ([...written.entries][0] ?? [])
      : [written.kind === 'word' ? wordOf(written) : undefined, undefined];
  const entries = settings?.kind === 'settings' ? [...settings.entries] : [];
  return {
    kind: 'named',
    role: Object.hasOwn(type.kinds, 'l2') ? 'regularizer' : 'initializer',
    name,
    settings: entries.map(([key, entry]) => [key, lowerWritten(entry, type.kinds[name]?.[key]?.type, scope)]),
  };
}

/** Whether a layer is said to be without it. */
const isFalse = (written: WrittenValue): boolean =>
  written.kind === 'formula' && written.expression.kind === 'literal' && written.expression.value === false;
