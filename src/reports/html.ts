/**
 * The report as one self-contained page: its script and style are allowed by their hashes only, and everything from a
 * spec is data, never markup.
 */

import type { Report } from '../analysis/report.js';
import type { Model } from '../graph/graph.js';
import { encode } from '../text/markdown.js';
import { asset } from './assets.js';
import { withShownCosts } from './costs.js';
import { looksOf } from './drawing/looks.js';
import type { PageData, ShownNetwork } from './page/data.js';

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
