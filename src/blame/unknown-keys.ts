/** Unknown keys: those of other libraries, misspelled ones, and others. */

import { type Remedy, replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { inputIsNames, isGiven, write } from '../diagnostics/messages/remedies.js';
import { unknownKey } from '../diagnostics/messages/schema.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { findOp } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import type { KeyOwner } from '../vocabulary/foreign-keys.js';
import {
  normalOf,
  remedyFor,
  translateAttribute,
  translateKey,
  translateOp,
  translateSetting,
  translateValue,
} from '../vocabulary/translation.js';
import type { Translation } from '../vocabulary/word.js';
import type { MappingEntry, Scalar } from '../yaml/tree.js';

/** A mapping with an unknown key. */
export interface MappingKeys {
  /** Its name in messages: the op of an item, or the key of the mapping. */
  readonly owner: string;
  readonly kind: KeyOwner | undefined;
  /** The keys that it can have, and those of them that are not given. */
  readonly known: readonly string[];
  readonly free: readonly string[];
}

/** The likely meaning of an unknown key: the key, if known, and the remedy. */
export interface KeyMeaning extends Remedy {
  readonly meant?: string | undefined;
}

/** The likely meaning of an unknown key; undefined if nothing is similar. */
export function findMeant({ owner, kind, known, free }: MappingKeys, entry: MappingEntry): KeyMeaning | undefined {
  const { text, span } = entry.key;
  const translation = translate(owner, kind, known, free, text);
  if (!translation) return didYouMean(text, span, { words: free }) ?? sizeByName(owner, entry);
  return { meant: translation.word, ...remedyForEntry(translation, entry, findOp(owner)) };
}

/** An argument of einops, `p=2`, is one of the sizes by name. */
function sizeByName(owner: string, { key, value }: MappingEntry): KeyMeaning | undefined {
  const attributes = Object.entries(findOp(owner)?.attributes ?? {});
  const [name] = attributes.find(([, { type }]) => type.type === 'sizes') ?? [];
  if (name === undefined || value.kind !== 'scalar') return undefined;
  return { help: write(`${name}: {${key.text}: ${value.text}}`) };
}

function translate(
  owner: string,
  kind: KeyOwner | undefined,
  known: readonly string[],
  free: readonly string[],
  text: string,
): Translation | undefined {
  const same = free.find((word) => normalOf(word) === normalOf(text));
  if (same !== undefined) return { word: same };
  const op = findOp(owner);
  const found =
    (op && translateAttribute(op, text)) ??
    translateSetting(owner, text) ??
    (kind && translateKey(kind, text)) ??
    (free.some(findOp) ? translateOp(text) : undefined);
  if (found?.word === undefined || free.includes(found.word)) return found;
  return known.includes(found.word) ? { hint: found.hint ?? isGiven(found.word) } : undefined;
}

/** Reports an unknown key. */
export function reportUnknownKey(
  { owner, known }: MappingKeys,
  { text, span }: Scalar,
  meant: KeyMeaning | undefined,
  diagnostics: Diagnostics,
): void {
  diagnostics.report(unknownKey(text, owner, meant ? [] : known), span, meant);
}

/** The remedy for a key and its value, if the value is another library's as well. */
function remedyForEntry(translation: Translation, { key, value }: MappingEntry, op: Op | undefined): Remedy {
  const { word, hint } = translation;
  if (word === undefined || hint !== undefined || value.kind === 'mapping') return remedyFor(translation, key.span);
  const written = value.span.source.text.slice(value.span.start, value.span.end);
  if (word === 'input' && /^-?\d+$|^\[[-\d,\s]*\]$/.test(written)) return { help: inputIsNames };
  const attribute = op?.attributes[word];
  const inner =
    word === 'op'
      ? translateOp(written)
      : attribute && !(value.kind === 'scalar' && typeof value.value === 'boolean')
        ? translateValue(word, attribute, written)
        : undefined;
  if (!inner || inner.word === written) return remedyFor(translation, key.span);
  if (inner.word === undefined) return { help: `${write(word)}; ${inner.hint}` };
  if (inner.hint !== undefined) return { help: `${write(`${word}: ${inner.word}`)}; ${inner.hint}` };
  const edits = [
    { span: key.span, newText: word },
    { span: value.span, newText: inner.word },
  ];
  return { fix: { ...replacement(key.span, word, write(`${word}: ${inner.word}`)), edits } };
}
