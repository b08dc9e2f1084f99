/** The language server, asked by a client. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  CodeLens,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  SemanticTokens,
  SignatureHelp,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { analyze } from '../../src/analyze.js';
import { Client, folder } from './client.js';
import { small } from './small.js';

const inception = readFileSync('specs/inception-v3.yaml', 'utf8');

describe('diagnostics', () => {
  it('of a valid spec are none, after an edit those of the new text', async () => {
    const client = await Client.open(inception);
    expect(await client.diagnostics()).toEqual([]);
    await client.change('name: Conv2d_1a_3x3, filters: 32', 'name: Conv2d_1a_3x3, filter: 32');
    const found = await client.diagnostics();
    expect(found[0]).toMatchObject({ source: 'netspec', code: 'unknown-key', severity: 1 });
    expect(found.map(({ range }) => client.read(range))).toContain('filter');
    expect(found[0]?.codeDescription?.href).toBe('https://example.org/diagnostics.md#unknown-key');
    await client.change('name: Conv2d_1a_3x3, filter: 32', 'name: Conv2d_1a_3x3, filters: 32');
    expect(await client.diagnostics()).toEqual([]);
  });

  it('show both ends of an error', async () => {
    const client = await Client.open(
      small.replace('name: Pool}', 'name: Pool}\n- {op: add, name: Sum, input: [A, B]}'),
    );
    const found = (await client.diagnostics()).find(({ code }) => code === 'join-mismatch');
    const related = found?.relatedInformation ?? [];
    expect(related.map(({ location }) => location.range.start.line)).toEqual([13, 14]);
  });

  it('of other YAML are none', async () => {
    const client = await Client.open('name: CI\non: [push]\njobs: {test: {runs-on: x}}\n');
    await client.ask('textDocument/hover', 'on^:');
    expect(client.published.get(client.uri)?.diagnostics ?? []).toEqual([]);
  });

  it('of specs that are not open are published, and those of a spec that uses a changed one', async () => {
    const user = `netspec: 1
name: User
inputs: {image: 32x32x3}
layers:
- {op: net.yaml, name: body}
outputs: {y: body}
`;
    const client = await Client.open(small, { files: { '/work/user.yaml': user, '/work/bad.yaml': 'netspec: 1\n' } });
    await client.diagnostics();
    await client.change('name: Pool}', 'name: Pool, keepdim: true}');
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: client.uri } });
    expect((await client.diagnostics()).length).toBeGreaterThan(0);
    await client.askAll('textDocument/codeLens');
    expect(client.published.get(`${folder}/bad.yaml`)?.diagnostics.length).toBeGreaterThan(0);
    expect(client.published.get(`${folder}/user.yaml`)?.diagnostics.map(({ range }) => range.start.line)).toEqual([4]);
  });

  it('of a file and its revision in git are apart', async () => {
    const client = await Client.open(small);
    const uri = `git:${new URL(client.uri).pathname}?{"ref":"HEAD"}`;
    const textDocument = { uri, languageId: 'yaml', version: 1, text: small.replace('op: dense', 'op: dens') };
    await client.connection.sendNotification('textDocument/didOpen', { textDocument });
    expect(await client.diagnostics()).toEqual([]);
    const edit = await client.ask<WorkspaceEdit>('textDocument/rename', 'Pa^ir:', { newName: 'Twins' });
    expect(Object.keys(edit.changes ?? {})).toEqual([client.uri]);
    expect(client.published.get(uri)?.diagnostics.map(({ code }) => code)).toEqual(['unknown-op']);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    expect(await client.ask('textDocument/hover', 'Pa^ir:')).not.toBeNull();
  });

  it('are given to a client that asks, and not sent as well', async () => {
    const client = await Client.open(small.replace('op: dense', 'op: dens'), {
      capabilities: { textDocument: { diagnostic: {} } },
    });
    const { items } = await client.askAll<{ items: { code: string }[] }>('textDocument/diagnostic');
    expect(items.map(({ code }) => code)).toEqual(['unknown-op']);
    expect(client.published.has(client.uri)).toBe(false);
  });
});

describe('hover', () => {
  const shown = async (marked: string, text = small) => {
    const hover = await (await Client.open(text)).ask<Hover | null>('textDocument/hover', marked);
    const { contents } = hover ?? {};
    return typeof contents === 'object' && 'value' in contents ? contents.value : '';
  };

  it('of a layer in a block shows its output for each use', async () => {
    const text = await shown('name: Fi^rst');
    expect(text).toContain('| `A/First` | `30x30x16` | 448 |');
    expect(await shown('name: A^,')).toMatch(/^\| output \| shape \| parameters \| receptive field \|$/m);
    expect(await shown('name: A^, output', small.replace('name: A,', 'name: A, output: 28x28x17,'))).toMatch(
      /^\| output \| shape \| parameters \|\n.*\n\| `A\/Second` \| `28x28x16`, declared `28x28x17` \| 2,768 \|$/m,
    );
    expect(text).toContain('| `B/First` | `26x26x32` | 4,640 |');
  });

  it('of an op and of an attribute shows the documentation', async () => {
    expect(await shown('op: glo^bal_avg_pool2d')).toContain('GlobalAveragePooling2D');
    const attribute = await shown('Second, fil^ters: filters');
    expect(attribute).toContain('`conv2d.filters`');
    expect(attribute).toContain('Here: `16`, `32`');
    expect(await shown('out^puts: {logits')).toContain('The outputs of the network');
  });

  it('of names of the spec shows what they are', async () => {
    expect(await shown('filters: wid^th}')).toContain('The number of filters.');
    expect(await shown('filters: doub^le}')).toContain('`2 * width`');
    expect(await shown('op: Pa^ir, name: A')).toContain('| `B` | `24x24x32` |');
    expect(await shown('inputs: {ima^ge')).toContain('`32x32x3` float32');
    expect(await shown('name: Sma^ll')).toMatch(/6 layers/);
  });
});

describe('hints', () => {
  it('show shapes at the ends of lines, and the parameters of modules', async () => {
    const client = await Client.open(small);
    const whole = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const hints = await client.askAll<InlayHint[]>('textDocument/inlayHint', { range: whole });
    expect(hints.map(({ position, label }) => [position.line, label])).toEqual([
      [13, '28x28x16 · 2,768 params'],
      [14, '24x24x32 · 13,888 params'],
      [15, '32'],
      [16, '10'],
      [10, '30x30x16|26x26x32'],
      [11, '28x28x16|24x24x32'],
    ]);
  });

  it('agree with the report of Inception V3', async () => {
    const client = await Client.open(inception);
    const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const hints = await client.askAll<InlayHint[]>('textDocument/inlayHint', { range: whole });
    const label = (text: string) =>
      hints.find(({ position }) => inception.split('\n')[position.line]?.includes(text))?.label;
    expect(label('name: Conv2d_2b_3x3')).toBe('147x147x64');
    expect(label('name: Mixed_5b')).toMatch(/^35x35x256 · 25\d,\d{3} params$/);
  });

  it('beside a declaration that does not hold show what is computed', async () => {
    const client = await Client.open(small.replace('filters: double}', 'filters: double, output: 24x24x33}'));
    const whole = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const hints = await client.askAll<InlayHint[]>('textDocument/inlayHint', { range: whole });
    expect(hints.map(({ label }) => label)).toContain('computes 24x24x32 · 13,888 params');
  });

  it('a lens shows the totals', async () => {
    const [lens] = await (await Client.open(inception)).askAll<CodeLens[]>('textDocument/codeLens');
    expect(lens?.command?.title).toContain('27,179,376 params');
  });
});

describe('names', () => {
  it('lead to definitions and references', async () => {
    const client = await Client.open(small);
    const [definition] = await client.ask<Location[]>('textDocument/definition', 'filters: doub^le}');
    expect(definition && client.read(definition.range)).toBe('double');
    expect(definition?.range.start.line).toBe(3);
    const references = await client.ask<Location[]>('textDocument/references', 'Pa^ir:', {
      context: { includeDeclaration: true },
    });
    expect(references.map(({ range }) => range.start.line).sort()).toEqual([13, 14, 6]);
  });

  it('can be changed', async () => {
    const client = await Client.open(small);
    const edit = await client.ask<WorkspaceEdit>('textDocument/rename', 'Pa^ir:', { newName: 'Stack2' });
    const renamed = client.edited(edit.changes?.[client.uri] ?? []);
    expect(renamed).toBe(small.replaceAll('Pair', 'Stack2'));
    expect(analyze(renamed).diagnostics).toEqual([]);
  });

  it('are not changed to names that are taken or invalid', async () => {
    const client = await Client.open(
      small
        .replace('blocks:', 'conventions: {dense: "Logits${units}"}\nblocks:')
        .replace('name: Logits', 'name: Logits10')
        .replace(': Logits}', ': Logits10}'),
    );
    for (const [marked, newName, reason] of [
      ['outputs: {logits: Log^its10}', 'Pool', 'duplicate name Pool'],
      ['formulas: {dou^ble', 'width', 'width'],
      ['name: Log^its10', 'Other', 'Other does not match "Logits${units}"'],
      ['name: ^A,', 'a b', 'name'],
      ['{cla^sses: 10', 'width', 'duplicate key "width"'],
      ['op: den^se', 'conv2d', 'dense is a word of the language'],
    ] as const)
      await expect(client.ask('textDocument/rename', marked, { newName }), newName).rejects.toThrow(reason);
  });

  it('are renamed across specs', async () => {
    const part = small.replace('name: Small', 'name: Part');
    const user =
      'netspec: 1\nname: User\ninputs: {image: 32x32x3}\nlayers:\n- {op: part.yaml, name: body, classes: 7}\noutputs: {y: body}\n';
    const client = await Client.open(user, { files: { '/work/part.yaml': part } });
    await client.diagnostics();
    const edit = await client.ask<WorkspaceEdit>('textDocument/rename', 'body, cla^sses', { newName: 'kinds' });
    expect(Object.keys(edit.changes ?? {}).sort()).toEqual([`${folder}/net.yaml`, `${folder}/part.yaml`]);
  });
});

describe('structure', () => {
  it('is an outline', async () => {
    const client = await Client.open(small);
    const [network] = await client.askAll<DocumentSymbol[]>('textDocument/documentSymbol');
    expect(network?.name).toBe('Small');
    expect(network?.children?.map(({ name, children }) => [name, children?.map((one) => one.name)])).toEqual([
      ['parameters', ['classes', 'width']],
      ['formulas', ['double']],
      ['inputs', ['image']],
      ['blocks', ['Pair']],
      ['layers', ['A', 'B', 'Pool', 'Logits']],
      ['outputs', ['logits']],
    ]);
    const pair = network?.children?.[3]?.children?.[0];
    expect(pair?.children?.map(({ name }) => name)).toEqual(['filters', 'First', 'Second']);
    const found = await client.connection.sendRequest<SymbolInformation[]>('workspace/symbol', { query: 'a' });
    expect(found.map(({ name, containerName }) => [name, containerName])).toContainEqual(['Pair', 'blocks']);
    expect(found.map(({ name }) => name)).not.toContain('layers');
    const folds = await client.askAll<FoldingRange[]>('textDocument/foldingRange');
    expect(folds.map(({ startLine, endLine }) => [startLine, endLine])).toContainEqual([5, 11]);
  });

  it('has tokens for names, in order and without overlaps', async () => {
    const client = await Client.open(inception);
    const { data } = await client.askAll<SemanticTokens>('textDocument/semanticTokens/full');
    expect(data.length).toBeGreaterThan(1000);
    for (let index = 0; index < data.length; index += 5) expect(data[index + 2]).toBeGreaterThan(0);
  });

  it('of a call is shown while it is typed', async () => {
    const client = await Client.open(inception);
    const help = await client.ask<SignatureHelp>(
      'textDocument/signatureHelp',
      'max(floor(filters * depth_multiplier), ^min_depth)',
    );
    expect(help.signatures[0]?.label).toBe('max(a, b, ...)');
    expect(help.activeParameter).toBe(1);
  });
});

it('formatting gives what the command fmt writes', async () => {
  const client = await Client.open(small.replaceAll(': ', ':  '));
  const edits = await client.askAll<{ range: never; newText: string }[]>('textDocument/formatting', {
    options: { tabSize: 2, insertSpaces: true },
  });
  expect(edits[0]?.newText).toBe(small);
});
