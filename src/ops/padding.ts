/** The padding of windows: a word, or margins in numbers. */
import type { Algebra } from '../algebra/algebra.js';
import { attribute } from './attributes.js';

/** What is added at both ends of each axis. */
export type Margins<N = number> = readonly (readonly [before: N, after: N])[];

/** Whether a padding is in numbers. */
export const isMargins = <N>(padding: string | Margins<N>): padding is Margins<N> => typeof padding !== 'string';

export const paddingAliases = ['pad', 'pads', 'pad_type', 'border_mode', 'autopad', 'auto_pad'] as const;

const words = {
  1: 'valid: no padding. same: pads both ends, so that the length is divided by the strides and rounded up. A number pads both ends (1), two pad the beginning and the end ([1, 2]).',
  2: 'valid: no padding. same: pads so that the output size is the input size divided by the strides, rounded up. Numbers pad all sides (1), top and bottom and then left and right (1x2), or each side ([[top, bottom], [left, right]]).',
  3: 'valid: no padding. same: pads so that the output size is the input size divided by the strides, rounded up. Numbers pad all sides (1), each axis (0x1x1), or each side ([[front, back], [top, bottom], [left, right]]).',
} as const;

const rest = { default: 'valid', aliases: paddingAliases } as const;
const choices = ['valid', 'same'] as const;

export const padding = {
  1: attribute({ type: 'choice', choices, or: { type: 'margins', axes: 1 } }, { doc: words[1], ...rest }),
  2: attribute({ type: 'choice', choices, or: { type: 'margins', axes: 2 } }, { doc: words[2], ...rest }),
  3: attribute({ type: 'choice', choices, or: { type: 'margins', axes: 3 } }, { doc: words[3], ...rest }),
} as const;

/** The same for convolutions, which over a sequence can be causal. */
export const convolutionPadding = {
  ...padding,
  1: attribute(
    { type: 'choice', choices: [...choices, 'causal'], or: { type: 'margins', axes: 1 } },
    { doc: `${words[1]} causal: pads the beginning alone, so that no output depends on later inputs.`, ...rest },
  ),
} as const;

/** Adds a value, 0 by default, at both ends of axes; the channels follow them. */
export const padAlong = <T, N>(t: Algebra<T, N>, x: T, margins: Margins<N | number>, value?: number): T =>
  t.pad(x, new Map(margins.map((ends, axis) => [axis - margins.length - 1, ends])), value);

/** Removes what is at both ends of axes; the channels follow them. */
export const cropAlong = <T, N>(t: Algebra<T, N>, x: T, margins: Margins): T =>
  margins.reduce((y, [before, after], axis) => {
    const place = axis - margins.length - 1;
    return before + after === 0 ? y : t.slice(y, place, before, after === 0 ? undefined : -after);
  }, x);

/** What a window slides over, with margins in numbers, and the padding that it then has. */
export const padded = <T, N, W extends string>(
  t: Algebra<T, N>,
  x: T,
  padding: W | Margins<N>,
): readonly [T, W | 'valid'] =>
  isMargins(padding) ? [t.named(padAlong(t, x, padding), 'padded'), 'valid'] : [x, padding];
