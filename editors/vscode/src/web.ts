/** The extension in a browser: the server is a worker, which reads files through the editor. */
import { type ExtensionContext, RelativePattern, Uri, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { clientOptions, start } from './extension.js';

export async function activate(context: ExtensionContext): Promise<void> {
  const worker = new Worker(Uri.joinPath(context.extensionUri, 'dist/worker.js').toString(true));
  const client = new LanguageClient('netspec', 'netspec', worker, clientOptions());
  client.onRequest('netspec/readFile', async ({ uri }: { readonly uri: string }) => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(await workspace.fs.readFile(Uri.parse(uri)));
    } catch {
      return null;
    }
  });
  client.onRequest('netspec/findSpecs', async ({ uri }: { readonly uri: string }) => {
    const found = await workspace.findFiles(
      new RelativePattern(Uri.parse(uri), '**/*.{yaml,yml}'),
      '**/node_modules/**',
    );
    return found.map(String);
  });
  await start(context, client);
}
