/** The values of attributes as Keras takes them. */
import { attributeOf } from '../../../lower/attributes.js';
import { type Expr, list, literal } from '../../../lower/module.js';
import type { Op } from '../../../ops/op.js';

/** A value of an attribute: margins are numbers or pairs, and no mixture; without settings it is False. */
export function kerasValue(op: Op, key: string, value: Expr): Expr {
  if (value.kind === 'conditional') {
    const [whenTrue, whenFalse] = [value.whenTrue, value.whenFalse].map((side) => kerasValue(op, key, side));
    const isSame = whenTrue === value.whenTrue && whenFalse === value.whenFalse;
    return whenTrue && whenFalse && !isSame ? { ...value, whenTrue, whenFalse } : value;
  }
  const { type } = attributeOf(op, key);
  if (type.type === 'settings' && value.kind === 'literal') return literal(false);
  const numbers = type.type === 'choice' ? type.or : type;
  const isMargins = numbers?.type === 'margins' && numbers.axes > 1;
  if (!isMargins || value.kind !== 'list') return value;
  const isMixed = value.items.some(({ kind }) => kind === 'list');
  return isMixed ? list(value.items.map((item) => (item.kind === 'list' ? item : list([item, item])))) : value;
}
