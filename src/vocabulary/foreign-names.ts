/** Names in expressions of other languages and libraries. */
import { type Remedy, replacement } from '../diagnostics/diagnostic.js';
import { forInputSize, indexOfConstant, indexOfRepetition, write } from '../diagnostics/messages/remedies.js';
import { indexNames } from '../expressions/index-function.js';
import type { Span } from '../text/source.js';

const sizes: ReadonlyMap<string, string> = new Map([
  ['in_channels', 'in.channels'],
  ['in_planes', 'in.channels'],
]);

/**
 * What to write instead of an unknown name; undefined if not known. `hasConstants` says whether the spec has constants,
 * in which i may be meant as an index.
 */
export function remedyForName(name: string, span: Span, hasConstants: boolean): Remedy | undefined {
  if (/^(none|nil|undefined)$/i.test(name)) return { help: write('null') };
  if (hasConstants && indexNames.some((index) => index === name))
    return { help: name === 'i' ? `${indexOfConstant}; ${indexOfRepetition}` : indexOfConstant };
  if (/^(i|idx|iteration)$/.test(name)) return { help: indexOfRepetition };
  const size = sizes.get(name);
  if (size !== undefined) return { help: forInputSize(size) };
  const meant = /^(yes|on)$/i.test(name) ? 'true' : /^(no|off)$/i.test(name) ? 'false' : undefined;
  return meant === undefined ? undefined : { fix: replacement(span, meant) };
}

const functions: ReadonlyMap<string, string> = new Map([
  ['int', 'floor'],
  ['trunc', 'floor'],
  ['ceiling', 'ceil'],
  ['ln', 'log'],
  ['minimum', 'min'],
  ['maximum', 'max'],
]);

/** The function of the language that another one calls so. */
export const foreignFunction = (name: string): string | undefined => functions.get(name);
