/** Reads values: attributes and arguments, and declared numbers. */
import { warnOfMomentum } from '../blame/momentum.js';
import { replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { unreadableSize } from '../diagnostics/messages/schema.js';
import { unreadable } from '../expressions/expression.js';
import { type Attributes, type AttributeType, isSizeType, settingsByWord, wordPattern } from '../ops/attributes.js';
import type { DeclaredNumber, WrittenValue } from '../spec/spec.js';
import type { Span } from '../text/source.js';
import { plainSize } from '../vocabulary/numerals.js';
import { type List, type Mapping, placeIn, type Scalar, type Tree } from '../yaml/tree.js';
import { readFormula, readWord } from './words.js';

// ---------------------------------------------------------------- attributes and arguments

/** Reads a value for its attribute's type; without a type, as expressions and sizes. */
export function readWritten(tree: Tree, type: AttributeType | undefined, diagnostics: Diagnostics): WrittenValue {
  switch (tree.kind) {
    case 'list':
      return readList(tree, type, diagnostics);
    case 'mapping':
      return readSettings(tree, type, diagnostics);
    case 'scalar':
      return readScalar(tree, type, diagnostics);
  }
}

function readList({ items, span }: List, type: AttributeType | undefined, diagnostics: Diagnostics): WrittenValue {
  const inner: AttributeType | undefined =
    type?.type === 'margins' || type?.type === 'choice' ? { type: 'pair' } : undefined;
  return { kind: 'list', items: items.map((item) => readWritten(item, inner, diagnostics)), span };
}

function readSettings(
  { entries, span }: Mapping,
  type: AttributeType | undefined,
  diagnostics: Diagnostics,
): WrittenValue {
  const settings = new Map<string, WrittenValue>();
  for (const [key, { value }] of entries) {
    if (type?.type === 'settings') warnOfMomentum(key, value, diagnostics);
    const fields = type && settingsByWord(type)[key];
    if (fields) settings.set(key, readKind(value, fields, diagnostics));
    else settings.set(key, readWritten(value, typeOfField(type, key), diagnostics));
  }
  return { kind: 'settings', entries: settings, span };
}

function typeOfField(type: AttributeType | undefined, key: string): AttributeType | undefined {
  if (type?.type === 'sizes') return { type: 'integer' };
  return type?.type === 'settings' ? type.fields[key]?.type : undefined;
}

/** Reads the settings of a word: `{l2: 0.01}` is short for `{l2: {l2: 0.01}}`. */
function readKind(tree: Tree, fields: Attributes, diagnostics: Diagnostics): WrittenValue {
  const [single] = Object.entries(fields);
  if (tree.kind === 'mapping' || !single) return readWritten(tree, { type: 'settings', fields }, diagnostics);
  const [name, { type }] = single;
  return { kind: 'settings', entries: new Map([[name, readWritten(tree, type, diagnostics)]]), span: tree.span };
}

/** Whether what is written for a choice is a word, and no numbers: a name, or a text with holes. */
const isWordOf = ({ or }: AttributeType & { type: 'choice' }, text: string): boolean =>
  or === undefined || wordPattern.test(text) || text.includes('${');

/** `1x7`, with any multiplication sign. */
const sizePattern = /^\d+(\s*[xX\u00d7]\s*\d+)+$/;
function readScalar(scalar: Scalar, type: AttributeType | undefined, diagnostics: Diagnostics): WrittenValue {
  const { text, span } = scalar;
  if (type?.type === 'choice' && isWordOf(type, text)) return { kind: 'word', ...readWord(scalar, diagnostics) };
  if (type?.type === 'text') return { kind: 'word', parts: [text], span: placeIn(scalar, 0, text.length).span };
  if (type?.type === 'named') return { kind: 'word', parts: [text], span };
  if (!type || isSizeType(type)) {
    if (sizePattern.test(text)) return readSize(scalar, diagnostics);
    const mended = plainSize(text);
    if (mended !== undefined) return reportNoSize(span, mended, diagnostics);
  }
  return { kind: 'formula', ...readFormula(scalar, diagnostics) };
}

function reportNoSize(span: Span, mended: string, diagnostics: Diagnostics): WrittenValue {
  diagnostics.report(unreadableSize(), span, { fix: replacement(span, mended) });
  return { kind: 'formula', expression: unreadable, span, exact: false };
}

/** Reads `1x7` as a list of numbers; with another sign it is reported, and has no value. */
function readSize(scalar: Scalar, diagnostics: Diagnostics): WrittenValue {
  const { text, span } = scalar;
  const plain = text.replaceAll(/\s*[xX\u00d7]\s*/g, 'x');
  if (plain !== text) return reportNoSize(span, plain, diagnostics);
  let start = 0;
  const items = text.split('x').map((digits): WrittenValue => {
    const end = start + digits.length;
    const place = placeIn(scalar, start, end);
    start = end + 1;
    const expression = { kind: 'literal', value: Number(digits), start: 0, end: digits.length } as const;
    return { kind: 'formula', expression, ...place };
  });
  return { kind: 'list', items, span };
}

// ---------------------------------------------------------------- numbers

/** Reads a declared number. */
export function readNumber({ value, span }: Scalar): DeclaredNumber {
  return { value: Number(value), span };
}
