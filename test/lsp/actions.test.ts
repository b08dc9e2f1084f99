/** The actions that the language server offers at a line. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { analyze } from '../../src/analyze.js';
import { update } from '../../src/fix.js';
import { Client } from './client.js';
import { small } from './small.js';

const inception = readFileSync('specs/inception-v3.yaml', 'utf8');

const resolving = { textDocument: { codeAction: { resolveSupport: { properties: ['edit'] } } } };

describe('actions', () => {
  const actions = async (client: Client, marked: string) => {
    const start = client.find(marked);
    const range = { start, end: start };
    return client.askAll<CodeAction[]>('textDocument/codeAction', { range, context: { diagnostics: [] } });
  };

  it('offer what a diagnostic can mean, if that is not certain', async () => {
    const client = await Client.open(small.replace('{op: dense', '{op: tense'));
    const choices = await actions(client, 'op: te^nse,');
    expect(choices.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([['Change it to dense', false]]);
    const [edit] = choices[0]?.edit?.changes?.[client.uri] ?? [];
    expect(edit?.newText).toBe('dense');
  });

  it('change the strides with which a branch does not fit the others', async () => {
    const conv = 'name: Conv2d_0b_3x3, filters: 96, kernel_size: 3x3';
    const client = await Client.open(inception.replace(`${conv}}`, `${conv}, strides: 2}`));
    const [found] = await client.diagnostics();
    expect(found && [found.code, client.read(found.range)]).toEqual(['join-mismatch', '2']);
    const [change, ...others] = await actions(client, `${conv}, strides: ^2`);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ title: 'Change strides to 1', isPreferred: false });
    const text = client.edited(change?.edit?.changes?.[client.uri] ?? []);
    expect(text).toContain(`${conv}, strides: 1}`);
    expect(analyze(text).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('fix what a diagnostic says', async () => {
    const client = await Client.open(small.replace('name: Logits, units', 'name: Logits, unit'));
    const [fix] = await actions(client, 'un^it:');
    expect(fix).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(client.edited(fix?.edit?.changes?.[client.uri] ?? [])).toBe(small);
  });

  it('fix all slips at once', async () => {
    const client = await Client.open(
      small.replace('units: classes', 'unit: clases').replace('kernel_size: 3}\n-', 'kernl_size: 3}\n-'),
    );
    const all = (await actions(client, 'un^it:')).find(({ kind }) => kind === 'source.fixAll');
    const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', all);
    expect(client.edited(resolved.edit?.changes?.[client.uri] ?? [])).toBe(small);
  });

  it('declare the shape of a layer', async () => {
    for (const block of [
      small,
      small.replace('- {op: global_avg_pool2d, name: Pool}', '- op: global_avg_pool2d\n  name: Pool'),
    ]) {
      const client = await Client.open(block);
      const declare = (await actions(client, 'name: Po^ol')).find(({ title }) => title.startsWith('Declare'));
      const text = client.edited(declare?.edit?.changes?.[client.uri] ?? []);
      expect(text).toMatch(/name: Pool(, |\n {2})output: 32/);
      expect(analyze(text).diagnostics).toEqual([]);
    }
  });

  it('allow a lint with a reason', async () => {
    const client = await Client.open(small.replace('double: 2 * width', 'double: 2 * width, unused: 7'));
    expect(await client.diagnostics()).toHaveLength(1);
    const allow = (await actions(client, 'unus^ed: 7')).find(({ title }) => title.startsWith('Allow'));
    expect(analyze(client.edited(allow?.edit?.changes?.[client.uri] ?? [])).diagnostics).toEqual([]);
  });

  it('declare the output of the item of the line, wherever the cursor is in it', async () => {
    const client = await Client.open(inception);
    const declared = async (marked: string) => {
      const titles = (await actions(client, marked)).map(({ title }) => title);
      return titles.filter((title) => title.startsWith('Declare'));
    };
    expect(await declared('^      - {op: avg_pool2d, name: AvgPool_0a_3x3')).toEqual([]);
    expect(await declared('^- {op: InceptionA, name: Mixed_5b')).toEqual([]);
  });

  it('update all declared values, as check --update does', async () => {
    const wrong = inception.replace('name: Mixed_5b, pool_filters: 32', 'name: Mixed_5b, pool_filters: 16');
    const client = await Client.open(wrong, { capabilities: resolving });
    const chosen = (await actions(client, 'name: Mixed^_5b')).find(({ title }) => title.startsWith('Update all'));
    const action = await client.connection.sendRequest<CodeAction>('codeAction/resolve', chosen);
    const edits = action.edit?.changes?.[client.uri] ?? [];
    const expected = update(wrong);
    expect(expected.done.length).toBeGreaterThan(3);
    expect(client.edited(edits)).toBe(expected.text);
    expect(analyze(client.edited(edits)).diagnostics).toEqual([]);
    const lines = edits.map(({ range: { start, end } }) => [start.line, end.line]);
    expect(lines.every(([start, end]) => start === end)).toBe(true);
  });

  it('say what cannot be updated', async () => {
    const text = `${small}expect: {params: 1}\n`.replace('units: classes', 'units: clases');
    const client = await Client.open(text.replace('name: A,', 'name: A, output: 3x3x3,'), { capabilities: resolving });
    const told: unknown[] = [];
    client.connection.onNotification('window/showMessage', ({ message }) => void told.push(message));
    const chosen = (await actions(client, 'output: 3^x3x3')).find(({ title }) => title.startsWith('Update all'));
    const action = await client.connection.sendRequest<CodeAction>('codeAction/resolve', chosen);
    expect(action.edit?.changes?.[client.uri]).toEqual([]);
    expect(told).toEqual(['The spec is not updated: fix the other error first']);
  });
});
