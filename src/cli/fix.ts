/** `netspec check --fix` and `--update`: edits a spec in place; with --dry-run, prints the edits as a diff. */

import { compile } from '../compile.js';
import type { Diagnostic, Edit } from '../diagnostics/diagnostic.js';
import { type Fixable, fix, leftBy, type Updated, update } from '../fix.js';
import { cutEnd, visible } from '../text/display.js';
import { positionAt, type Span } from '../text/source.js';
import { enumerate } from '../text/words.js';
import { type Invocation, UsageError } from './arguments.js';
import { readerFor, writeWhole } from './files.js';
import type { Host } from './host.js';
import { variantOptions } from './options.js';
import { nameOf, notText, readSpec } from './spec.js';

/** Throws if options are incompatible. */
export function checkEditing({ values }: Invocation): void {
  if (values.fix && values.update)
    throw new UsageError('run --fix and --update separately: fix the spec first, then update it', 'check');
  if (values['dry-run'] && !values.fix && !values.update)
    throw new UsageError('--dry-run needs --fix or --update', 'check');
  const given = variantOptions.filter((name) => values[name] !== undefined).map((name) => `--${name}`);
  if (values.update && given.length > 0)
    throw new UsageError(`--update cannot be combined with ${enumerate(given)}`, 'check');
}

/**
 * Edits a file in place, or standard input to standard output. Gives the remaining diagnostics; of a dry run, those of
 * the original text.
 */
export async function editSpec(spec: string, invocation: Invocation, host: Host): Promise<readonly Diagnostic[]> {
  const { variant, variants, values } = invocation;
  const file = nameOf(spec);
  const { mark, text: before } = await readSpec(spec, host);
  if (before === undefined) return notText(file).diagnostics;
  const options = { ...(variants?.get(spec) ?? variant), file, read: await readerFor(spec) };
  const edited = values.update ? update(before, options) : { ...fix(before, options), others: [] };
  if (values.update && !values.quiet) host.stderr.write(leftLines(edited, file).join(''));
  if (values['dry-run']) {
    if (edited.text !== before) host.stdout.write(await diffText(file, before, edited.text));
    return compile(before, options).diagnostics;
  }
  if (spec === '-') host.stdout.write(mark + edited.text);
  else if (edited.text !== before) await writeWhole(spec, Buffer.from(mark + edited.text));
  // Updates are made in rounds: an output is computed once those before it are right.
  const done = values.update ? edited.done.toSorted((a, b) => lineOf(a) - lineOf(b)) : edited.done;
  if (!values.quiet) host.stderr.write(done.flatMap(doneLines).join(''));
  return edited.diagnostics;
}

const lineOf = ({ span: { source, start } }: Fixable): number => positionAt(source, start).line;

/** The edits as a diff. Line ends are the same on both sides, and not shown. */
async function diffText(file: string, before: string, after: string): Promise<string> {
  const { lineDiffText } = await import('./line-diff.js');
  const plain = (text: string) => text.replaceAll('\r\n', '\n');
  const [old, next] = [plain(before), plain(after)];
  return lineDiffText([file, file], old, next, Number.POSITIVE_INFINITY);
}

/** A line for each edit: at the mistake, or at the place of each edit if there are several. */
function doneLines({ code, span, fix: { kind, edits } }: Fixable): readonly string[] {
  const verb = kind === 'fix' ? 'fixed' : 'updated';
  return edits.map((edit) => {
    const place = placeOf(edits.length > 1 ? edit.span : span);
    return `${place} ${verb} ${code}: ${describeEdit(edit)}\n`;
  });
}

/** A line for each thing that was not updated. */
const leftLines = (updated: Updated, file: string): readonly string[] =>
  leftBy(updated).map(({ span, reason }) => {
    const place = span ? placeOf(span) : `${visible(file)}:`;
    return `${place} not updated: ${visible(reason)}\n`;
  });

function placeOf({ source, start }: Span): string {
  const { line, column } = positionAt(source, start);
  return `${visible(source.file)}:${line}:${column}`;
}

/** The maximum width of a text in cells. */
const room = 40;

function describeEdit({ span: { source, start, end }, newText }: Edit): string {
  const quoted = (text: string) => `"${cutEnd(visible(text), room)}"`;
  const oldText = source.text.slice(start, end);
  if (oldText === '') return `inserted ${quoted(newText)}`;
  return newText === '' ? `removed ${quoted(oldText)}` : `replaced ${quoted(oldText)} with ${quoted(newText)}`;
}
