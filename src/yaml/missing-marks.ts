/** Missing keys and colons that the YAML library accepts. */
import type { Pair } from 'yaml';
import { write } from '../diagnostics/messages/remedies.js';
import * as messages from '../diagnostics/messages/yaml.js';
import type { SyntaxFault } from './fault.js';
import type { Scalar } from './tree.js';

/** The place of a missing key, or of a missing colon, as after `? key`, which the library accepts. */
export function findMisplaced(
  { span, textStart }: Scalar,
  value: unknown,
  srcToken: Pair['srcToken'],
): Pick<SyntaxFault, 'start' | 'message'> | undefined {
  if (value === null && srcToken?.value) return { start: srcToken.value.offset, message: messages.noColonBefore() };
  if (span.start < span.end || textStart === undefined) return undefined;
  const question = srcToken?.start.find(({ type }) => type === 'explicit-key-ind');
  if (question) return { start: question.offset, message: messages.noKeyAfterQuestionMark() };
  return { start: span.start, message: messages.noKeyBeforeColon() };
}

/** `filters 3`, `filters:3` or `filters=3` where braces need `filters: 3`. */
export function findMissingColon({ text, span: { start, end } }: Scalar): SyntaxFault | undefined {
  const [, word, value] = /^([A-Za-z_]\w*)(?:[: ]|\s*=\s*)([^\s=]\S*)$/.exec(text) ?? [];
  if (word === undefined || value === undefined) return undefined;
  const mended = `${word}: ${value}`;
  return { start, end, message: messages.noColonIn(text), fix: [write(mended), start, end, mended] };
}

/** `inputs {image: 8x8x3}`, where YAML reads `inputs {image` as the key. */
export function findMissingBefore({ text, textStart, span: { start } }: Scalar): SyntaxFault | undefined {
  const [word] = (textStart === start && /^[A-Za-z_]\w*(?=\s*[{[])/.exec(text)) || [];
  if (word === undefined) return undefined;
  const end = start + word.length;
  return { start, end, message: messages.noColonAfter(word), fix: [messages.addColon, end, end, ':'] };
}
