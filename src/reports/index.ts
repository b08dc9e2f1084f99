/** The forms in which `report` prints the shape report, and `diff` a difference. */
import type { NetworkDiff } from '../analysis/diff.js';
import type { Report } from '../analysis/report.js';
import type { Model } from '../graph/graph.js';
import { diffMarkdown } from './diff-markdown.js';
import { type DiffTextOptions, diffText } from './diff-text.js';
import { diffHtml, reportHtml, type Sources } from './html.js';
import { reportJson } from './json.js';
import { reportMarkdown } from './markdown.js';
import { reportSvg } from './svg.js';
import { reportText, type TextOptions } from './text.js';

/** What any of the forms of a report asks for. */
export interface ReportOptions extends TextOptions {
  readonly sources: Sources;
}

/** What any of the forms of a difference asks for. */
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
