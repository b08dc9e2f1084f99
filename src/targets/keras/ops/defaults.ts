/** The defaults of attributes, as code. */
import type { Attribute } from '../../../ops/attributes.js';
import { literalText, text } from '../expressions.js';

/** An attribute's own default; undefined if it has none. */
export function defaultCode({ default: standard, type }: Attribute): string | undefined {
  if (standard === undefined) return undefined;
  if (type.type === 'settings' || type.type === 'sizes') return 'None';
  if (type.type === 'named') return namedDefault(standard);
  return valueText(standard);
}

const namedDefault = (standard: unknown): string => {
  const kind = typeof standard === 'object' && standard !== null && 'kind' in standard ? String(standard.kind) : 'none';
  return kind === 'none' ? 'None' : text(kind);
};

/** `((1, 1), (1, 1))` */
function valueText(value: unknown): string {
  if (!Array.isArray(value)) return literalText(value);
  const items = value.map(valueText);
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}
