/** What a hover shows, in Markdown. */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import { findSights, receptiveField } from '../analysis/receptive-field.js';
import type { Analysis } from '../analyze.js';
import { at, type Spot } from '../at.js';
import type { SpecSymbol } from '../core/symbols/table.js';
import { formatShape } from '../expressions/shape.js';
import type { Layer } from '../graph/graph.js';
import { type Attribute, describeType } from '../ops/attributes.js';
import { defaultWords } from '../ops/derived.js';
import { describePorts, namesOf } from '../ops/describe.js';
import { findOp } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { rounded, sidesText } from '../reports/words.js';
import { type Block, type Item, type Parameter, type Spec, templateText } from '../spec/spec.js';
import { code, proseWithCode, table } from '../text/markdown.js';
import type { Span } from '../text/source.js';
import { count } from '../text/words.js';
import { computedInstead, dimText, factsOf, paramsText, shapesText } from './facts.js';
import { descriptionOf, schemasAt } from './language.js';
import type { TextPlace } from './navigation.js';
import { rangeOf } from './ranges.js';

export function hoverAt({ document: { analysis }, offset }: TextPlace): Hover | undefined {
  const spot = at(analysis, offset);
  const found = aboutName(spot, analysis) ?? aboutKey(spot, analysis) ?? aboutItem(spot, analysis);
  if (!found) return undefined;
  const { paragraphs, span } = found;
  const value = paragraphs.filter((one) => one !== '').join('\n\n');
  return { contents: { kind: MarkupKind.Markdown, value }, ...(span ? { range: rangeOf(span) } : {}) };
}

/** The paragraphs about what is at a place, and its span. */
interface About {
  readonly paragraphs: readonly string[];
  readonly span?: Span | undefined;
}

function aboutName(spot: Spot, analysis: Analysis): About | undefined {
  const { mention } = spot;
  if (!mention) return undefined;
  const { symbol, span } = mention;
  switch (symbol.kind) {
    case 'op': {
      const op = findOp(symbol.name);
      return op && { paragraphs: [...aboutOp(op), ...(spot.item ? itemParagraphs(spot.item, analysis) : [])], span };
    }
    case 'attribute': {
      const paragraphs = aboutAttribute(symbol, spot);
      return paragraphs && { paragraphs, span };
    }
    case 'layer':
      return spot.item && spot.item.span.start === symbol.definitions[0]?.span.start
        ? undefined
        : aboutSymbol(symbol, span, analysis);
    default:
      return aboutSymbol(symbol, span, analysis);
  }
}

const aboutOp = (op: Op): readonly string[] => [
  `${code(op.name)}: ${op.doc} ${describePorts(op)}`,
  `In other libraries: ${namesOf(op).map(code).join(', ')}`,
];

/** An attribute with its documentation, and its value in each layer. */
function aboutAttribute({ name, owner }: SpecSymbol, { occurrences }: Spot): readonly string[] | undefined {
  const op = owner && findOp(owner.name);
  const [head = '', ...settings] = name.split('.');
  const attribute = settings.reduce<Attribute | undefined>(
    (around, setting) => (around?.type.type === 'settings' ? around.type.fields[setting] : undefined),
    op?.attributes[head],
  );
  if (!op || !attribute) return undefined;
  const standard = defaultWords(attribute);
  const type = describeType(attribute.type);
  const values = occurrences.flatMap(({ known }) => (known?.layer ? [known.layer.attributes[head]] : []));
  const texts = settings.length > 0 ? [] : [...new Set(values.map(valueText))];
  return [
    `${code(`${op.name}.${name}`)}: ${attribute.doc}`,
    `${type.charAt(0).toUpperCase()}${type.slice(1)}. ${standard === undefined ? 'Required.' : `Default: ${code(standard)}.`}`,
    texts.length > 0 ? `Here: ${texts.map(code).join(', ')}` : '',
  ];
}

function valueText(value: unknown): string {
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'number') ? value.join('x') : JSON.stringify(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** A name of the spec: what it is, where it is from, and how often it is used. */
function aboutSymbol(symbol: SpecSymbol, span: Span, analysis: Analysis): About {
  const { kind, name, owner, references } = symbol;
  const { spec } = analysis;
  const unit = owner?.kind === 'block' ? spec?.blocks.get(owner.name) : spec;
  const words = `${kindWords[kind] ?? kind} ${code(name)}${owner ? ` of ${code(owner.name)}` : ''}`;
  const uses = references.length === 0 ? 'never used' : `used ${count(references.length, 'time')}`;
  return { paragraphs: [`${words} (${uses})`, ...detailsOf(symbol, unit, analysis)], span };
}

const kindWords: Partial<Readonly<Record<SpecSymbol['kind'], string>>> = {
  endpoint: 'end point',
  weights: 'shared weights',
};

function detailsOf(
  { kind, name, definitions }: SpecSymbol,
  unit: Block | Spec | undefined,
  analysis: Analysis,
): readonly string[] {
  const { spec, sketch } = analysis;
  if (kind === 'parameter') {
    const parameter = unit?.parameters.get(name);
    return parameter ? parameterParagraphs(parameter) : [];
  }
  if (kind === 'formula' || kind === 'function') {
    const formula = unit?.formulas.get(name) ?? spec?.formulas.get(name);
    return formula ? [code(textOf(formula.span))] : [];
  }
  if (kind === 'size') {
    const { minimum, maximum } = spec?.sizes.get(name) ?? {};
    const bounds = [
      minimum === undefined ? [] : [`minimum ${minimum}`],
      maximum === undefined ? [] : [`maximum ${maximum}`],
    ];
    return [bounds.flat().join(', ')];
  }
  if (kind === 'input') {
    const input = sketch?.graph.inputs.find((one) => one.name === name);
    return input ? [`${code(formatShape(input.shape))} ${input.dtype}`] : [];
  }
  if (kind === 'block') {
    const block = spec?.blocks.get(name);
    return block ? blockParagraphs(block, analysis) : [];
  }
  const [definition] = definitions;
  if (kind === 'spec' && definition && spec && definition.span.source === analysis.source)
    return totalsParagraphs(analysis);
  if (kind === 'layer' && definition?.span.source === analysis.source) {
    const { item } = at(analysis, definition.span.start);
    return item ? itemParagraphs(item, analysis) : [];
  }
  return [];
}

function parameterParagraphs({ summary, type, nullable, default: standard }: Parameter): readonly string[] {
  const words = [
    ...(type ? [describeType(type)] : []),
    ...(nullable ? ['or null'] : []),
    standard === undefined ? '; required' : `; default: ${code(String(standard))}`,
  ].join(' ');
  return [summary ? proseWithCode(summary) : '', words.replace(/^; /, '').replaceAll(' ;', ';')];
}

function totalsParagraphs({ spec, model }: Analysis): readonly string[] {
  if (!spec) return [];
  const summary = spec.summary ? [proseWithCode(spec.summary)] : [];
  if (!model) return summary;
  const { layers, params, macs } = model.totals;
  return [...summary, `${count(layers, 'layer')}, ${dimText(params)} parameters, ${macsText(macs)} MACs`];
}

/** A block's summary, and a table of its uses. */
function blockParagraphs({ summary, name }: Block, analysis: Analysis): readonly string[] {
  const facts = factsOf(analysis);
  const rows = [...facts].flatMap(([item, { outputs, params }]) =>
    item.kind === 'use' && item.block.text === name.text
      ? [
          [
            code(labelOf(item)),
            code(shapesText(outputs.map(({ type }) => type.shape))),
            paramsText(params) || '0 params',
          ],
        ]
      : [],
  );
  return [summary ? proseWithCode(summary) : '', rows.length > 0 ? table(['use', 'output', 'parameters'], rows) : ''];
}

const labelOf = (item: Item): string =>
  item.name ? templateText(item.name) : item.kind === 'use' ? item.block.text : item.kind;

/** A key of the language with its description, and the item that it is in. */
function aboutKey({ path, isKey, item }: Spot, analysis: Analysis): About | undefined {
  const key = path.at(-1)?.key;
  const description = isKey ? descriptionOf(schemasAt(path)) : undefined;
  if (!key || description === undefined) return undefined;
  return {
    paragraphs: [`${code(key.text)}: ${description}`, ...(item ? itemParagraphs(item, analysis) : [])],
    span: key.span,
  };
}

function aboutItem({ item }: Spot, analysis: Analysis): About | undefined {
  if (!item) return undefined;
  const paragraphs = itemParagraphs(item, analysis);
  return paragraphs.length > 0 ? { paragraphs: [`**${code(labelOf(item))}**`, ...paragraphs] } : undefined;
}

/** The output of an item for each of its expansions, and its costs. */
function itemParagraphs(item: Item, analysis: Analysis): readonly string[] {
  const known = factsOf(analysis).get(item);
  if (!known || known.outputs.length === 0) return [];
  const sights = analysis.model ? findSights(analysis.model) : new Map();
  const rows = known.outputs.slice(0, mostRows).map((one, index) => {
    const { name, type, layer } = one;
    const computed = computedInstead(item, one);
    const declared = code(formatShape(type.shape));
    const sight = layer && sights.get(layer);
    const field = sight ? sidesText(sight.map(receptiveField)) : '';
    const params = known.params[index];
    return [
      code(name),
      computed ? `${code(formatShape(computed))}, declared ${declared}` : declared,
      params === undefined ? '' : dimText(params),
      macsOf(item, layer),
      field,
    ];
  });
  const more = known.outputs.length - rows.length;
  return [
    filledTable(['output', 'shape', 'parameters', 'MACs', 'receptive field'], rows),
    more > 0 ? `and ${more} more` : '',
  ];
}

/** A table without empty columns. */
function filledTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const isFilled = (_: string, column: number) => rows.some((row) => row[column]);
  return table(
    header.filter(isFilled),
    rows.map((row) => row.filter(isFilled)),
  );
}

/** The most expansions in a table. */
const mostRows = 12;

const macsOf = (item: Item, layer: Layer | undefined): string =>
  item.kind === 'layer' && layer ? macsText(layer.macs) : '';

const macsText = (macs: Layer['macs']): string => (typeof macs === 'number' ? rounded(macs) : dimText(macs));

const textOf = ({ source, start, end }: Span): string => source.text.slice(start, end);
