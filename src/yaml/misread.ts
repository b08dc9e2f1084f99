/** What YAML reads differently than intended: tags, a lone question mark, a size in braces. */
import { isScalar, type Pair, type YAMLMap, type YAMLSeq, type Scalar as YamlScalar } from 'yaml';
import { replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { unreadableSize } from '../diagnostics/messages/schema.js';
import * as messages from '../diagnostics/messages/yaml.js';
import type { Source } from '../text/source.js';
import type { Scalar } from './tree.js';

/** YAML reads a lone `?` in brackets as a key without a value; here it is an unknown size. */
export function readUnknownSize({ range }: YAMLMap, source: Source): Scalar {
  const start = source.text.lastIndexOf('?', (range?.[0] ?? 0) - 1);
  const span = { source, start, end: start + 1 };
  return { kind: 'scalar', span, text: '?', value: '?', textStart: start };
}

/** Reports a tag, which specs do not have. */
export function refuseTag(node: YAMLMap | YAMLSeq | YamlScalar, source: Source, diagnostics: Diagnostics): void {
  if (node.tag === undefined || !node.range) return;
  const start = tagStart(node.range[0], source);
  const [tag = '!'] = /^[^\s,[\]{}]+/.exec(source.text.slice(Math.max(start, 0))) ?? [];
  const span = { source, start, end: start + tag.length };
  diagnostics.report(messages.tag(tag), span);
}

/** The start of a value's tag. */
function tagStart(value: number, source: Source): number {
  const before = source.text.slice(0, value);
  return before.lastIndexOf('!', before.trimEnd().length) - (/!!\S*\s*$/.test(before.slice(-100)) ? 1 : 0);
}

/** `when: !training`, which YAML reads as a tag: reported, and read as `not training`. */
export function readNot({ tag, range }: YamlScalar, source: Source, diagnostics: Diagnostics): Scalar | undefined {
  if (tag === undefined || !range) return undefined;
  const span = { source, start: tagStart(range[0], source), end: range[1] };
  const [, negated] = /^!\s*([\w(].*)$/s.exec(source.text.slice(span.start, span.end)) ?? [];
  if (negated === undefined || !/\bwhen: *$/.test(source.text.slice(0, span.start))) return undefined;
  const text = `not ${negated
    .replaceAll(/\s*&&\s*/g, ' and ')
    .replaceAll(/\s*\|\|\s*/g, ' or ')
    .replaceAll(/!(?!=)/g, 'not ')}`;
  diagnostics.report(messages.exclamationMark(), span, { fix: replacement(span, text) });
  return { kind: 'scalar', span, text, value: text };
}

/** `{3, 3}`, a mapping with two keys: reported, and read as `3x3`. */
export function readSizeInBraces(
  { range }: YAMLMap,
  pairs: readonly Pair[],
  source: Source,
  diagnostics: Diagnostics,
): Scalar | undefined {
  const sizes = pairs.map(({ key, value }) => (value === null && isScalar(key) ? String(key.source) : ''));
  if (sizes.length === 0 || !sizes.every((size) => /^\d+$/.test(size))) return undefined;
  const span = { source, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
  const text = sizes.join('x');
  diagnostics.report(unreadableSize(), span, { fix: replacement(span, text) });
  return { kind: 'scalar', span, text, value: text };
}
