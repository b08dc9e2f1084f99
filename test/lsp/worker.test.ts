/** The language server in a worker of a real browser, under a policy that forbids eval and requests. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintsOf, hasBrowser, launch } from '../page/browser.js';

const script = readFileSync('dist/lsp/worker.js', 'utf8');

const user = `netspec: 1
name: User
inputs: {image: 32x32x3}
layers:
- {op: part.yaml, name: body}
outputs: {y: body}
`;
const part = user.replace('op: part.yaml, name: body', 'op: flatten, name: body').replace('User', 'Part');

type VirtualFiles = Readonly<Record<string, string>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** A client in the page: the answer to a hover over `body`, the first diagnostics, and the files that were asked for. */
async function converse({ files, text }: { readonly files: VirtualFiles | undefined; readonly text: string }) {
  const worker = new Worker('/worker.js');
  const asked: unknown[] = [];
  let id = 0;
  const waiting = new Map<number | string, (value: unknown) => void>();
  const send = (message: object) => worker.postMessage({ jsonrpc: '2.0', ...message });
  const ask = (method: string, params: object) =>
    new Promise<unknown>((resolve, reject) => {
      id += 1;
      waiting.set(id, resolve);
      worker.onerror = ({ message }) => reject(new Error(message));
      send({ id, method, params });
    });
  const published = new Promise<unknown>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.method === 'textDocument/publishDiagnostics') resolve(data.params);
      else if (data.method !== undefined && data.id !== undefined) {
        asked.push([data.method, data.params]);
        if (!files) send({ id: data.id, error: { code: -32601, message: `unhandled method ${data.method}` } });
        else if (data.method === 'netspec/findSpecs') send({ id: data.id, result: Object.keys(files) });
        else {
          const { uri } = data.params as { uri: string };
          send({ id: data.id, result: files[uri] ?? null });
        }
      } else if (data.id !== undefined) waiting.get(data.id)?.(data.result);
    };
  });
  const workspaceFolders = [{ uri: 'vfs://host/work', name: 'work' }];
  await ask('initialize', { processId: null, rootUri: null, capabilities: {}, workspaceFolders });
  send({ method: 'initialized', params: {} });
  const textDocument = { uri: 'vfs://host/work/user.yaml', languageId: 'netspec', version: 1, text };
  send({ method: 'textDocument/didOpen', params: { textDocument } });
  const hover = await ask('textDocument/hover', { textDocument, position: { line: 4, character: 24 } });
  const first = await published;
  worker.terminate();
  return { hover: JSON.stringify(hover), published: JSON.stringify(first), asked };
}

describe.skipIf(!hasBrowser)('the server in a worker', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  async function answers(files: VirtualFiles | undefined) {
    const page = await browser.newPage();
    const complaints = complaintsOf(page);
    const headers = { 'Content-Security-Policy': "default-src 'none'; script-src 'self'; worker-src 'self'" };
    await page.route('https://netspec.example/**', (route) => {
      const isScript = route.request().url().endsWith('worker.js');
      const contentType = isScript ? 'text/javascript' : 'text/html';
      return route.fulfill({ headers, contentType, body: isScript ? script : '<title>client</title>' });
    });
    await page.goto('https://netspec.example/');
    const found = await page.evaluate(converse, { files, text: user });
    expect(complaints).toEqual([]);
    await page.close();
    return found;
  }

  it('reads specs that are not open with requests to the client', async () => {
    const found = await answers({ 'vfs://host/work/part.yaml': part });
    expect(found.hover).toContain('`3072`');
    expect(JSON.parse(found.published)).toEqual({ uri: 'vfs://host/work/user.yaml', version: 1, diagnostics: [] });
    expect(found.asked).toContainEqual(['netspec/readFile', { uri: 'vfs://host/work/part.yaml' }]);
    expect(found.asked).toContainEqual(['netspec/findSpecs', { uri: 'vfs://host/work' }]);
  });

  it('has none of them if the client does not answer', async () => {
    const { published } = await answers(undefined);
    expect(JSON.parse(published).diagnostics).toMatchObject([{ code: 'unreadable-spec' }]);
  });
});
