/**
 * The report as one page that needs nothing else: its script and style are let run by their hashes alone, and what is a
 * spec's own is data to them, never markup.
 */

import { type NetworkDiff, scopesOf } from '../analysis/diff.js';
import { type Report, reportOf } from '../analysis/report.js';
import type { Model } from '../graph/graph.js';
import { encode } from '../text/markdown.js';
import { asset } from './assets.js';
import { endpointRows, eventsOf, totalRows, verdicts, withoutCommonEnd } from './diff-words.js';
import { looksOf } from './drawing/looks.js';
import type { Fate, PageData, ShownNetwork } from './page/data.js';

/** The texts that a report's lines lead to; of the code only where the report has its lines. */
export type Sources = Pick<ShownNetwork, 'spec' | 'code'>;

export const sourcesOf = (model: Model, code?: { readonly text: string }): Sources => ({
  spec: model.graph.spec.span.source.text,
  ...(code ? { code: code.text } : {}),
});

/** The page of one network. */
export function reportHtml(report: Report, sources: Sources): string {
  return page(report.name, reportData(report, sources));
}

/** What the page of one network holds. */
export function reportData(report: Report, sources: Sources): PageData {
  return {
    sides: [{ title: report.name, report, looks: looksOf(report), ...sources, fates: {}, twins: {} }],
    errors: '',
  };
}

/** The page of two networks side by side. */
export function diffHtml(
  difference: NetworkDiff,
  { names, models }: { readonly names: readonly [string, string]; readonly models: readonly [Model, Model] },
): string {
  const fates = fatesOf(difference);
  const twins = twinsOf(difference);
  const side = (index: 0 | 1): ShownNetwork => {
    const model = models[index];
    const report = reportOf(model);
    return {
      title: names[index],
      report,
      looks: looksOf(report),
      ...sourcesOf(model),
      fates: { ...moduleFates(report, fates[index]), ...fates[index] },
      twins: twins[index],
    };
  };
  const comparison = {
    events: eventsOf(difference),
    endpoints: endpointRows(difference),
    totals: totalRows(difference),
    verdict: verdicts[difference.weights],
  };
  return page(`${names[0]} → ${names[1]}`, { sides: [side(0), side(1)], comparison, errors: '' });
}

/** For each of the two networks the names that layers and modules of it have in the other, where they are not the same. */
function twinsOf({ layers: { renamed } }: NetworkDiff): readonly [ShownNetwork['twins'], ShownNetwork['twins']] {
  const pairs = renamed.flatMap((rename) => [rename, withoutCommonEnd(rename)]);
  return [
    Object.fromEntries(pairs.map(({ before, after }) => [before, after])),
    Object.fromEntries(pairs.map(({ before, after }) => [after, before])),
  ];
}

/** What becomes of the layers of each of the two networks; one with a new name alone counts as changed. */
function fatesOf({ layers }: NetworkDiff): readonly [ShownNetwork['fates'], ShownNetwork['fates']] {
  const all = (names: readonly string[], fate: Fate) => names.map((name) => [`layer ${name}`, fate] as const);
  const namesOf = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name);
  const changed = all(namesOf(layers.changed), 'changed');
  const [from, to] = [layers.renamed.map(({ before }) => before), layers.renamed.map(({ after }) => after)];
  return [
    Object.fromEntries([...changed, ...all(from, 'changed'), ...all(namesOf(layers.removed), 'removed')]),
    Object.fromEntries([...changed, ...all(to, 'changed'), ...all(namesOf(layers.added), 'added')]),
  ];
}

/** A module with layers of several fates is changed. */
function moduleFates({ modules, layers }: Report, fates: ShownNetwork['fates']): ShownNetwork['fates'] {
  const byModule = new Map(modules.map(({ name }) => [name, new Set<Fate | undefined>()]));
  for (const { name } of layers) for (const scope of scopesOf(name)) byModule.get(scope)?.add(fates[`layer ${name}`]);
  const known = [...byModule].flatMap(([name, [first, ...others]]): [string, Fate][] => {
    const fate = others.length === 0 ? first : 'changed';
    return fate ? [[`module ${name}`, fate]] : [];
  });
  return Object.fromEntries(known);
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
<noscript>This page needs JavaScript.</noscript>
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
