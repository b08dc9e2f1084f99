/** Renaming layers: the warning about trained weights, and the weight map that finds them again. */
import { expect, it } from 'vitest';
import type { ApplyWorkspaceEditParams, ShowMessageRequestParams, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { nameInFile, parseMap } from '../../src/weights/map.js';
import { Client, type Files } from './client.js';

const spec = `netspec: 1
name: Net
inputs: {image: 32x32x3}
blocks:
  Pair:
    layers:
    - {op: conv2d, name: First, filters: 8, kernel_size: 3}
    - {op: max_pool2d, name: Pool, pool_size: 2}
layers:
- {op: Pair, name: A}
- {op: Pair, name: B}
outputs: {logits: B}
`;

const able = {
  workspace: { applyEdit: true, workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] } },
};

/** Renames what is marked; the message of the server, and the map after its edit. */
async function renamed(marked: string, newName: string, files: Files = {}, capabilities: object = able) {
  const client = await Client.open(spec, { files, capabilities });
  const messages: ShowMessageRequestParams[] = [];
  client.connection.onRequest('window/showMessageRequest', (params: ShowMessageRequestParams) => {
    messages.push(params);
    return params.actions?.[0] ?? null;
  });
  client.connection.onNotification('window/showMessage', (params) => void messages.push(params));
  const map = new Promise<string>((resolve) => {
    client.connection.onRequest('workspace/applyEdit', ({ edit }: ApplyWorkspaceEditParams) => {
      const before = TextDocument.create('', 'yaml', 1, files['/work/net.map.yaml'] ?? '');
      const changes = (edit.documentChanges ?? []).flatMap((one) => ('edits' in one ? one.edits : []));
      resolve(
        TextDocument.applyEdits(
          before,
          changes.flatMap((one) => ('newText' in one ? [one] : [])),
        ),
      );
      return { applied: true };
    });
  });
  const edit = await client.ask<WorkspaceEdit>('textDocument/rename', marked, { newName });
  expect(edit.changes?.[client.uri]?.length).toBeGreaterThan(0);
  // A later answer comes after the message.
  await client.askAll('textDocument/codeLens');
  return { messages, map };
}

const nameIn = (map: string, layer: string): string => {
  const { map: parsed, diagnostics } = parseMap(map);
  expect(diagnostics).toEqual([]);
  return nameInFile(layer, parsed?.renamings ?? []);
};

it('warns, and writes a map in which the layers have their former names', async () => {
  const { messages, map } = await renamed('name: Fi^rst', 'Start');
  expect(messages[0]?.message).toContain('A/Start: A/First, B/Start: B/First');
  expect(messages[0]?.actions).toEqual([{ title: 'Write net.map.yaml' }]);
  expect(nameIn(await map, 'B/Start')).toBe('B/First');
});

it('adds to a map that is there, where a layer keeps the name that it had at first', async () => {
  const known = 'netspec_map: 1\nlayers:\n  A/First: A/Oldest\n  "*": other\nweights:\n  ${weight}: ${weight}\n';
  const after = await (await renamed('name: Fi^rst', 'Start', { '/work/net.map.yaml': known })).map;
  expect(nameIn(after, 'A/Start')).toBe('A/Oldest');
  expect(nameIn(after, 'B/Start')).toBe('B/First');
  const plain = 'netspec_map: 1\nweights:\n  ${weight}: ${weight}\n';
  expect(nameIn(await (await renamed('name: ^A}', 'Z', { '/work/net.map.yaml': plain })).map, 'Z/First')).toBe(
    'A/First',
  );
});

it('only warns a client that cannot make files, and says nothing if no weights are renamed', async () => {
  const { messages } = await renamed('name: Fi^rst', 'Start', {}, {});
  expect(messages.map(({ message, actions }) => [message.includes('A/Start: A/First'), actions])).toEqual([
    [true, undefined],
  ]);
  expect((await renamed('name: Po^ol', 'Shrink')).messages).toEqual([]);
  expect((await renamed('op: Pa^ir, name: A', 'Twins')).messages).toEqual([]);
});
