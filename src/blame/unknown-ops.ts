/** Unknown ops: those of other libraries, misspelled ones, and others. */

import { type Remedy, replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { unknownOp } from '../diagnostics/messages/names.js';
import { didYouMeanOneOf, listOfOps, write } from '../diagnostics/messages/remedies.js';
import { closest, didYouMean } from '../diagnostics/nearest.js';
import { ops } from '../ops/index.js';
import { positionAt, type Span } from '../text/source.js';
import { allOpWords, normalOf, remedyFor, translateActivation, translateOp } from '../vocabulary/translation.js';
import { entriesOf, type Mapping, type Scalar } from '../yaml/tree.js';

/** Reports an op that is neither one of netspec's nor a block of the spec. */
export function reportUnknownOp(item: Mapping, op: Scalar, blocks: readonly string[], diagnostics: Diagnostics): void {
  const { text, span } = op;
  diagnostics.report(unknownOp(text), span, remedyForOp(item, op, blocks));
}

function remedyForOp(item: Mapping, { text, span }: Scalar, blocks: readonly string[]): Remedy {
  const translation = translateOp(text);
  if (translation) return remedyFor(translation, span);
  const activation = translateActivation(text);
  if (activation?.word !== undefined) return asActivation(item, span, activation.word, activation.hint);
  if (activation) return { help: activation.hint };
  // A word that is nearer to another library's op is not taken for one of netspec's.
  const near = blocks.includes(closest(text, blocks) ?? '') ? undefined : nearestOpWord(text);
  const translated = near === undefined || Object.hasOwn(ops, near) ? undefined : translateOp(near);
  if (!translated) return didYouMean(text, span, { names: blocks, words: Object.keys(ops) }) ?? { help: listOfOps };
  const { word, hint } = translated;
  return { help: word === undefined ? `${didYouMeanOneOf([near ?? ''])} ${hint}` : didYouMeanOneOf([word]) };
}

/** The op nearest to a misspelled word, with the same digits: conv3 is not conv2d. */
function nearestOpWord(text: string): string | undefined {
  const digits = (word: string) => word.replaceAll(/\D/g, '');
  const words = allOpWords().filter((word) => digits(word) === digits(text));
  const near = closest(normalOf(text), words.map(normalOf));
  return words.find((word) => normalOf(word) === near);
}

/** An op of other libraries, such as a layer ReLU, that is an attribute of the op activation. */
function asActivation(item: Mapping, span: Span, word: string, hint: string | undefined): Remedy {
  const title = write(`op: activation, activation: ${word}`);
  const entries = entriesOf(item);
  if (hint !== undefined) return { help: `${title}; ${hint}` };
  if (item.entries.has('activation')) return { help: title };
  // In braces it goes after a comma; elsewhere on a line of its own, indented like the op.
  const isFlow = span.source.text[item.span.start] === '{';
  const column = positionAt(span.source, entries[0]?.key.span.start ?? span.start).column;
  const separator = isFlow ? ', ' : `\n${' '.repeat(column - 1)}`;
  return { fix: replacement(span, `activation${separator}activation: ${word}`, title) };
}
