/** The ops page, from the records of the ops. */

import { activationDocs } from '../ops/activation-layers.js';
import { type Attribute, type Attributes, type AttributeType, describeType } from '../ops/attributes.js';
import { activations } from '../ops/companions.js';
import { defaultWords } from '../ops/derived.js';
import { describePorts, namesOf } from '../ops/describe.js';
import { isOpName, ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { groupBy } from '../text/group-by.js';
import { itemAt } from '../text/lookup.js';
import { code, prose, table } from '../text/markdown.js';
import { keras, type LayerLibrary, tensorflowJs } from '../vocabulary/library-layers.js';
import { translateActivation, translateOp } from '../vocabulary/translation.js';
import type { Translation } from '../vocabulary/word.js';

/** A type that many attributes have; it is described once, after the ops. */
interface CommonType {
  readonly title: string;
  readonly type: AttributeType & { readonly type: 'choice' | 'settings' | 'named' };
}

/** The maximum number of choices in the cell of a table. */
const mostChoices = 4;

export function opsPage(): string {
  const all: readonly Op[] = Object.values(ops);
  const common = new Map<string, CommonType>();
  for (const { attributes } of all) {
    for (const [name, { type }] of Object.entries(attributes)) {
      const shared = commonOf(name, type);
      if (shared) common.set(shared.title, shared);
    }
  }
  return `${[
    '<!-- Written by npm run docs from src/ops. -->',
    '# Ops',
    'All ops with their attributes, which have the same names and meaning as in Keras, in snake_case. An attribute without a ' +
      'default must be set by the layer or by [`defaults`](../docs/language.md#defaults). Layers also have the ' +
      '[keys of all items](../docs/language.md#items).',
    table(
      ['op', 'description'],
      all.map((op) => [link(op.name, op.name), prose(op.doc)]),
    ),
    ...all.flatMap(opSection),
    ...[...common.values()].flatMap(commonSection),
    ...[keras, tensorflowJs].flatMap(librarySection),
  ].join('\n\n')}\n`;
}

function opSection(op: Op): readonly string[] {
  const { name, doc, attributes } = op;
  return [
    `## ${name}`,
    `${prose(doc)} ${describePorts(op)} In other libraries: ${namesOf(op).map(code).join(', ')}.`,
    Object.keys(attributes).length > 0 ? attributeTable(attributes) : 'No attributes.',
  ];
}

function commonSection({ title, type }: CommonType): readonly string[] {
  const heading = `## ${title}`;
  switch (type.type) {
    case 'choice':
      return [
        heading,
        ...choicesOf(type.choices),
        ...(type.settings ? ['Some may be written with settings:', settingsTable(type.settings)] : []),
      ];
    case 'settings':
      return [heading, attributeTable(type.fields)];
    case 'named':
      return [heading, prose(type.doc), settingsTable(type.kinds)];
  }
}

/** What netspec has for each layer of a library: those with an op of the same meaning first, then the others. */
function librarySection({ title, layers, apart }: LayerLibrary): readonly string[] {
  const equal = layers.filter((name) => translated(name).hint === undefined);
  const others = groupBy(
    layers.filter((name) => !equal.includes(name)),
    remedyFor,
  );
  const rows = [
    ...[...others].map(([text, names]) => [names, text] as const),
    ...apart.map(({ reason, layers: names }) => [names, `not an op: it ${prose(reason)}`] as const),
  ];
  return [
    `## Layers of ${title}`,
    `Layers with an op of the same meaning: ${equal.map((name) => `${code(name)} (${wordFor(name)})`).join(', ')}.`,
    'For the others:',
    table(
      ['layer', 'netspec'],
      rows.map(([names, text]) => [names.map(code).join(', '), text]),
    ),
  ];
}

/** What the vocabulary has for a layer: an op, an activation, or a hint. */
function translated(name: string): Translation {
  const translation = translateOp(name) ?? translateActivation(name);
  if (!translation) throw new Error(`the vocabulary has no ${name}`);
  return translation;
}

/** The op or the activation for a layer, as a link. */
function wordFor(name: string): string {
  const { word = '' } = translated(name);
  return isOpName(word) ? link(word, word) : link(`activation: ${word}`, 'activations');
}

function remedyFor(name: string): string {
  const { word, hint = '' } = translated(name);
  return word === undefined ? prose(hint) : `${wordFor(name)}: ${prose(hint)}`;
}

/** The words of a choice; of activations, with what they compute. */
const choicesOf = (choices: readonly string[]): readonly string[] =>
  choices === activations
    ? [
        table(
          ['word', 'meaning'],
          activations.map((word) => [code(word), prose(activationDocs[word])]),
        ),
      ]
    : [`One of ${choices.map(code).join(', ')}.`];

const settingsTable = (kinds: Readonly<Record<string, Attributes>>): string =>
  table(
    ['word', 'setting', 'value', 'default', 'meaning'],
    Object.entries(kinds).flatMap(([kind, fields]) => {
      const rows = attributeRows(fields);
      return rows.length > 0
        ? rows.map((row, index) => [index === 0 ? code(kind) : '', ...row])
        : [[code(kind), '', '', '', '']];
    }),
  );

const attributeTable = (attributes: Attributes): string =>
  table(['attribute', 'value', 'default', 'meaning'], attributeRows(attributes));

const attributeRows = (attributes: Attributes): readonly (readonly string[])[] =>
  Object.entries(attributes).map(([name, attribute]) => [
    code(name),
    wordsFor(name, attribute),
    defaultOf(attribute),
    prose(attribute.doc),
  ]);

function wordsFor(name: string, { type }: Attribute): string {
  const common = commonOf(name, type);
  if (!common)
    return type.type === 'choice' ? `one of ${type.choices.map(code).join(', ')}` : prose(describeType(type));
  if (type.type === 'settings') return `true, false, or ${link('settings', common.title)}`;
  return link(`one of the ${common.title.toLowerCase()}`, common.title);
}

const defaultOf = (attribute: Attribute): string => defaultWords(attribute, code) ?? '';

/** The section of a type; undefined if its words are few. */
function commonOf(name: string, type: AttributeType): CommonType | undefined {
  if (type.type === 'settings') return { title: `Settings of ${name}`, type };
  const last = itemAt(name.split('_'), -1);
  const title = `${last.charAt(0).toUpperCase()}${last.slice(1)}s`;
  return type.type === 'named' || (type.type === 'choice' && type.choices.length > mostChoices)
    ? { title, type }
    : undefined;
}

/** A link to a heading of the page, by GitHub's anchor. */
const link = (text: string, heading: string): string => `[${text}](#${heading.toLowerCase().replaceAll(' ', '-')})`;
