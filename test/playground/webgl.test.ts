/** Verification in the playground on WebGL, which Chromium computes in software. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Folder, netspec } from '../cli/netspec.js';
import { hasBrowser } from '../page/browser.js';
import { complaints, linkOf, page, small, tab, visit, visitPlayground } from './visitor.js';

const attention = `netspec: 1
name: Attention
inputs: {tokens: {shape: 12, dtype: int32, below: 30}}
layers:
- {op: embedding, name: table, vocabulary: 30, units: 16}
- {op: position_embedding, name: places, sequence_length: 12}
- {op: multi_head_attention, name: attention, num_heads: 4, causal: true}
- {op: layer_norm, name: norm}
- {op: dense, name: logits, units: 30}
outputs: {logits: logits}
`;

/** Inception V3 with a quarter of the filters and few classes, on small images. */
let inception = '';

beforeAll(async () => {
  const folder = new Folder();
  const narrow = readFileSync('specs/inception-v3.yaml', 'utf8')
    .replace('depth_multiplier: {default: 1.0', 'depth_multiplier: {default: 0.25')
    .replace('num_classes: {default: 1000', 'num_classes: {default: 20')
    .replace('images: 299x299x3', 'images: 107x107x3');
  folder.write('narrow.yaml', narrow);
  await netspec(['check', folder.at('narrow.yaml'), '--update']);
  inception = readFileSync(folder.at('narrow.yaml'), 'utf8');
});

const result = () => page.locator('.result');

async function verify(): Promise<void> {
  await page.getByRole('heading', { name: 'No problems' }).waitFor();
  await page.getByRole('button', { name: 'Build and verify' }).click();
}

const verified = () => page.getByText('Verified: no differences').waitFor({ timeout: 240_000 });

/** Makes the graphics card drop what it holds. */
async function loseContext(): Promise<void> {
  for (const worker of page.workers())
    await worker.evaluate(() => {
      const { _tfengine } = Object(globalThis);
      _tfengine?.backend?.gpgpu?.gl?.getExtension('WEBGL_lose_context').loseContext();
    });
}

describe.skipIf(!hasBrowser)('WebGL in the playground', { timeout: 480_000 }, () => {
  visitPlayground(['use-gl=angle', 'use-angle=swiftshader', 'enable-unsafe-swiftshader']);

  it.each([
    ['Inception V3', () => inception, /^Verified: .*13\d layers · TensorFlow.js on webgl/],
    ['attention', () => attention, /^Verified: .*5 layers · TensorFlow.js on webgl/],
  ])('computes %s as the reference does', async (_, text, facts) => {
    await visit(linkOf(text()));
    await tab('Run').click();
    await verify();
    await verified();
    expect(await result().textContent()).toMatch(facts);
  });

  it('is left for WebAssembly if the card drops what it computed', async () => {
    await visit(linkOf(inception));
    await tab('Run').click();
    await verify();
    await page.getByText(/^[1-9]\d+ of 13\d: /).waitFor({ timeout: 60_000 });
    await loseContext();
    await verified();
    const text = 'WebGL is not used, because it failed: the graphics card was reset.';
    expect(await result().textContent()).toMatch(/TensorFlow\.js on wasm/);
    expect(await result().textContent()).toContain(text);
    // TensorFlow.js itself writes about it.
    complaints.length = 0;
  });

  it('is left as well if the card was reset between two runs', async () => {
    await visit(linkOf(small));
    await tab('Run').click();
    await verify();
    await verified();
    await loseContext();
    await verify();
    await page.getByText('TensorFlow.js on wasm').waitFor();
    await verified();
  });
});
