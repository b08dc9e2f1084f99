/**
 * The worker of the playground: the language server of editors, and requests for drawings, code and differences. They
 * share one analysis of each text. The page sends the port of their connection.
 */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import type { Analysis } from '../../analyze.js';
import { codes, isCode } from '../../diagnostics/codes.js';
import { serve } from '../../lsp/server.js';
import type { DocumentParams, ParamsOf, TargetCode } from '../protocol.js';
import { gallery } from './gallery.js';
import { codeOf, networkOf } from './network.js';

addEventListener('message', ({ data: port }: MessageEvent<MessagePort>) => {
  const connection = createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port));
  const workspace = serve(connection, gallery);
  const analysisOf = ({ uri }: DocumentParams): Analysis | undefined => workspace.find(uri)?.analysis;
  connection.onRequest('netspec/network', (params: DocumentParams & ParamsOf<'netspec/network'>) =>
    networkOf(analysisOf(params), params.isPartWanted),
  );
  connection.onRequest<TargetCode | null, unknown>(
    'netspec/code',
    ({ uri, text, target }: DocumentParams & ParamsOf<'netspec/code'>) => {
      const document = workspace.find(uri);
      return codeOf(document?.text === text ? document.analysis : document?.analyzeAs(text), target);
    },
  );
  connection.onRequest('netspec/diff', async ({ uri, before }: DocumentParams & ParamsOf<'netspec/diff'>) =>
    (await import('./diff.js')).diffOf(workspace.find(uri), before),
  );
  connection.onRequest('netspec/explain', ({ code }: ParamsOf<'netspec/explain'>) =>
    isCode(code) ? codes[code] : null,
  );
});
