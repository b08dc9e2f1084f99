/** A difference in Markdown, for a comment on a pull request. Names are untrusted, and never markup. */
import type { NetworkDiff } from '../analysis/diff.js';
import { code, prose } from '../text/markdown.js';
import { render } from '../text/templates.js';
import { endpointRows, eventsOf, isUnchanged, partText, totalRows, verdicts } from './diff-words.js';

/** Totals and end points, with the details folded. */
export function diffMarkdown(
  difference: NetworkDiff,
  { names: [before, after] }: { readonly names: readonly [before: string, after: string] },
): string {
  const verdict = verdicts[difference.weights];
  return render('report/diff', {
    before: code(before),
    after: code(after),
    isUnchanged: isUnchanged(difference),
    verdict: verdict.charAt(0).toUpperCase() + verdict.slice(1),
    totals: totalRows(difference),
    endpoints: endpointRows(difference).map((row) => ({ ...row, name: code(row.name) })),
    events: eventsOf(difference).map(({ kind, parts, words }) => ({
      kind,
      names: parts.map((part) => code(partText(part))).join(', '),
      text: prose(words.join(' ')),
    })),
  });
}
