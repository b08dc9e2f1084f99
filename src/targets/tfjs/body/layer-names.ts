/** The names of layers as code. */
import { quote, templateText } from '../../code/lexical.js';

/** What a name is made of: text, or code that gives it. */
export type NamePiece = string | { readonly code: string };

/** A name as code; one that bears its scope's name ends before the last slash. */
export function nameCode(pieces: readonly NamePiece[], bearsScope: boolean): string {
  const kept = bearsScope ? withoutSlash(pieces) : pieces;
  const [only] = kept;
  if (kept.length === 1 && typeof only === 'object') return only.code;
  if (kept.every((piece) => typeof piece === 'string')) return quote(kept.join(''));
  return `\`${kept.map((piece) => (typeof piece === 'string' ? templateText(piece) : `\${${piece.code}}`)).join('')}\``;
}

/** A scope without the slash at its end, which is a piece of its own, or, in a prefix, the end of what its code gives. */
function withoutSlash(pieces: readonly NamePiece[]): readonly NamePiece[] {
  const last = pieces.at(-1);
  if (last === '/') return pieces.slice(0, -1);
  return typeof last === 'object' ? [...pieces.slice(0, -1), { code: `${last.code}.slice(0, -1)` }] : pieces;
}
