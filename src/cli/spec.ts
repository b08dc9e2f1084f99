/** Reads and compiles a spec, and shows its diagnostics. */
import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { type Compilation, compile, type Options } from '../compile.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { notUtf8 } from '../diagnostics/messages/yaml.js';
import { type DiagnosticFormat, render } from '../diagnostics/render/index.js';
import { visible } from '../text/display.js';
import { Failure } from '../text/failure.js';
import type { Invocation } from './arguments.js';
import { readBytes, readerFor } from './files.js';
import { type Host, type OutputStream, screenOf, status, UnfitInput } from './host.js';
import { packageFile, packageVersion } from './package.js';

/** Reads and compiles a spec, from a file by default. */
export async function compileSpec(
  spec: string,
  { variant, variants }: Invocation,
  host: Host,
  options: Options = {},
  read = readBytes,
): Promise<Compilation> {
  const file = options.file ?? nameOf(spec);
  const { text } = await readSpec(spec, host, read);
  return text === undefined
    ? notText(file)
    : compile(text, { ...options, ...(variants?.get(spec) ?? variant), file, read: await readerFor(spec, file) });
}

/** The content of a file: a byte-order mark or '', and the text; no text if it is not UTF-8. */
export async function readSpec(spec: string, host: Host, read = readBytes): Promise<{ mark: string; text?: string }> {
  const bytes = await read(spec, host);
  if (!isUtf8(bytes)) return { mark: '' };
  const [, mark = '', text = ''] =
    /^(\ufeff?)(.*)$/s.exec(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)) ?? [];
  return { mark, text };
}

/** The compilation of a file that is no text. */
export function notText(file: string): Compilation {
  const diagnostics = new Diagnostics();
  diagnostics.report(notUtf8(), { source: { file, text: '' }, start: 0, end: 0 });
  return { diagnostics: diagnostics.list(), files: [] };
}

/** A path as given, with forward slashes on every system. */
export function nameOf(file: string): string {
  return file === '-' ? '<stdin>' : file.split(path.sep).join('/');
}

/** Shows diagnostics; gives the exit status. */
export function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  { values }: Invocation,
  host: Host,
  output: OutputStream,
  {
    format = 'text',
    checked = [],
    isWhole = true,
  }: { format?: DiagnosticFormat | undefined; checked?: readonly string[]; isWhole?: boolean } = {},
): number {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const shown = values.quiet ? errors : diagnostics;
  if (shown.length > 0 || format !== 'text') {
    const screen = screenOf(output, host, { noColor: values['no-color'] === true, width: 100 });
    output.write(render(format, shown, { ...screen, checked, isWhole, tool }));
  }
  return errors.length > 0 ? status.found : status.ok;
}

/** This netspec, with its page of diagnostics. */
const tool = () => ({ version: packageVersion(), page: packageFile('generated/diagnostics.md').href });

/** Runs `work`, and shows a failure or an input that does not fit; gives the exit status. */
export async function attempt(host: Host, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const isFailure = error instanceof Failure;
    if (!isFailure && !(error instanceof UnfitInput)) throw error;
    host.stderr.write(`netspec: ${visible(error.message)}\n`);
    return isFailure ? status.failed : status.found;
  }
}
