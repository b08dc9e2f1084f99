/** The gallery page: each network with its figures beside published ones. */

import { type Report, reportOf } from '../analysis/report.js';
import { type GalleryEntry, type GalleryName, gallery, type PublishedFigure } from '../cli/gallery.js';
import { compile } from '../compile.js';
import type { Model } from '../graph/graph.js';
import { kindsOf } from '../reports/drawing/kinds.js';
import { looksOf } from '../reports/drawing/looks.js';
import { Structure } from '../reports/drawing/structure.js';
import { mermaid } from '../reports/mermaid.js';
import { shapeText } from '../reports/shape-words.js';
import { exact, factsOf, layersText, oneLine, rounded } from '../reports/words.js';
import { keysOf } from '../text/lookup.js';
import { code, prose, table } from '../text/markdown.js';

/** The page, from the text of each spec. */
export function galleryPage(textOf: (name: GalleryName) => string): string {
  const networks = keysOf(gallery).map((name) => new GalleryNetwork(name, textOf(name)));
  return `${[
    '<!-- Written by npm run docs from specs/ and src/cli/gallery.ts. -->',
    '# Gallery',
    'Specs of well-known networks. `netspec new NAME --from ENTRY` copies one to start your own spec. ' +
      '[The tutorial](../docs/tutorial.md) modifies two of them.',
    table(
      ['entry', 'input', 'layers', 'params', 'MACs', 'smallest input'],
      networks.map((network) => network.row()),
    ),
    '## Published figures',
    'Figures that others have published, and what netspec computes. MACs (multiply-accumulates) are in units of 10^9. ' +
      'Trainable parameters do not include moving statistics, which PyTorch does not count.',
    table(
      ['entry', 'counted', 'published', 'computed', '', 'published by'],
      networks.flatMap((network) => network.figureRows()),
    ),
    '## The outputs of libraries',
    'With the same random weights, carried over by a [map](../docs/weights.md#weight-maps), these networks give the outputs of ' +
      "the library's. The differences are the largest that `test/equality` saw, relative to the largest output if that " +
      'is above 1.',
    table(
      ['entry', 'library', 'map', 'ONNX Runtime', 'TensorFlow.js'],
      networks.flatMap((network) => network.equalityRows()),
    ),
    ...networks.flatMap((network) => network.section()),
  ].join('\n\n')}\n`;
}

class GalleryNetwork {
  private readonly entry: GalleryEntry;
  private readonly report: Report;

  constructor(
    private readonly name: GalleryName,
    private readonly text: string,
  ) {
    this.entry = gallery[name];
    this.report = reportOf(modelOf(text));
  }

  row(): readonly string[] {
    const { inputs, totals, smallest_input: smallest } = this.report;
    return [
      `[${this.name}](#${this.name})`,
      Object.values(inputs).map(shapeText).join(', '),
      exact(totals.layers),
      rounded(totals.params),
      rounded(totals.macs),
      smallest ? shapeText(smallest.size) : '',
    ];
  }

  figureRows(): readonly (readonly string[])[] {
    return this.entry.figures.map((figure) => {
      const computed = printedAs(figure, reportOf(modelOf(this.text, figure)).totals[figure.total] as number);
      return [
        `[${this.name}](#${this.name})`,
        countedText(figure),
        figure.published,
        computed,
        computed === figure.published ? 'equal' : '**not equal**',
        prose(figure.origin),
      ];
    });
  }

  equalityRows(): readonly (readonly string[])[] {
    const { equality } = this.entry;
    if (!equality) return [];
    const { library, model, map, difference } = equality;
    const linked = `[${code(map)}](../maps/${map}.yaml)`;
    return [[`[${this.name}](#${this.name})`, `${library}, ${code(model)}`, linked, difference.onnx, difference.tfjs]];
  }

  section(): readonly string[] {
    const { name, report, entry } = this;
    const unknown = entry.unknownSize;
    const reason = unknown && `It accepts an input of unknown size ${variantText(unknown)}, since ${unknown.reason}.`;
    return [
      `## ${name}`,
      `${prose(oneLine(report.summary ?? ''))} [Spec](../specs/${name}.yaml).`,
      table(
        ['', layersText(report.totals)],
        factsOf(report).map(([fact, words]) => [fact, prose(words.join(' '))]),
      ),
      ...(reason ? [reason] : []),
      ['<details>', '<summary>Modules</summary>', '', diagramOf(report), '', '</details>'].join('\n'),
    ];
  }
}

function modelOf(text: string, { set, until }: Pick<PublishedFigure, 'set' | 'until'> = {}): Model {
  const { model, diagnostics } = compile(text, { ...(set ? { set } : {}), ...(until ? { until } : {}) });
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return model;
}

/** The modules of the network as a Mermaid diagram. */
function diagramOf(report: Report): string {
  const structure = new Structure(report, looksOf(report));
  return ['```mermaid', mermaid(structure.diagram(''), kindsOf(structure)), '```'].join('\n');
}

/** A count with the digits that the published figure has. */
function printedAs({ total, published }: PublishedFigure, count: number): string {
  if (total !== 'macs') return exact(count);
  return (count / 1e9).toFixed(published.split('.')[1]?.length ?? 0);
}

const totalWords = { params: 'params', trainable_params: 'trainable params', macs: 'MACs' } as const;

const countedText = ({ total, ...variant }: PublishedFigure): string =>
  `${totalWords[total]} ${variantText(variant)}`.trim();

/** "until `Mixed_7c` with `num_classes=10`" */
const variantText = ({ until, set }: Pick<PublishedFigure, 'until' | 'set'>): string =>
  [...(until ? [`until ${code(until)}`] : []), ...(set ? [`with ${setText(set)}`] : [])].join(' ');

const setText = (set: NonNullable<PublishedFigure['set']>): string =>
  Object.entries(set)
    .map(([name, value]) => code(`${name}=${value}`))
    .join(', ');
