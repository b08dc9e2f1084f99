/** Descriptions of layers in a few words, as in figures of papers. */

import type { LayerEntry } from '../../analysis/report.js';
import type { AttributeValues } from '../../ops/attributes.js';
import type { OpKind } from '../../ops/op.js';
import { itemAt } from '../../text/lookup.js';
import type { Looks } from './looks.js';

const pair = (value: unknown): string => (Array.isArray(value) ? value.join('×') : String(value));
const isOne = (value: unknown): boolean => value === undefined || pair(value) === '1×1';

/** Strides as `/2` or `/2×1`; empty if they are 1. */
function strided({ strides }: AttributeValues): readonly string[] {
  if (isOne(strides)) return [];
  const sides = new Set(Array.isArray(strides) ? strides : [strides]);
  return [`/${sides.size === 1 ? [...sides].join() : pair(strides)}`];
}

/** The size of a layer's window, its strides and dilation; empty without a window. */
function windowWords(attributes: AttributeValues): readonly string[] {
  const { kernel_size, pool_size = kernel_size, dilation_rate } = attributes;
  const dilated = isOne(dilation_rate) ? [] : [`dilated ${pair(dilation_rate)}`];
  return pool_size === undefined ? [] : [pair(pool_size), ...strided(attributes), ...dilated];
}

/** `3×3 /2` */
export const windowLabel = ({ attributes }: Pick<LayerEntry, 'attributes'>): string =>
  windowWords(attributes).join(' ');

/** A number with three digits, a size, or a word without its settings. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(3)));
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value).join() : pair(value);
}

function wordsOf({ op, attributes }: Pick<LayerEntry, 'op' | 'attributes'>, looks: Looks): readonly string[] {
  const { label = op, makes, shows } = looks[op] ?? {};
  return [
    ...(label === '' ? [] : [label]),
    ...windowWords(attributes),
    ...(makes === undefined ? [] : [`→ ${pair(attributes[makes])}`]),
    ...(shows === undefined ? [] : [shown(attributes[shows])]),
  ];
}

/** The kind of work of a layer, by which it is colored. */
export const familyOf = ({ op }: LayerEntry, looks: Looks): OpKind => looks[op]?.kind ?? 'pointwise';

/** `conv 3×3 /2 → 64`. For several layers in the same place of a block: `conv 3×3 → 64|96`. */
export function describe(layers: readonly Pick<LayerEntry, 'op' | 'attributes'>[], looks: Looks): string {
  const texts = layers.map((layer) => wordsOf(layer, looks));
  const [first = []] = texts;
  if (texts.some((words) => words.length !== first.length))
    return oneOf(
      texts.map((words) => words.join(' ')),
      ' … ',
    );
  return first.map((_, index) => oneOf(texts.map((words) => itemAt(words, index)))).join(' ');
}

/** The common text, or `→ 64|96`, or the first and the last of more. */
export function oneOf(words: readonly string[], ellipsis = '…'): string {
  const [first = '', ...others] = new Set(words);
  if (others.length === 0) return first;
  const arrow = first.startsWith('→ ') ? '→ ' : '';
  const values = [first, ...others].map((word) => word.slice(arrow.length));
  return arrow + (values.length === 2 ? values.join('|') : values[0] + ellipsis + values.at(-1));
}
