/** The report in Markdown, for a pull request. Names and summaries are a stranger's, and stay text whatever is in them. */
import { code, prose } from '../../markdown.js';
import { render } from '../../templates.js';
import { foldModules } from './modules.js';
import type { Report } from './report.js';
import { exact, type Fact, factsOf, layersText, oneLine, percent, shapeText } from './words.js';

export function reportMarkdown(report: Report, { depth }: { readonly depth: number }): string {
  const { name, layers, totals } = report;
  return render('report/markdown', {
    name: prose(name),
    facts: [...summaryOf(report), ...factsOf(report)].map(([fact, words]) => ({ fact, text: prose(words.join(' ')) })),
    modules: foldModules(report, depth).map((row) => ({
      name: '&emsp;'.repeat(row.level) + code(row.name),
      output: shapeText(row.output),
      params: exact(row.params),
      macs: exact(row.macs),
      share: percent(row.macs, totals.macs),
    })),
    total: { layers: layersText(totals), params: exact(totals.params), macs: exact(totals.macs) },
    layers: layers.map((layer) => ({
      name: code(layer.name),
      op: code(layer.op),
      inputs: layer.inputs.map(code).join(', '),
      output: layer.output_formula ? code(layer.output_formula.join(' x ')) : shapeText(layer.output),
      params: exact(layer.params),
      macs: exact(layer.macs),
    })),
  });
}

const summaryOf = ({ summary }: Report): readonly Fact[] =>
  summary === undefined ? [] : [['summary', [oneLine(summary)]]];
