/** The shape report: what `build` writes, and the forms in which `report` prints it, and `diff` a difference. */
import type { Difference } from '../../diff.js';
import type { Model } from '../../graph.js';
import type { File } from '../target.js';
import { diffMarkdown } from './diff-markdown.js';
import { type DiffTextOptions, diffText } from './diff-text.js';
import { reportJson } from './json.js';
import { reportMarkdown } from './markdown.js';
import { type Report, reportOf } from './report.js';
import { reportText, type TextOptions } from './text.js';

export const reportForms = {
  text: reportText,
  json: reportJson,
  markdown: reportMarkdown,
} as const satisfies Record<string, (report: Report, options: TextOptions) => string>;

export const diffForms = {
  text: diffText,
  json: reportJson,
  markdown: diffMarkdown,
} as const satisfies Record<keyof typeof reportForms, (difference: Difference, options: DiffTextOptions) => string>;

/** The names of the forms of either. */
export type ReportFormat = keyof typeof reportForms;

export function reportFiles(model: Model): readonly File[] {
  const report = reportOf(model);
  return [
    { name: 'report.json', text: reportJson(report) },
    { name: 'report.md', text: reportMarkdown(report, { depth: 1 }) },
  ];
}
