/** Help inside expressions: colors of names, and the arguments of functions. */
import { type SemanticTokens, SemanticTokensBuilder, type SignatureHelp } from 'vscode-languageserver';
import { at } from '../at.js';
import type { SymbolKind } from '../core/symbols/table.js';
import type { functions } from '../expressions/expression.js';
import { tokenTypes } from './capabilities.js';
import type { TextPlace } from './navigation.js';
import { placeAt } from './ranges.js';
import type { SpecDocument } from './workspace.js';

const typeOfKind: Readonly<Record<SymbolKind, (typeof tokenTypes)[number]>> = {
  spec: 'namespace',
  input: 'parameter',
  parameter: 'parameter',
  size: 'enumMember',
  formula: 'function',
  function: 'function',
  argument: 'parameter',
  index: 'variable',
  block: 'class',
  layer: 'variable',
  branch: 'namespace',
  output: 'variable',
  endpoint: 'enumMember',
  weights: 'enumMember',
  op: 'function',
  attribute: 'property',
};

/** A token for each name on one line. A name within a name, such as `${index}`, is a token of its own. */
export function tokensOf({ analysis: { source, symbols } }: SpecDocument): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  let covered = 0;
  for (const [index, { span, symbol }] of symbols.mentions.entries()) {
    const next = symbols.mentions[index + 1];
    const start = Math.max(span.start, covered);
    const end = Math.min(span.end, next && next.span.start > start ? next.span.start : span.end);
    if (end <= start || source.text.slice(start, end).includes('\n')) continue;
    const { line, character } = placeAt(source, start);
    builder.push(line, character, end - start, tokenTypes.indexOf(typeOfKind[symbol.kind]), 0);
    covered = end;
  }
  return builder.build();
}

/** The arguments of the built-in functions. */
const builtins: Readonly<Record<keyof typeof functions, readonly string[]>> = {
  min: ['a', 'b', '...'],
  max: ['a', 'b', '...'],
  floor: ['x'],
  ceil: ['x'],
  round: ['x'],
  sqrt: ['x'],
  exp: ['x'],
  log: ['x'],
  sin: ['x'],
  cos: ['x'],
};

/** The function around a place in an expression, with its arguments. */
export function signatureAt({ document: { analysis }, offset }: TextPlace): SignatureHelp | undefined {
  const call = callAround(analysis.source.text, offset);
  if (!call) return undefined;
  const { spec } = analysis;
  const { owner } = at(analysis, offset);
  const own = owner?.formulas.get(call.name) ?? spec?.formulas.get(call.name);
  const names = own
    ? own.arguments.map(({ text }) => text)
    : Object.hasOwn(builtins, call.name)
      ? builtins[call.name as keyof typeof builtins]
      : [];
  if (names.length === 0) return undefined;
  return {
    signatures: [{ label: `${call.name}(${names.join(', ')})`, parameters: names.map((label) => ({ label })) }],
    activeSignature: 0,
    activeParameter: Math.min(call.argument, names.length - 1),
  };
}

/** The call that is open at an offset of its line, and the number of the argument there. */
function callAround(text: string, offset: number): { readonly name: string; readonly argument: number } | undefined {
  let depth = 0;
  let argument = 0;
  for (let index = offset - 1; index >= 0 && text[index] !== '\n'; index -= 1) {
    const sign = text[index];
    if (sign === ')') depth += 1;
    else if (sign === ',' && depth === 0) argument += 1;
    else if (sign === '(') {
      if (depth === 0) {
        const [name] = /[A-Za-z_]\w*$/.exec(text.slice(Math.max(0, index - 100), index)) ?? [];
        return name === undefined ? undefined : { name, argument };
      }
      depth -= 1;
    }
  }
  return undefined;
}
