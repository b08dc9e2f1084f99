/** Keys that commas cut in braces: the signature of a function that lacks its quotes. */
import { isScalar, Pair, Scalar } from 'yaml';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Source } from '../text/source.js';
import { countOpen, mostArguments } from './cut-values.js';
import { report, unquoted } from './fault.js';

/** Joins the pairs of `{scale(value, factor): ...}` that make one, and reports that the key lacks its quotes. */
export function joinCutKeys(pairs: Pair[], source: Source, diagnostics: Diagnostics): Pair[] {
  if (pairs.every(({ value }) => value !== null)) return pairs;
  const joined: Pair[] = [];
  for (let index = 0; index < pairs.length; index += 1) {
    const last = findEnd(pairs, index);
    const key = last > index ? keyFrom(pairs[index], pairs[last], source) : undefined;
    if (key) {
      const [start = 0, end = 0] = key.range ?? [];
      report(source, unquoted(source.text, start, end), diagnostics);
      joined.push(new Pair(key, pairs[last]?.value));
    } else joined.push(...pairs.slice(index, last + 1));
    index = last;
  }
  return joined;
}

/** The index of the pair in whose key the parentheses close that a key without a value opens; its own if there is none. */
function findEnd(pairs: readonly Pair[], from: number): number {
  let open = 0;
  for (let index = from; index < Math.min(pairs.length, from + mostArguments); index += 1) {
    const { key, value } = pairs[index] ?? {};
    if (!isScalar(key) || key.type !== Scalar.PLAIN) return from;
    open += countOpen(String(key.value));
    if (open === 0 && value !== null) return index;
    if (open <= 0 || value !== null) return from;
  }
  return from;
}

function keyFrom(first: Pair | undefined, last: Pair | undefined, source: Source): Scalar | undefined {
  if (!isScalar(first?.key) || !isScalar(last?.key) || !first.key.range || !last.key.range) return undefined;
  const [start] = first.key.range;
  const [, end, after] = last.key.range;
  const text = source.text.slice(start, end);
  const key = new Scalar(text);
  key.type = Scalar.PLAIN;
  key.source = text;
  key.range = [start, end, after];
  return key;
}
