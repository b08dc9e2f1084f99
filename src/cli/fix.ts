/** `netspec check --fix`: a spec fixed where it stands, and a line on each fix. */
import type { Diagnostic, Edit } from '../diagnostics.js';
import { cutEnd, visible } from '../display.js';
import { type Fixable, fix } from '../fix.js';
import { positionAt } from '../source.js';
import type { Invocation } from './arguments.js';
import { readerFor, writeWhole } from './files.js';
import type { Host } from './host.js';
import { nameOf, notText, readSpec } from './spec.js';

/** Fixes a file where it stands, or standard input on standard output; what there is left to say of it. */
export async function fixSpec(spec: string, invocation: Invocation, host: Host): Promise<readonly Diagnostic[]> {
  const { variant, values } = invocation;
  const file = nameOf(spec);
  const { mark, text: before } = await readSpec(spec, host);
  if (before === undefined) return notText(file).diagnostics;
  const { text, fixed, diagnostics } = fix(before, { ...variant, file, read: await readerFor(spec) });
  if (spec === '-') host.stdout.write(mark + text);
  else if (text !== before) await writeWhole(spec, Buffer.from(mark + text));
  if (!values.quiet) host.stderr.write(fixed.map(fixedLine).join(''));
  return diagnostics;
}

function fixedLine({ code, span, fix: { edits } }: Fixable): string {
  const { line, column } = positionAt(span.source, span.start);
  return `${visible(span.source.file)}:${line}:${column} fixed ${code}: ${edits.map(describeEdit).join(', ')}\n`;
}

/** How many cells a text may take. */
const room = 40;

function describeEdit({ span: { source, start, end }, newText }: Edit): string {
  const quoted = (text: string) => `"${cutEnd(visible(text), room)}"`;
  const oldText = source.text.slice(start, end);
  if (oldText === '') return `inserted ${quoted(newText)}`;
  return newText === '' ? `removed ${quoted(oldText)}` : `replaced ${quoted(oldText)} with ${quoted(newText)}`;
}
