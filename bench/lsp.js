/** The language server's answers to a client, against the time that a person does not notice. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vscode from 'vscode-languageserver/node';
import { writtenOut } from './networks.js';

const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = vscode;

export const title = 'Language server';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const inception = readFileSync(here('../specs/inception-v3.yaml'), 'utf8');

/** Keys that are typed in a row, of which the slowest and the median count. */
const keys = 40;

export async function* rows() {
  yield* rowsFor('Inception V3', inception, { median: 30, slow: 60 });
  yield* rowsFor('2,000 lines', writtenOut(1990), { median: 150, slow: 150 });
  yield* memory();
}

/** The heap of the server after 10,000 different texts, against that after 1,000. */
async function* memory() {
  const editor = await Editor.open(inception, ['--expose-gc', '--require', here('heap.cjs')]);
  const few = await editor.heapAfter(1000);
  const many = await editor.heapAfter(10_000);
  editor.close();
  yield { what: 'heap after 10,000 edits', ours: () => many, peer: 'after 1,000', theirs: () => few, limit: 1.1, unit: 'MB', runs: 1 };
}

async function* rowsFor(name, text, { median, slow }) {
  const editor = await Editor.open(text);
  const quick = (what, work) => ({ what: `${name}: ${what}`, ours: () => editor.slowest(work, 0.5), ...budget(20) });
  yield { what: `${name}: diagnostics after a key`, ours: () => editor.slowest(() => editor.type(), 0.5), ...budget(median) };
  yield { what: `${name}: for 95 % of keys`, ours: () => editor.slowest(() => editor.type(), 0.95), ...budget(slow) };
  if (name === 'Inception V3') {
    yield quick('hover', () => editor.ask('textDocument/hover'));
    yield quick('completion', () => editor.ask('textDocument/completion'));
  }
  editor.close();
}

const budget = (milliseconds) => ({ peer: 'budget', theirs: () => milliseconds, limit: 1, runs: 3 });

/** A client that types at a layer in the middle of a text. */
class Editor {
  static async open(text, options = []) {
    const server = spawn(process.execPath, [...options, here('../dist/cli/main.cjs'), 'lsp', '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    });
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    const editor = new Editor(server, connection, text);
    const textDocument = { uri: editor.uri, languageId: 'netspec', version: 1, text };
    await editor.published(() => connection.sendNotification('textDocument/didOpen', { textDocument }));
    return editor;
  }

  constructor(server, connection, text) {
    Object.assign(this, { server, connection, version: 1, written: '', uri: 'file:///net.yaml' });
    const lines = text.split('\n');
    const middle = lines.findIndex((line, index) => index > lines.length / 2 && line.includes('name: '));
    this.position = { line: middle, character: lines[middle].indexOf('name: ') + 'name: '.length };
  }

  /** Types a letter, or takes it back. */
  type() {
    return this.write(this.version % 2 === 1 ? 'x' : '');
  }

  /** Writes a text in place of the last one; done when the diagnostics are there. */
  async write(text) {
    const { position, written } = this;
    const end = { ...position, character: position.character + written.length };
    this.version += 1;
    this.written = text;
    const textDocument = { uri: this.uri, version: this.version };
    const contentChanges = [{ range: { start: position, end }, text }];
    await this.published(() =>
      this.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges }),
    );
  }

  /** The megabytes in use after this many edits, each of which makes a text that was not there before. */
  async heapAfter(edits) {
    while (this.version < edits) await this.write(`x${this.version}`);
    const answer = new Promise((resolve) => this.server.once('message', resolve));
    this.server.send('heap');
    return await answer;
  }

  /** Asks about the text after a key; the time of the answer alone. */
  async ask(method) {
    await this.type();
    const start = performance.now();
    await this.connection.sendRequest(method, { textDocument: { uri: this.uri }, position: this.position });
    return performance.now() - start;
  }

  /** Waits for the diagnostics of the latest version. */
  async published(act) {
    await new Promise((resolve) => {
      const listener = this.connection.onNotification('textDocument/publishDiagnostics', ({ version }) => {
        if (version !== this.version) return;
        listener.dispose();
        resolve();
      });
      void act();
    });
  }

  /** The time within which this share of runs is done, in milliseconds. */
  async slowest(work, share) {
    const times = [];
    for (let key = 0; key < keys; key += 1) {
      const start = performance.now();
      const measured = await work();
      times.push(measured ?? performance.now() - start);
    }
    return times.sort((a, b) => a - b)[Math.ceil(share * keys) - 1];
  }

  close() {
    this.connection.dispose();
    this.server.kill();
  }
}
