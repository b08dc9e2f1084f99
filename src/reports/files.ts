/** The reports that `build` writes beside the code, with lines of the code. */
import { reportOf } from '../analysis/report.js';
import type { Model } from '../graph/graph.js';
import { kerasModule } from '../targets/keras/index.js';
import type { File, TargetOptions } from '../targets/target.js';
import { tfjsModule } from '../targets/tfjs/index.js';
import { reportHtml, sourcesOf } from './html.js';
import { reportJson } from './json.js';
import { reportMarkdown } from './markdown.js';
import { reportSvg } from './svg.js';

export function reportFiles(model: Model, options: TargetOptions): readonly File[] {
  const code = options.code === 'keras' ? kerasModule(model) : tfjsModule(model, options);
  const report = reportOf(model, code);
  return [
    { name: 'report.json', text: reportJson(report) },
    { name: 'report.md', text: reportMarkdown(report, { ...options, depth: 1 }) },
    { name: 'report.svg', text: reportSvg(report) },
    { name: 'report.html', text: reportHtml(report, sourcesOf(model, code)) },
  ];
}
