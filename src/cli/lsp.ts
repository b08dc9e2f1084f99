/** `netspec lsp --stdio`: a language server. */
import { pathToFileURL } from 'node:url';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { serve } from '../lsp/server.js';
import { pathOf } from '../lsp/uris.js';
import type { ServerFiles } from '../lsp/workspace.js';
import { type Invocation, UsageError } from './arguments.js';
import { readSpecBelow } from './files.js';
import { status } from './host.js';
import { filesOf, specs } from './operands.js';
import { packageFile } from './package.js';

/** Runs until the client ends the connection, which ends the process. */
export async function run({ values }: Invocation): Promise<number> {
  if (!values.stdio) throw new UsageError('lsp needs --stdio', 'lsp');
  // Without this, what is reported after the end of the input would be thrown.
  process.stdin.on('end', () => process.exit(status.failed));
  const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  serve(connection, files, packageFile('generated/diagnostics.md').href);
  return new Promise(() => {});
}

const files: ServerFiles = {
  readFile: (uri, folder) => readSpecBelow(native(folder), native(pathOf(uri))),
  async specsBelow(folder) {
    // A folder without specs, or that is gone, has none.
    const found = await filesOf(native(pathOf(folder)), specs, 'lsp').catch(() => []);
    return found.map((file) => pathToFileURL(file).href);
  },
};

/** A path of a URI as the system writes it: `/c:/specs` is `c:/specs` on Windows. */
const native = (file: string): string => (process.platform === 'win32' ? file.replace(/^\/(?=[A-Za-z]:)/, '') : file);
