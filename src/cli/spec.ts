/** A spec from its file to a compilation, and what is said about it. */
import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { type Compilation, compile, type Options } from '../compile.js';
import { type Diagnostic, Diagnostics } from '../diagnostics.js';
import { visible } from '../display.js';
import { type DiagnosticFormat, render } from '../render/index.js';
import type { Invocation } from './arguments.js';
import { readBytes } from './files.js';
import { Failure, type Host, type Output, screenOf, status } from './host.js';

/** Reads and compiles a spec. */
export async function compileSpec(
  spec: string,
  { variant }: Invocation,
  host: Host,
  options: Options = {},
): Promise<Compilation> {
  const file = options.file ?? nameOf(spec);
  const text = decode(await readBytes(spec, host));
  if (text !== undefined) return compile(text, { ...options, ...variant, file });
  const diagnostics = new Diagnostics();
  diagnostics.report('not-text', { source: { file, text: '' }, start: 0, end: 0 }, 'this is not UTF-8 text');
  return { diagnostics: diagnostics.list(), files: [] };
}

/** The bytes as UTF-8 without a byte-order mark; undefined where they are something else. */
function decode(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? new TextDecoder().decode(bytes) : undefined;
}

/** A path as it was given, with forward slashes on every system. */
export function nameOf(file: string): string {
  return file === '-' ? '<stdin>' : file.split(path.sep).join('/');
}

/** Shows diagnostics; the status that they come to. */
export function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  { values }: Invocation,
  host: Host,
  output: Output,
  format: DiagnosticFormat = 'text',
): number {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const screen = screenOf(output, host, { noColor: values['no-color'] === true, width: 100 });
  output.write(render(format, values.quiet ? errors : diagnostics, screen));
  return errors.length > 0 ? status.found : status.ok;
}

/** Does a piece of work, and says so where it fails for a reason outside of specs; the status. */
export async function attempt(host: Host, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    host.stderr.write(`netspec: ${visible(error.message)}\n`);
    return status.failed;
  }
}
