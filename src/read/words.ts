/** Reads the text of one scalar: names, words with `${...}` in them, and expressions. */

import { replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import {
  bracesAroundExpression,
  emptyExpression,
  notANumber,
  unclosedHole,
} from '../diagnostics/messages/expressions.js';
import type { Message } from '../diagnostics/messages/message.js';
import { badLayerName, badVariable, firstDefinedHere, reservedWord } from '../diagnostics/messages/names.js';
import { functions, unreadable } from '../expressions/expression.js';
import { parseExpression } from '../expressions/parse.js';
import type { Formula, Name, Template } from '../spec/spec.js';
import { subspan } from '../text/source.js';
import { plainNumber } from '../vocabulary/numerals.js';
import { type Mapping, placeIn, type Scalar, type SourceSpan, scalarAt } from '../yaml/tree.js';

// ---------------------------------------------------------------- names

/** A name of a layer, a scope or a network without expressions. */
export const layerName = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** A name that expressions can mention. */
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const reserved = new Set(['in', 'and', 'or', 'not', 'if', 'else', 'true', 'false', 'null', ...Object.keys(functions)]);

/** Reads a name at its definition; reports an invalid one. */
export function readName({ text, span }: Scalar, diagnostics: Diagnostics): Name {
  if (!layerName.test(text)) diagnostics.report(badLayerName(text), span);
  return { text, span };
}

/** Reads the name of a parameter or a formula at its declaration; reports one that no expression can mention. */
export function readVariable({ text, span }: Scalar, diagnostics: Diagnostics): Name {
  if (!variableName.test(text)) diagnostics.report(badVariable(text), span);
  else if (reserved.has(text)) diagnostics.report(reservedWord(text), span);
  return { text, span };
}

/** Reads names where they are declared. A name that was declared before is reported. */
export function readVariables(
  scalars: readonly Scalar[],
  duplicate: (name: string) => Message<'duplicate-name'>,
  diagnostics: Diagnostics,
): readonly Name[] {
  const declared = new Map<string, Name>();
  return scalars.map((scalar) => {
    const name = readVariable(scalar, diagnostics);
    const { text, span } = name;
    const earlier = declared.get(text);
    if (!earlier) declared.set(text, name);
    else diagnostics.report(duplicate(text), span, { notes: [{ message: firstDefinedHere, span: earlier.span }] });
    return name;
  });
}

/** Reads a reference; a later phase finds whether its name is defined. */
export function readReference({ text, span }: Scalar): Name {
  return { text, span };
}

/** The summary of a mapping. */
export function readSummary(tree: Mapping): { readonly summary?: string } {
  const summary = scalarAt(tree, 'summary');
  return summary ? { summary: summary.text } : {};
}

// ---------------------------------------------------------------- templates

/** Reads a name that may contain `${...}`. */
export function readTemplate(scalar: Scalar, diagnostics: Diagnostics): Template {
  const { text, span } = scalar;
  if (!text.includes('${')) return { parts: [readName(scalar, diagnostics).text], span };
  const parts: (string | Formula)[] = [];
  let start = 0;
  for (const part of text.split(/(\$\{[^}]*\}?)/)) {
    if (part.startsWith('${')) parts.push(readHole(part, scalar, start, diagnostics));
    else if (part !== '') parts.push(part);
    start += part.length;
  }
  const sample = parts.map((part) => (typeof part === 'string' ? part : '0')).join('');
  if (!layerName.test(sample)) diagnostics.report(badLayerName(text), span);
  return { parts, span };
}

/** Reads a word that may contain `${...}`; any other text is allowed. */
export function readWord(scalar: Scalar, diagnostics: Diagnostics): Template {
  const { text, span } = scalar;
  return text.includes('${') ? readTemplate(scalar, diagnostics) : { parts: [text], span };
}

/** Reads `${...}`, at an offset into a scalar. */
function readHole(hole: string, scalar: Scalar, start: number, diagnostics: Diagnostics): Formula {
  const isClosed = hole.endsWith('}');
  const text = hole.slice(2, -1);
  const place = placeIn(scalar, start + 2, start + hole.length - 1);
  if (isClosed && text.trim() !== '') return parseAt(place, text, diagnostics);
  const { span } = placeIn(scalar, start, start + (isClosed ? hole.length : 2));
  diagnostics.report(isClosed ? emptyExpression() : unclosedHole(), span);
  return { expression: unreadable, ...place };
}

// ---------------------------------------------------------------- expressions

/** Reads a number, a boolean, null or an expression; anything else is reported, and has no value. */
export function readFormula(scalar: Scalar, diagnostics: Diagnostics): Formula {
  const { text, value } = scalar;
  const place = placeIn(scalar, 0, text.length);
  if (typeof value === 'string') return parseAt(place, text, diagnostics);
  return { expression: { kind: 'literal', value, start: 0, end: text.length }, ...place };
}

function parseAt(place: SourceSpan, text: string, diagnostics: Diagnostics): Formula {
  const parsed = parseExpression(text);
  if ('kind' in parsed) return { expression: parsed, ...place };
  const hole = holeIn(text);
  const plain = hole ?? plainNumber(text.trim());
  if (plain !== undefined) {
    const fix = replacement(place.span, plain);
    const message = hole === undefined ? notANumber(text) : bracesAroundExpression();
    diagnostics.report(message, place.span, place.exact ? { fix } : { help: fix.title });
  } else {
    const span = place.exact ? subspan(place.span, parsed.start, parsed.end) : place.span;
    diagnostics.report(parsed.message, span);
  }
  return { expression: unreadable, ...place };
}

/** The expression in `${n}`, `$n` and `{{ n }}`; undefined for any other text. */
function holeIn(text: string): string | undefined {
  const [, hole, braces, name] = /^(?:\$\{([^{}]+)\}|\{\{([^{}]+)\}\}|\$(\w+))$/.exec(text.trim()) ?? [];
  return (hole ?? braces ?? name)?.trim();
}
