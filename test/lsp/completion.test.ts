/** What the language server offers to complete. */
import { describe, expect, it } from 'vitest';
import type { CompletionItem, InitializeParams, TextEdit } from 'vscode-languageserver';
import { Client } from './client.js';
import { small } from './small.js';

/** The small spec with a line in place of its pool, and what is offered at the mark in that line, in order. */
async function offeredAt(marked: string, capabilities: InitializeParams['capabilities'] = {}) {
  const before = marked.indexOf('^');
  const text = small.replace('- {op: global_avg_pool2d, name: Pool}\n', marked.replace('^', ''));
  const client = await Client.open(text, { capabilities });
  const position = client.place(text.indexOf(marked.replace('^', '')) + before);
  const items = await client.askAll<CompletionItem[]>('textDocument/completion', { position });
  const keyOf = ({ sortText, label }: CompletionItem) => sortText ?? label;
  return { client, items: items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
}

const offered = async (marked: string) => (await offeredAt(marked)).items;

const labels = async (marked: string) => (await offered(marked)).map(({ label }) => label);

describe('completion', () => {
  it('offers ops and blocks', async () => {
    const found = await labels('- {op: ^}\n');
    expect(found).toEqual(expect.arrayContaining(['Pair', 'conv2d', 'global_avg_pool2d']));
    expect(await labels('- {op: glo^\n')).toContain('global_avg_pool2d');
    expect(await labels('- op: ^\n')).toContain('conv2d');
  });

  it('ranks ops by their uses in the spec', async () => {
    const layers = (op: string) => `${`- {op: ${op}, filters: 1, kernel_size: 1}\n`.repeat(9)}- {op: con^\n`;
    const first = async (marked: string) => (await labels(marked)).find((label) => label.startsWith('con'));
    expect(await first(layers('conv2d'))).toBe('conv2d');
    expect(await first(layers('conv2d_transpose'))).toBe('conv2d_transpose');
  });

  it('offers the keys that are missing, required ones first', async () => {
    const found = await labels('- {op: conv2d, name: C, ^}\n');
    expect(found.slice(0, 2)).toEqual(['filters', 'kernel_size']);
    expect(found).not.toContain('name');
    expect(await labels('- op: conv2d\n  name: C\n  fi^\n')).toEqual(
      expect.arrayContaining(['filters', 'padding', 'when']),
    );
    expect(await labels('- {op: Pair, name: C, ^}\n')).toContain('filters');
  });

  it('offers op first for a new item, then blocks and ops, then the other keys', async () => {
    for (const marked of ['- ^\n', '- {^\n', '- {^}\n', '- {name: C, ^}\n', '-\n  ^\n'])
      expect((await labels(marked)).slice(0, 4), marked).toEqual(['op', 'Pair', 'conv2d', 'dense']);
    expect(await labels('- {^}\n')).toEqual(expect.arrayContaining(['layers', 'branches']));
    expect(await labels('- {layers: [], ^}\n')).not.toContain('conv2d');
  });

  it('writes an op as an item with the keys that it needs', async () => {
    const snippets = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
    const written = async (marked: string) => {
      const { client, items } = await offeredAt(marked, snippets);
      const { textEdit } = items.find(({ label }) => label === 'conv2d') ?? {};
      return client.edited([textEdit as TextEdit]).split('\n- ')[3];
    };
    expect(await written('- con^\n')).toBe('{op: conv2d, filters: ${1}, kernel_size: ${2}${0}}');
    expect(await written('- {^}\n')).toBe('{op: conv2d, filters: ${1}, kernel_size: ${2}}');
    expect(await written('- {op: ^}\n')).toBe('{op: conv2d, filters: ${1}, kernel_size: ${2}}');
    expect(await written('- op: ^\n')).toBe('op: conv2d\n  filters: ${1}\n  kernel_size: ${2}');
    expect(await written('- {name: C, ^}\n')).toBe('{name: C, op: conv2d}');
  });

  it('offers what an input can refer to, the nearest first', async () => {
    for (const marked of [
      '- {op: add, name: C, input: [A, ^]}\n',
      '- {op: add, name: C, input: [A, ^\n',
      '- {op: add, name: C, input: ^\n',
      '- op: add\n  name: C\n  input:\n  - ^\n',
    ])
      expect(await labels(marked), marked).toEqual(['B', 'A', 'image']);
    const group = '- name: G\n  layers:\n  - {op: relu, name: R}\n  - {op: add, name: C, input: [^\n';
    expect(await labels(group)).toEqual(['R', 'B', 'A', 'image']);
  });

  it('offers choices, names of layers with shapes, and names in expressions', async () => {
    expect(await labels('- {op: conv2d, name: C, padding: ^}\n')).toEqual(
      expect.arrayContaining(['valid', 'same', 'width']),
    );
    const layers = await offered('- {op: add, name: C, input: [A, ^]}\n');
    expect(layers.find(({ label }) => label === 'A')?.detail).toBe('28x28x16');
    expect(await labels('- {op: conv2d, name: C, filters: 2 * ^, kernel_size: 3}\n')).toEqual(
      expect.arrayContaining(['width', 'double', 'max', 'in.channels']),
    );
  });

  it('offers the keys of the top level', async () => {
    const client = await Client.open(`${small}ex\n`);
    const found = await client.ask<CompletionItem[]>('textDocument/completion', 'outputs: {logits: Logits}\nex^');
    expect(found.map(({ label }) => label)).toEqual(expect.arrayContaining(['expect', 'sizes']));
  });
});
