/**
 * The server survives any edit, and answers every request in between. `NETSPEC_LSP_EDITS=5000` makes more of them. The text
 * is restored now and then, since after many edits little of it can be read.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { namesRequest, pageDataRequest, reportRequest } from '../../src/lsp/requests.js';
import { Client } from './client.js';

const { NETSPEC_LSP_EDITS: edits = '60', NETSPEC_LSP_SEED: seed = '1' } = process.env;
const text = readFileSync('specs/inception-v3.yaml', 'utf8');

/** What a person or a broken client may type. */
const inserted = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    '"',
    "'",
    '#',
    '${',
    '&a ',
    '*a',
    '\t',
    'op',
    '\r',
    '|\n',
    '0',
  ),
  fc.string({ maxLength: 4, unit: 'grapheme' }),
);

const requests = [
  'textDocument/hover',
  'textDocument/completion',
  'textDocument/signatureHelp',
  'textDocument/definition',
  'textDocument/references',
  'textDocument/documentHighlight',
  'textDocument/prepareRename',
  'textDocument/rename',
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  'textDocument/selectionRange',
  'textDocument/formatting',
  'textDocument/codeLens',
  'textDocument/codeAction',
  'textDocument/diagnostic',
  'textDocument/inlayHint',
  'textDocument/semanticTokens/full',
  'workspace/symbol',
  pageDataRequest.method,
  reportRequest.method,
  namesRequest.method,
] as const;

it(`survives ${edits} edits of seed ${seed}`, { timeout: 60_000 + Number(edits) * 5000 }, async () => {
  const client = await Client.open(text);
  const mistakes: unknown[] = [];
  client.connection.onNotification('window/logMessage', (message) => void mistakes.push(message));
  const step = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), inserted, fc.nat(300));
  const steps = fc.sample(step, { numRuns: Number(edits), seed: Number(seed) });
  for (const [index, [place, length, insert, selected]] of steps.entries()) {
    if (index % 15 === 0) await client.replace(0, client.text.length, text);
    await client.replace(Math.floor(place * client.text.length), length, insert);
    const offset = Math.floor(place * client.text.length);
    const position = client.place(offset);
    const range = { start: position, end: client.place(offset + (index % 2) * selected) };
    const more = {
      range,
      position,
      positions: [position],
      newName: 'other',
      query: 'a',
      context: { includeDeclaration: true, diagnostics: [] },
      options: { tabSize: 2, insertSpaces: true },
    };
    // A rename may be refused.
    for (const request of requests)
      await client.askAll(request, more).catch((error) => {
        if (!/ename$/.test(request)) throw error;
      });
    expect(mistakes, `after edit ${index}: ${JSON.stringify(client.text)}`).toEqual([]);
  }
  await client.replace(0, client.text.length, text);
  expect(await client.diagnostics()).toEqual([]);
});
