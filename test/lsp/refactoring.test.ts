/** Extracting and inlining blocks: the text before and after, and that both are the same network. */
import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { analyze } from '../../src/analyze.js';
import { formatShape } from '../../src/expressions/shape.js';
import { Client } from './client.js';

const capabilities = {
  textDocument: { codeAction: { disabledSupport: true, resolveSupport: { properties: ['edit'] } } },
};

/** A spec around lines of blocks and of layers. */
const spec = (layers: string, { blocks = '', more = '' } = {}) => `netspec: 1
name: Net
${more}inputs: {image: 32x32x3}
${blocks}layers:
${layers}outputs: {logits: Logits}
`;

/** Layers of a text with their shapes, parameters and names of weights. */
function layersOf(text: string, withNames = true) {
  const { model, diagnostics } = analyze(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return model?.layers.map(({ name, op, output, params, weights }) => [
    withNames ? name : '',
    op.name,
    formatShape(output),
    params,
    weights.map((weight) => `${withNames ? name : ''}/${weight.name}`),
  ]);
}

/** The action of a kind for what stands between two marks, or at one. */
async function action(kind: string, marked: string): Promise<{ client: Client; found: CodeAction | undefined }> {
  const [start, end] = [marked.indexOf('^'), marked.lastIndexOf('^')];
  const text = marked.replaceAll('^', '');
  const client = await Client.open(text, { capabilities });
  const range = { start: client.place(start), end: client.place(end === start ? end : end - 1) };
  const context = { diagnostics: [], only: [kind] };
  const [found] = await client.askAll<CodeAction[]>('textDocument/codeAction', { range, context });
  return { client, found };
}

async function refactored(kind: string, marked: string): Promise<string> {
  const { client, found } = await action(kind, marked);
  expect(found?.disabled?.reason).toBeUndefined();
  return client.edited(found?.edit?.changes?.[client.uri] ?? []);
}

const refused = async (kind: string, marked: string) => (await action(kind, marked)).found?.disabled?.reason;

const before = (marked: string) => marked.replaceAll('^', '');

const rest = '- {op: global_avg_pool2d, name: Pool}\n- {op: dense, name: Logits, units: 10}\n';

describe('extract a block', () => {
  const extract = (marked: string) => refactored('refactor.extract', marked);
  const refusal = (marked: string) => refused('refactor.extract', marked);

  it('keeps names, comments and all numbers', async () => {
    const marked = spec(`- {op: conv2d, name: Stem, filters: 8, kernel_size: 3}
# the second
- {op: conv2d, name: Conv_1, filters: 8, ker^nel_size: 3}
- op: conv2d      # the third
  name: Conv_2
  fil^ters: 16
  kernel_size: 3
${rest}`);
    const after = await extract(marked);
    expect(after).toBe(
      spec(
        `- {op: conv2d, name: Stem, filters: 8, kernel_size: 3}
- {op: NewBlock}
${rest}`,
        {
          blocks: `blocks:
  NewBlock:
    layers:
    # the second
    - {op: conv2d, name: Conv_1, filters: 8, kernel_size: 3}
    - op: conv2d      # the third
      name: Conv_2
      filters: 16
      kernel_size: 3
`,
        },
      ),
    );
    expect(layersOf(after)).toEqual(layersOf(before(marked)));
  });

  it('passes parameters, formulas, the index and defaults of the block around', async () => {
    const marked = spec(`- {op: Stage, name: Stage_1, filters: 8}\n${rest}`, {
      blocks: `blocks:
  Stage:
    parameters: {filters: {}, act: {default: relu, choices: [relu, elu]}, unused: 3}
    formulas: {twice: 2 * filters}
    defaults: {conv2d: {padding: same, strides: unused}}
    layers:
    - {op: conv2d, name: Wide, filters: 4, kernel_size: 3}
    - name: "Unit_\${index}"
      repeat: 2
      layers:
      - {op: co^nv2d, name: A, filters: twice, kernel_size: 3, activation: "\${act}"}
      - {op: conv2d, name: "B_\${index}", filters: filters + index, kernel_size: 1^}
`,
    });
    const after = await extract(marked);
    expect(after).toContain('- {op: NewBlock, unused: unused, act: "${act}", filters: filters, index: index}');
    expect(layersOf(after)).toEqual(layersOf(before(marked)));
  });

  it('makes inputs of what the layers refer to, and outputs of what is referred to', async () => {
    const marked = spec(`- {op: conv2d, name: Stem, filters: 8, kernel_size: 3, padding: same}
- {op: conv2d, name: Side, filters: 8, kernel_size: 1}
- {op: con^v2d, name: Conv, filters: 8, kernel_size: 3, padding: same}
- {op: activation, name: Act, activation: relu}
- {op: add, name: Sum, input: [Act, Stem^]}
- {op: add, name: Both, input: [Sum, Conv, Side]}
${rest}`);
    const after = await extract(marked);
    expect(after).toContain(`- {op: NewBlock, name: NewBlock, input: [Side, Stem]}
- {op: add, name: Both, input: [NewBlock, NewBlock.Conv, Side]}
`);
    expect(after).toContain('    inputs: [Side, Stem]\n');
    expect(after).toContain('    outputs:\n      Conv: Conv\n');
    expect(layersOf(after, false)).toEqual(layersOf(before(marked), false));
    expect((await action('refactor.extract', marked)).found?.title).toContain('renames layers');
  });

  it('takes the layers of a branch, and puts the block after the others', async () => {
    const marked = spec(
      `- name: Residual
  join: add
  branches:
  - - {op: conv2d, name: Conv_1, fil^ters: 3, kernel_size: 3, padding: same}
    - {op: conv2d, name: Conv_2, filters: 3, kernel_size: 3, padding: sa^me}
  - []
- {op: Head, name: Head}
- {op: dense, name: Logits, units: 10}
`,
      { blocks: 'blocks:\n  Head:\n    layers:\n    - {op: global_avg_pool2d}\n\n' },
    );
    const after = await extract(marked);
    expect(after).toContain('  - - {op: NewBlock}\n  - []\n');
    expect(after.indexOf('NewBlock:')).toBeGreaterThan(after.indexOf('Head:'));
    expect(layersOf(after)).toEqual(layersOf(before(marked)));
  });

  it('is refused with the reason', async () => {
    const conv = '{op: conv2d, name: Conv, filters: 8, kernel_size: 3}';
    expect(await refusal(spec(`- {op: con^v2d, name: C, filtrs: 3^}\n${rest}`))).toContain('has errors');
    expect(
      await refusal(
        `netspec: 1\nname: Net\ninputs: {image: 8x8x3}\nlayers: [{op: con^v2d, name: C, filters: 1, kernel_size: 1^}]\noutputs: {c: C}\n`,
      ),
    ).toContain('on a line of its own');
    expect(
      await refusal(
        spec(
          `- ${conv.replace('name: Conv', 'na^me: Conv')}\n- {op: global_avg_pool2d, name: Pool}\n- {op: dense, name: Log^its, units: 10}\n`,
          { more: 'expect: {until: Pool, params: 224}\n' },
        ),
      ),
    ).toContain('would have an error');
    expect(
      await refusal(
        spec(
          `- {op: max_pool2d, pool_size: 1}\n- {op: co^nv2d, filters: 3, kernel_size: 1, name: A}\n- {op: add, name: Sum, input: [A, image^]}\n${rest}`,
        ),
      ),
    ).toContain('Name the layer before');
    expect(
      await refusal(spec(`- ${conv}\n${rest}`).replace('name: N^et', 'name: Net').replace('name: Net', 'na^me: N^et')),
    ).toContain('Select layers');
  });
});

describe('inline a use', () => {
  const inline = (marked: string) => refactored('refactor.inline', marked);
  const refusal = (marked: string) => refused('refactor.inline', marked);

  it('puts the arguments in the place of the parameters', async () => {
    const marked = spec(
      `# the stem
- {op: P^air, name: A, filters: 2 * width, act: elu, output: 32x32x16}   # twice
- {op: Pair, name: B, filters: width}
${rest}`,
      {
        more: 'parameters: {width: 8}\n',
        blocks: `blocks:
  Pair:
    summary: Two convolutions.
    parameters: {filters: {}, act: {default: relu, choices: [relu, elu]}, size: 3}
    formulas: {half: filters // 2}
    defaults: {conv2d: {padding: same}}
    layers:
    # the first
    - {op: conv2d, name: First, filters: half, kernel_size: size, activation: "\${act}"}
    - {op: conv2d, name: Second, filters: filters, kernel_size: "size - 2"}
`,
      },
    );
    const after = await inline(marked);
    expect(after).toContain(`# the stem
# twice
- name: A
  output: 32x32x16
  defaults: {conv2d: {padding: same}}
  layers:
  # the first
  - {op: conv2d, name: First, filters: (2 * width) // 2, kernel_size: 3, activation: "elu"}
  - {op: conv2d, name: Second, filters: 2 * width, kernel_size: "3 - 2"}
- {op: Pair, name: B, filters: width}
`);
    expect(layersOf(after)).toEqual(layersOf(before(marked)));
  });

  it('quotes calls, and names inputs and renamed layers as the use does', async () => {
    const marked = spec(
      `- {op: conv2d, name: Stem, filters: 8, kernel_size: 1}
- {op: conv2d, name: Wide, filters: 8, kernel_size: 1}
- op: Jo^in
  name: Joined
  input: [Wide, Stem]
  filters: max(8, 4)
  rename: {Left/Conv: Other}
${rest}`,
      {
        blocks: `blocks:
  Join:
    parameters: [filters]
    inputs: [one, two]
    branches:
      Left: {op: conv2d, name: Conv, filters: filters, kernel_size: 1}
      Right: {op: conv2d, name: Conv, input: two, filters: filters, kernel_size: 1}
`,
      },
    );
    const after = await inline(marked);
    expect(after).toContain('name: Other, filters: "max(8, 4)"');
    expect(after).toContain('input: Stem,');
    expect(layersOf(after)).toEqual(layersOf(before(marked)));
  });

  it('is refused with the reason', async () => {
    const blocks = `blocks:
  One:
    parameters: [filters]
    layers:
    - {op: max_pool2d, name: Pool, pool_size: 2}
    - {op: conv2d, name: Conv, filters: filters, kernel_size: 1}
    outputs: {pooled: Pool}
`;
    expect(await refusal(spec(`- {op: O^ne, name: A, filters: in.channels}\n${rest}`, { blocks }))).toContain(
      'from the input of the use',
    );
    expect(
      await refusal(
        spec(`- {op: O^ne, name: A, filters: wide}\n${rest}`, { blocks, more: 'formulas: {wide: 2 * in.height}\n' }),
      ),
    ).toContain('from the input of the use');
    expect(
      await refusal(
        spec(
          `- {op: O^ne, name: A, filters: 3, weights: same}\n- {op: One, name: B, filters: 3, weights: same}\n${rest}`,
          { blocks },
        ),
      ),
    ).toContain('shares its weights');
    expect(
      await refusal(
        spec(`- {op: O^ne, name: A, filters: 3}\n- {op: add, name: S, input: [A, A.pooled]}\n${rest}`, { blocks }),
      ),
    ).toContain('A.pooled is referred to');
  });
});
