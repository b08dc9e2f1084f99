/** The defaults of attributes, as code. */
import type { Attribute } from '../../../ops/attributes.js';
import type { Doc } from '../../code/layout.js';
import { literalText, text } from '../expressions.js';
import { tuple } from '../python.js';

/** An attribute's own default; undefined if it has none. */
export function defaultCode({ default: standard, type }: Attribute): Doc | undefined {
  if (standard === undefined) return undefined;
  if (type.type === 'settings') return 'False';
  if (type.type === 'sizes') return 'None';
  if (type.type === 'named') return namedDefault(standard);
  return valueCode(standard);
}

const namedDefault = (standard: unknown): string => {
  const kind = typeof standard === 'object' && standard !== null && 'kind' in standard ? String(standard.kind) : 'none';
  return kind === 'none' ? 'None' : text(kind);
};

/** `((1, 1), (1, 1))` */
const valueCode = (value: unknown): Doc => (Array.isArray(value) ? tuple(value.map(valueCode)) : literalText(value));
