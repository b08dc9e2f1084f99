/** Functions that a spec defines: `make_divisible(value, divisor): ...`. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { badSignature, duplicateArgument } from '../diagnostics/messages/names.js';
import type { NamedFormula } from '../spec/spec.js';
import { entriesOf, type Mapping, partOf, type Scalar, valueAt } from '../yaml/tree.js';
import { readFormula, readVariable, readVariables } from './words.js';

/** A name, and something in parentheses. */
const signaturePattern = /^([^()]+)\(([^()]+)\)$/;

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
  const [, head = '', list = ''] = signaturePattern.exec(key.text) ?? [];
  if (head.trim() === '' || list.trim() === '') {
    diagnostics.report(badSignature(key.text), key.span);
    return undefined;
  }
  const args: Scalar[] = [];
  let start = head.length + 1;
  for (const piece of list.split(',')) {
    args.push(partOf(key, start, start + piece.length));
    start += piece.length + 1;
  }
  return {
    key: readVariable(partOf(key, 0, head.length), diagnostics),
    arguments: readVariables(args, duplicateArgument, diagnostics),
  };
}
