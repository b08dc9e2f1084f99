/**
 * The language server in a browser's worker, bundled into one script without imports. docs/editors.md shows how a client
 * starts it.
 */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { ClientFiles } from './client-files.js';
import { serve } from './server.js';

const connection = createConnection(new BrowserMessageReader(globalThis), new BrowserMessageWriter(globalThis));
serve(connection, new ClientFiles(connection));
