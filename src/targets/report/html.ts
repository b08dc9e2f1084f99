/**
 * The report as one page that needs nothing else: its script and style are let run by their hashes alone, and what is a
 * spec's own is data to them, never markup.
 */
import { asset } from '../../assets.js';
import type { Difference } from '../../diff.js';
import type { Model } from '../../graph.js';
import { encode } from '../../markdown.js';
import type { Fate, PageData, Side } from '../../page/data.js';
import { type CodeModule, tfjsModule } from '../tfjs/index.js';
import { eventsOf } from './diff-words.js';
import { type Report, reportOf } from './report.js';

/** The texts that a report's lines lead to. */
export interface Sources {
  readonly spec: string;
  readonly code: string;
}

export const sourcesOf = (model: Model, code: CodeModule): Sources => ({
  spec: model.graph.spec.span.source.text,
  code: code.text,
});

/** The page of one network. */
export function reportHtml(report: Report, sources: Sources): string {
  return page(report.name, reportData(report, sources));
}

/** What the page of one network holds. */
export function reportData(report: Report, sources: Sources): PageData {
  return { sides: [{ title: report.name, report, ...sources, fates: {} }], events: [], errors: '' };
}

/** The page of two networks side by side. */
export function diffHtml(
  difference: Difference,
  { names, models }: { readonly names: readonly [string, string]; readonly models: readonly [Model, Model] },
): string {
  const [before, after] = fatesOf(difference);
  const side = (index: 0 | 1, fates: Side['fates']): Side => {
    const model = models[index];
    const code = tfjsModule(model);
    return { title: names[index], report: reportOf(model, code), ...sourcesOf(model, code), fates };
  };
  const events = eventsOf(difference).map(({ kind, names: parts, words }) => ({ kind, names: parts, words }));
  return page(`${names[0]} → ${names[1]}`, { sides: [side(0, before), side(1, after)], events, errors: '' });
}

/** What becomes of the layers of each of the two networks; one whose name alone is new counts as changed. */
function fatesOf({ layers }: Difference): readonly [Side['fates'], Side['fates']] {
  const all = (names: readonly string[], fate: Fate) => names.map((name) => [name, fate] as const);
  const changed = all(
    layers.changed.map(({ name }) => name),
    'changed',
  );
  const removed = layers.removed.map(({ name }) => name);
  const added = layers.added.map(({ name }) => name);
  const [from, to] = [layers.renamed.map(({ before }) => before), layers.renamed.map(({ after }) => after)];
  return [
    Object.fromEntries([...changed, ...all(from, 'changed'), ...all(removed, 'removed')]),
    Object.fromEntries([...changed, ...all(to, 'changed'), ...all(added, 'added')]),
  ];
}

/** A page around data. */
export function page(title: string, data: PageData): string {
  const [style, script] = [asset('page.css'), asset('page.js')];
  const policy = [
    "default-src 'none'",
    `script-src '${script.hash}'`,
    `style-src '${style.hash}'`,
    'img-src data:',
    ...(data.news === undefined ? [] : ["connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${encode(title)}</title>
<style>${style.text}</style>
</head>
<body>
<noscript>This page draws its report with a script.</noscript>
<script type="application/json" id="data">${dataText(data)}</script>
<script>${script.text}</script>
</body>
</html>
`;
}

/** Data as text in which no markup begins, and whose every character may stand in a page. */
const dataText = (data: PageData): string =>
  JSON.stringify(data).replace(/[<>&\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (sign) =>
    [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
