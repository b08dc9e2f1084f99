/** The report in Markdown, for a pull request. Names and summaries are a stranger's, and stay text whatever is in them. */
import { visible } from '../../display.js';
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

/** What Markdown or GitHub would read as more than text; an underscore inside a word is none of it. */
const markup = /[\\`*[\]<>|~$&@#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/** Text in which nothing is markup, nor a mention of somebody or of an issue, which a comment takes apart. */
function prose(text: string): string {
  return visible(text).replace(markup, (sign) => (sign === '@' || sign === '#' ? `${sign}<!-- -->` : `\\${sign}`));
}

/** Text as code, between more backticks than it has in a row. A bar would end the table's cell even there. */
function code(text: string): string {
  const shown = visible(text).replaceAll('|', '\\u007c');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}
