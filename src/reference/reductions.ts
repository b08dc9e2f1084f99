/** Reductions of several elements to one. */
import type { Reduction } from '../algebra/elementwise.js';
import type { Element, Lazy } from './lazy.js';

/** Reduces the elements at offsets from a flat index. */
type Reduce = (x: Lazy, first: number, offsets: readonly number[]) => Element;

/** Folds elements in order. */
const folded =
  (start: Element, fold: (a: Element, value: number, spread: number) => Element): Reduce =>
  (x, first, offsets) =>
    offsets.reduce((total, offset) => fold(total, x.value(first + offset), x.spread(first + offset)), start);

/** Terms with the same sign have roundings with the same sign. */
const sum: Reduce = (x, first, offsets) => {
  let [value, spread] = [0, 0];
  for (const offset of offsets) {
    value += x.value(first + offset);
    spread += x.spread(first + offset);
  }
  return { value, spread };
};

export const reductions: Readonly<Record<Reduction, Reduce>> = {
  sum,
  mean(x, first, offsets) {
    const { value, spread } = sum(x, first, offsets);
    return { value: value / offsets.length, spread: spread / offsets.length };
  },
  max: folded({ value: Number.NEGATIVE_INFINITY, spread: 0 }, (most, value, spread) => ({
    value: Math.max(most.value, value),
    spread: Math.max(most.spread, spread),
  })),
  min: folded({ value: Number.POSITIVE_INFINITY, spread: 0 }, (least, value, spread) => ({
    value: Math.min(least.value, value),
    spread: Math.max(least.spread, spread),
  })),
  product: folded({ value: 1, spread: 1 }, (product, value, spread) => ({
    value: product.value * value,
    spread: Math.max(Math.abs(product.value) * spread, Math.abs(value) * product.spread),
  })),
};
