/** The report in Markdown, for a pull request. Names and summaries are untrusted, and never markup. */

import type { Report } from '../analysis/report.js';
import { code, encode, prose } from '../text/markdown.js';
import { render } from '../text/templates.js';
import { costText, withShownCosts } from './costs.js';
import { kindsOf, letterOf, type ModuleKind } from './drawing/kinds.js';
import { looksOf } from './drawing/looks.js';
import { Structure } from './drawing/structure.js';
import { type Links, linksFrom } from './links.js';
import { mermaid, mostParts } from './mermaid.js';
import { foldModules } from './modules.js';
import { shapeText, shownDims } from './shape-words.js';
import { bar, bytesText, exact, type Fact, factsOf, fieldText, layersText, oneLine, percent } from './words.js';

export interface MarkdownOptions {
  /** The number of levels of modules to show. */
  readonly depth: number;
  /** The folder of the report, beside the code; without it there are no links. */
  readonly folder?: string;
}

/** A diagram and a table of modules, with their insides and all layers folded. */
export function reportMarkdown(given: Report, { depth, folder }: MarkdownOptions): string {
  const report = withShownCosts(given);
  const { name, layers, totals } = report;
  const structure = new Structure(report, looksOf(report));
  const kinds = kindsOf(structure);
  const links = linksFrom(folder, report);
  const rows = foldModules(report, depth);
  const most = rows.reduce((greatest, { macs }) => Math.max(greatest, macs ?? 0), 0);
  const diagram = structure.diagram('');
  const cells = cellsWith(links, report);
  return render('report/markdown', {
    name: prose(name),
    facts: [...summaryOf(report), ...factsOf(report)].map(([fact, words]) => ({ fact, text: prose(words.join(' ')) })),
    diagram: diagram.parts.length > mostParts ? '' : mermaid(diagram, kinds),
    hasCode: report.code !== undefined,
    modules: rows.map((row) => ({
      ...cells(row),
      name: '&emsp;'.repeat(row.level) + linked(code(row.name), links.spec(row)),
      what: row.what === '' ? `${row.layers} layers` : code(row.what),
      output: shapeText(shownDims(row, report)),
      share: row.macs && totals.macs ? `${bar(row.macs, most, barWidth)} ${percent(row.macs, totals.macs)}` : '',
    })),
    total: {
      layers: layersText(totals),
      params: exact(totals.params),
      macs: prose(costText(totals.macs, totals.macs_formula, report)),
    },
    kinds: [...new Set(kinds.values())].map((kind) => kindView(kind, structure, kinds)),
    layers: layers.map((layer) => ({
      ...cells(layer),
      name: linked(code(layer.name), links.spec(layer)),
      op: code(layer.op),
      inputs: layer.inputs.map(code).join(', '),
      output: layer.output_formula ? code(layer.output_formula.join(' x ')) : shapeText(layer.output),
    })),
  });
}

const summaryOf = ({ summary }: Report): readonly Fact[] =>
  summary === undefined ? [] : [['summary', [oneLine(summary)]]];

/** The maximum width of a bar. */
const barWidth = 10;

/** The cells that rows of modules and layers have in common. */
const cellsWith =
  (links: Links, report: Report) =>
  (row: Parameters<typeof fieldText>[0] & Parameters<Links['code']>[0] & CostColumns) => ({
    params: exact(row.params),
    macs: prose(costText(row.macs, row.macs_formula, report)),
    field: fieldText(row),
    memory: prose(costText(row.live_bytes, row.live_bytes_formula, report, bytesText)),
    ...(row.code_line === undefined ? {} : { code: linked(String(row.code_line), links.code(row)) }),
  });

type CostColumns = Pick<
  Report['layers'][number],
  'params' | 'macs' | 'macs_formula' | 'live_bytes' | 'live_bytes_formula'
>;

const linked = (text: string, address: string | undefined): string =>
  address === undefined ? text : `[${text}](${address})`;

/** A kind of module: its name, where it is used, and its inside. */
function kindView(kind: ModuleKind, structure: Structure, kinds: ReadonlyMap<string, ModuleKind>) {
  const [first] = kind.modules;
  const names = kind.modules.map(({ name }) => name);
  const shown = names.length > 6 ? [...names.slice(0, 5).map(code), `and ${names.length - 5} more`] : names.map(code);
  const uses = names.length === 1 && names[0] === kind.title ? [] : [shown.join(', ')];
  const summary = first.summary === undefined ? [] : [prose(oneLine(first.summary))];
  const diagram = structure.diagram(first.name, true);
  return {
    letter: letterOf(kind),
    title: encode(kind.title),
    text: [...uses, ...summary].join(': '),
    diagram: diagram.parts.length > mostParts ? '' : mermaid(diagram, kinds),
  };
}
