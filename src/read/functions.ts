/** Functions that a spec defines: `make_divisible(value, divisor): ...`. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { badSignature, duplicateArgument, firstDefinedHere } from '../diagnostics/messages/names.js';
import type { Name, NamedFormula } from '../spec/spec.js';
import { entriesOf, type Mapping, placeIn, type Scalar, valueAt } from '../yaml/tree.js';
import { readFormula, readVariable } from './words.js';

/** A name, and something in parentheses. */
const signaturePattern = /^([^()]*[^()\s])(\s*\()([^()]*\S[^()]*)\)$/;

/** Reads the functions of a spec. */
export function readFunctions(tree: Mapping, diagnostics: Diagnostics): readonly NamedFormula[] {
  return entriesOf(valueAt(tree, 'functions')).flatMap(({ key, value }) => {
    const signature = readSignature(key, diagnostics);
    const formula = readFormula(value as Scalar, diagnostics);
    return signature ? [{ text: signature.key.text, ...signature, ...formula }] : [];
  });
}

/** Reads a name with its arguments; undefined if it has none, which is reported. */
function readSignature(key: Scalar, diagnostics: Diagnostics): Pick<NamedFormula, 'key' | 'arguments'> | undefined {
  const [, name = '', open = '', list] = signaturePattern.exec(key.text) ?? [];
  if (list === undefined) {
    diagnostics.report(badSignature(key.text), key.span);
    return undefined;
  }
  const args: Name[] = [];
  let start = name.length + open.length;
  for (const piece of list.split(',')) {
    const text = piece.trim();
    const at = start + piece.indexOf(text);
    args.push(readVariable(part(key, at, at + text.length), diagnostics));
    start += piece.length + 1;
  }
  reportDuplicates(args, diagnostics);
  return { key: readVariable(part(key, 0, name.length), diagnostics), arguments: args };
}

/** A stretch of a scalar as a scalar. */
function part(scalar: Scalar, start: number, end: number): Scalar {
  const text = scalar.text.slice(start, end);
  return { kind: 'scalar', text, value: text, span: placeIn(scalar, start, end).span };
}

function reportDuplicates(args: readonly Name[], diagnostics: Diagnostics): void {
  for (const [index, { text, span }] of args.entries()) {
    const first = args.findIndex((other) => other.text === text);
    const earlier = args[first];
    if (first < index && earlier)
      diagnostics.report(duplicateArgument(text), span, { notes: [{ message: firstDefinedHere, span: earlier.span }] });
  }
}
