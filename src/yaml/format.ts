/**
 * Formats specs. Formatting changes little but white space: text and comments keep their order.
 *
 * - Two spaces per level; the dashes of a list are below the first letter of its key; one space after colons, commas and
 *   dashes.
 * - A flow collection is on one line. One that is too long, or that contains a comment, becomes a block.
 * - A comment on its own line is indented like what follows it, or like the item that it ends; one at the end of a line
 *   keeps its column, at least two spaces after the text.
 * - At most one blank line, none at either end; no spaces at ends of lines; line feeds, also after the last line.
 * - Quotes are double, except around text with double quotes or backslashes.
 */

import { CST, Lexer } from 'yaml';
import type { Code } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { severalValues } from '../diagnostics/messages/yaml.js';
import { Failure } from '../text/failure.js';
import { itemAt } from '../text/lookup.js';
import type { Source } from '../text/source.js';
import { parse } from './parse.js';
import { TokenWriter } from './token-writer.js';
import type { Scalar, Tree } from './tree.js';

export interface Formatted {
  /** The formatted text; absent if the text is no sound YAML. */
  readonly text?: string;
  /** Why there is no text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Formats a spec, which may have any errors except in YAML. */
export function format(text: string, { file }: { readonly file: string }): Formatted {
  const source = { file, text: text.replace(/\r\n?/g, '\n') };
  const before = read(source);
  if (!before.tree) return { diagnostics: before.diagnostics };
  // A lone word is no spec, and has no layout.
  if (before.tree.kind === 'scalar') return { text, diagnostics: [] };
  const layout = new TokenWriter(source);
  const formatted = layout.toString();
  const after = read({ file, text: formatted });
  if (!after.tree || !sameTree(before.tree, after.tree) || marksOf(source.text) !== marksOf(formatted)) {
    throw new Failure(`cannot format ${file}: formatting would change its meaning, which is a bug in netspec`);
  }
  return { text: formatted, diagnostics: [] };
}

/** The content of a text; no tree if it is no sound YAML. */
function read(source: Source): { readonly tree?: Tree; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics = new Diagnostics();
  const { tree, isSound } = parse(source, diagnostics);
  const found = diagnostics.list();
  const unsound = found.filter(({ code }) => unsoundness.has(code));
  if (!tree || !isSound) return { diagnostics: found };
  if (unsound.length > 0) return { diagnostics: unsound };
  for (const { span, text } of cutsIn(tree)) diagnostics.report(severalValues(text), span);
  const cuts = diagnostics.list().filter(({ code }) => code === 'unquoted-value');
  return cuts.length > 0 ? { diagnostics: cuts } : { tree, diagnostics: [] };
}

/** The codes for texts that YAML reads differently than intended. */
const unsoundness: ReadonlySet<Code> = new Set(['yaml-syntax', 'unquoted-value', 'expression-syntax']);

/** The scalars of a tree that commas cut in two. */
function cutsIn(tree: Tree, seen = new Set<Tree>()): readonly Scalar[] {
  if (tree.kind === 'scalar') return tree.isCut ? [tree] : [];
  if (seen.has(tree)) return [];
  seen.add(tree);
  return partsOf(tree).flatMap((part) => cutsIn(part, seen));
}

// ---------------------------------------------------------------- what formatting must not change

/** Whether two trees have the same content. */
function sameTree(a: Tree, b: Tree, seen = new Map<Tree, Tree>()): boolean {
  // With aliases a tree may be far larger than its text.
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.text === b.text && a.value === b.value;
  const [parts, others] = [partsOf(a), partsOf(b)];
  return (
    a.kind === b.kind &&
    parts.length === others.length &&
    parts.every((part, index) => sameTree(part, itemAt(others, index), seen))
  );
}

function partsOf(tree: Tree): readonly Tree[] {
  if (tree.kind === 'list') return tree.items;
  return tree.kind === 'mapping' ? [...tree.entries.values()].flatMap(({ key, value }) => [key, value]) : [];
}

const marks: ReadonlySet<unknown> = new Set(['comment', 'anchor', 'alias', 'tag']);

/** The comments, anchors, aliases and tags of a text, which its tree lacks. */
function marksOf(text: string): string {
  const lexemes = [...new Lexer().lex(text)];
  const isMark = (lexeme: string, index: number) =>
    lexemes[index - 1] !== CST.SCALAR && marks.has(CST.tokenType(lexeme));
  return lexemes
    .filter(isMark)
    .map((mark) => mark.trimEnd())
    .join('\n');
}
