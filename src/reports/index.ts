/** The formats of `report` and `diff`. */
import type { NetworkDiff } from '../analysis/diff.js';
import type { Report } from '../analysis/report.js';
import type { Model } from '../graph/graph.js';
import { diffHtml } from './diff-html.js';
import { diffMarkdown } from './diff-markdown.js';
import { type DiffTextOptions, diffText } from './diff-text.js';
import { reportHtml, type Sources } from './html.js';
import { reportJson } from './json.js';
import { reportMarkdown } from './markdown.js';
import { reportSvg } from './svg.js';
import { reportText, type TextOptions } from './text.js';

/** The options of all formats of a report. */
export interface ReportOptions extends TextOptions {
  readonly sources: Sources;
}

/** The options of all formats of a difference. */
export interface DiffOptions extends DiffTextOptions {
  readonly models: readonly [before: Model, after: Model];
}

export const reportForms = {
  text: reportText,
  json: reportJson,
  markdown: reportMarkdown,
  svg: reportSvg,
  html: (report, { sources }) => reportHtml(report, sources),
} as const satisfies Record<string, (report: Report, options: ReportOptions) => string>;

export const diffForms = {
  text: diffText,
  json: reportJson,
  markdown: diffMarkdown,
  html: diffHtml,
} as const satisfies Record<string, (difference: NetworkDiff, options: DiffOptions) => string>;

export type ReportFormat = keyof typeof reportForms;
export type DiffFormat = keyof typeof diffForms;
