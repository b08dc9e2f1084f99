/** Numbers and shapes of reports in words. */

import type { Count } from '../analysis/counts.js';
import type { DerivedFigures, Report } from '../analysis/report.js';
import type { SizeBounds } from '../expressions/shape.js';
import { bar as drawBar } from '../text/display.js';
import { isNamed, shapeText, shownShapes } from './shape-words.js';

const thousands = new Intl.NumberFormat('en-US');

/** `27,179,376`, or `?`. */
export function exact(count: Count): string {
  return count === null ? '?' : thousands.format(count);
}

const units = ['', ' k', ' M', ' G', ' T', ' P'];

/** `5.719 G`, with four digits; below a thousand the number itself. */
export function rounded(count: Count): string {
  if (count === null) return '?';
  let value = count;
  let unit = 0;
  // 1000 of a unit is 1 of the next.
  while (unit + 1 < units.length && Number(value.toPrecision(4)) >= 1000) {
    value /= 1000;
    unit += 1;
  }
  return unit === 0 ? String(count) : value.toPrecision(4) + units[unit];
}

/** `132 layers`. */
export function layersText({ layers }: Report['totals']): string {
  return `${exact(layers)} ${layers === 1 ? 'layer' : 'layers'}`;
}

/** `4.150 MB`, in powers of a thousand. */
export function bytesText(bytes: Count): string {
  if (bytes === null) return '?';
  return bytes < 1000 ? `${bytes} B` : `${rounded(bytes)}B`;
}

/** A receptive field and its effective stride: `1311 /32`, `7x9 /1x2`; empty if there is none. */
export function fieldText({
  receptive_field,
  effective_stride,
}: Pick<DerivedFigures, 'receptive_field' | 'effective_stride'>) {
  if (!receptive_field || !effective_stride) return '';
  return `${sidesText(receptive_field)} /${sidesText(effective_stride.map((size) => Number(size.toPrecision(3))))}`;
}

/** `7x9`, or `7` if all sides are the same. */
export function sidesText(sizes: readonly number[]): string {
  const [side, ...others] = new Set(sizes);
  return others.length === 0 ? `${side}` : sizes.join('x');
}

/** A bar with the length of a count relative to the maximum, at most `cells` long. */
export function bar(count: Count, most: number, cells: number): string {
  return drawBar(most > 0 ? (cells * (count ?? 0)) / most : 0);
}

/** A summary on one line. */
export const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** A share of a total in percent; empty if it is unknown or zero. */
export function percent(count: Count, total: Count): string {
  if (!count || !total) return '';
  const share = (100 * count) / total;
  return share < 0.05 ? '<0.1%' : `${share.toFixed(1)}%`;
}

/** A name with its meaning in words, which should not be broken. */
export type Fact = readonly [name: string, words: readonly string[]];

/** Facts about the whole network. */
export function factsOf(report: Report): readonly Fact[] {
  const { parameters, input_dtypes, totals, smallest_input: smallest, assumptions } = report;
  const facts: readonly Fact[] = [
    ['inputs', shapesWords(shownShapes(report, 'inputs'), input_dtypes)],
    ['outputs', shapesWords(shownShapes(report, 'outputs'))],
    ['sizes', listed(Object.entries(report.sizes ?? {}).map(sizeText))],
    ['parameters', listed(Object.entries(parameters).map(([name, value]) => `${name}=${value}`))],
    ['params', [...totalWords(report, 'params'), ...trainableWords(totals)]],
    ['MACs', totalWords(report, 'macs')],
    ['activations', totalWords(report, 'activations')],
    ['inference', inferenceWords(report)],
    ['training', trainingWords(report)],
    ['layer costs', costSizes(report)],
    ['smallest input', smallest ? smallestWords(smallest) : []],
    ['assumptions', listed(assumptions.map(({ layer, condition }) => `${condition} (${layer})`))],
  ];
  return facts.filter(([, words]) => words.length > 0);
}

/** Words with commas between them. */
export const listed = (words: readonly string[]): readonly string[] =>
  words.map((word, index) => (index + 1 < words.length ? `${word},` : word));

/** `length from 1 to 1024` */
function sizeText([name, { minimum = 1, maximum }]: readonly [string, SizeBounds]): string {
  return maximum === undefined ? `${name}, ${minimum} or more` : `${name} from ${minimum} to ${maximum}`;
}

const shapesWords = (shapes: ReturnType<typeof shownShapes>, dtypes: Report['input_dtypes'] = {}): readonly string[] =>
  listed(
    [...shapes].map(([name, shape]) =>
      [name, shapeText(shape), ...(Object.hasOwn(dtypes, name) ? [dtypes[name]] : [])].join(' '),
    ),
  );

const trainableWords = ({ trainable_params: count }: Report['totals']): readonly string[] =>
  count === null ? [] : [`(${exact(count)}`, 'trainable)'];

const smallestWords = ({ size, limited_by }: NonNullable<Report['smallest_input']>): readonly string[] =>
  limited_by === null ? [shapeText(size)] : [`${shapeText(size)},`, 'limited', 'by', limited_by];

/** The parts of the memory. */
function inferenceWords({ memory: { inference }, sizes = {} }: Report): readonly string[] {
  const { bytes, bytes_at_maximum, weights, activations, activations_formula: formula, peak_at } = inference;
  const at = peak_at === null ? '' : `, at ${peak_at}`;
  if (bytes !== null) {
    const peak = `at most ${bytesText(activations)} of tensors${at}`;
    return [bytesText(bytes), 'of', 'memory:', `${bytesText(weights)} of weights,`, peak];
  }
  if (formula === undefined || !isNamed(formula, sizes)) return [];
  return [
    `${bytesText(weights)} of weights,`,
    'at',
    'most',
    ...formula.split(' '),
    `bytes of tensors${at}`,
    ...atMaximum(formula, bytes_at_maximum, sizes, (count) => `${bytesText(count)} in all`),
  ];
}

function trainingWords({ memory: { training }, sizes = {} }: Report): readonly string[] {
  const { bytes, bytes_formula: formula, bytes_at_maximum, ...parts } = training;
  if (bytes === null) {
    if (formula === undefined || !isNamed(formula, sizes)) return [];
    const most = atMaximum(formula, bytes_at_maximum, sizes, bytesText);
    return [...formula.split(' '), 'bytes with a batch size of 1', ...most];
  }
  const { weights, gradients, optimizer, activations } = parts;
  const words = [
    `${bytesText(weights)} of weights,`,
    `${bytesText(gradients)} of gradients,`,
    `${bytesText(optimizer)} of an optimizer with two slots,`,
    `${bytesText(activations)} of activations`,
  ];
  return [bytesText(bytes), 'with', 'a', 'batch', 'size', 'of', '1:', ...words];
}

/** A total, or the terms of its formula. */
function totalWords({ totals, sizes }: Report, name: 'params' | 'macs' | 'activations'): readonly string[] {
  const formula = totals[`${name}_formula`];
  if (formula === undefined) return [exact(totals[name])];
  return [...termsOf(formula), ...atMaximum(formula, totals[`${name}_at_maximum`], sizes, exact)];
}

/** `(145,824,153,600 at length=1024)`; nothing if a size has no maximum. */
function atMaximum(
  formula: string,
  count: number | undefined,
  sizes: Report['sizes'],
  format: (count: number) => string,
): readonly string[] {
  return count === undefined ? [] : [`(${format(count)} at`, `${maximumsIn(formula, sizes).join(', ')})`];
}

/** `length=1024`, for each size in a formula. */
const maximumsIn = (formula: string, sizes: Report['sizes'] = {}): readonly string[] => {
  const words = new Set(formula.match(/[A-Za-z_]\w*/g));
  return Object.entries(sizes).flatMap(([name, { maximum }]) => (words.has(name) ? [`${name}=${maximum}`] : []));
};

/** At which sizes costs are shown, such as `at length=1024`; nothing if they do not depend on sizes with a maximum. */
export function costSizes({ totals: { macs_formula, macs_at_maximum }, sizes }: Report): readonly string[] {
  if (macs_formula === undefined || macs_at_maximum === undefined) return [];
  return ['at', ...listed(maximumsIn(macs_formula, sizes))];
}

/** The terms of a sum, each after the first with its sign. */
function termsOf(formula: string): readonly string[] {
  const terms: string[] = [];
  let depth = 0;
  for (const word of formula.split(' ')) {
    if (terms.length === 0 || (depth === 0 && /^[-+]$/.test(word))) terms.push(word);
    else terms.push(`${terms.pop()} ${word}`);
    depth += word.split('(').length - word.split(')').length;
  }
  return terms;
}
