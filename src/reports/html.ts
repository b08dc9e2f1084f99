/**
 * The report as one self-contained page: its script and style are allowed by their hashes only, and everything from a
 * spec is data, never markup.
 */

import { type NetworkDiff, scopesOf } from '../analysis/diff.js';
import { type Report, reportOf } from '../analysis/report.js';
import type { Model } from '../graph/graph.js';
import { encode } from '../text/markdown.js';
import { asset } from './assets.js';
import { withShownCosts } from './costs.js';
import { endpointRows, eventsOf, totalRows, verdicts, withoutCommonEnd } from './diff-words.js';
import { looksOf } from './drawing/looks.js';
import type { Fate, PageData, ShownNetwork } from './page/data.js';

/** The texts that a report's lines refer to; the code only if the report has its lines. */
export type Sources = Pick<ShownNetwork, 'spec' | 'code'>;

export const sourcesOf = (model: Model, code?: { readonly text: string }): Sources => ({
  spec: model.graph.spec.span.source.text,
  ...(code ? { code: code.text } : {}),
});

/** The page of one network. */
export function reportHtml(report: Report, sources: Sources): string {
  return page(report.name, reportData(report, sources));
}

/** The data of a page of one network. */
export function reportData(given: Report, sources: Sources): PageData {
  const report = withShownCosts(given);
  return {
    sides: [{ title: report.name, report, looks: looksOf(report), ...sources, fates: {}, twins: {} }],
    errors: '',
  };
}

/** Two networks that are compared, with the names of their specs. */
export interface NetworkPair {
  readonly names: readonly [string, string];
  readonly models: readonly [Model, Model];
}

/** The page of two networks side by side. */
export const diffHtml = (difference: NetworkDiff, pair: NetworkPair): string =>
  page(`${pair.names[0]} → ${pair.names[1]}`, diffData(difference, pair));

/** The data of a page of two networks. */
export function diffData(difference: NetworkDiff, { names, models }: NetworkPair): PageData {
  const fates = fatesOf(difference);
  const twins = twinsOf(difference);
  const side = (index: 0 | 1): ShownNetwork => {
    const model = models[index];
    const report = withShownCosts(reportOf(model));
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
  return { sides: [side(0), side(1)], comparison, errors: '' };
}

/** For each network, the names of layers and modules that are different in the other. */
function twinsOf({ layers: { renamed } }: NetworkDiff): readonly [ShownNetwork['twins'], ShownNetwork['twins']] {
  const pairs = renamed.flatMap((rename) => [rename, withoutCommonEnd(rename)]);
  return [
    Object.fromEntries(pairs.map(({ before, after }) => [before, after])),
    Object.fromEntries(pairs.map(({ before, after }) => [after, before])),
  ];
}

/** For each network, the fates of its layers. A rename alone counts as changed. */
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

/** A page with data. */
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

/** Data as text without markup, and with characters that are allowed in a page. */
const dataText = (data: PageData): string =>
  JSON.stringify(data).replace(/[<>&\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (sign) =>
    [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
