/** The language server as a process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  createProtocolConnection,
  type InitializeResult,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const program = fileURLToPath(new URL('../../dist/cli/main.cjs', import.meta.url));

function start(...args: string[]) {
  const server = spawn(process.execPath, [program, 'lsp', ...args]);
  let errors = '';
  server.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return { server, ended: once(server, 'close').then(([status]) => ({ status, errors })) };
}

it('answers, and ends when the client says so', async () => {
  const { server, ended } = start('--stdio');
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  const { capabilities } = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  expect(capabilities.hoverProvider).toBe(true);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect(await ended).toEqual({ status: 0, errors: '' });
});

it.each(['', '{', 'Content-Length: 2\r\n\r\n{}', 'Content-Length: 9\r\n\r\nnot JSON!', 'Content-Length: -1\r\n\r\n'])(
  'ends without a stack trace if its input %j ends',
  async (input) => {
    const { server, ended } = start('--stdio');
    server.stdin.end(input);
    expect(await ended).toEqual({ status: 2, errors: '' });
  },
);

it('says how to start it', async () => {
  const { status, errors } = await start().ended;
  expect(status).toBe(2);
  expect(errors).toContain('lsp needs --stdio');
});
