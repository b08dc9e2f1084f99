/**
 * The extension in VS Code's workbench, as the user sees it. With NETSPEC_SCREENSHOTS=1, it takes the pictures of
 * docs/editors.md again.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { update } from '../../src/fix.js';
import { hasBrowser } from '../page/browser.js';
import { Workbench, whatIsMissing } from './workbench.js';

const name = 'inception-v3.yaml';
const spec = readFileSync(`specs/${name}`, 'utf8');
const workflow = 'on: push\njobs:\n  netspec:\n    runs-on: ubuntu-latest\n';

/** Without the title bar and the explorer. */
const clip = { x: 348, y: 34, width: 932, height: 520 };

const missing = hasBrowser ? whatIsMissing() : 'no chromium was found';
if (missing) console.warn(`VS Code's workbench is not tested: ${missing}`);

/** Line and column, both from 1, of a mark in the spec: `op: con^v2d`. */
function placeOf(marked: string): readonly [number, number] {
  const before = marked.indexOf('^');
  const offset = spec.indexOf(marked.replace('^', '')) + before;
  const lines = spec.slice(0, offset).split('\n');
  return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
}

describe.skipIf(missing)('VS Code', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open({ [name]: spec, 'workflow.yaml': workflow }, name);
  });
  afterAll(() => bench.close());

  const goTo = (marked: string) => bench.goTo(...placeOf(marked));

  async function photograph(file: string): Promise<void> {
    if (process.env.NETSPEC_SCREENSHOTS) await bench.page.screenshot({ path: `docs/images/${file}`, clip });
  }

  it('takes a spec as such, and leaves other YAML alone', async () => {
    const { page } = bench;
    await page.getByText('132 layers · 27,179,376 params').waitFor();
    expect(await bench.language()).toBe('netspec');
    await page.getByRole('treeitem', { name: 'workflow.yaml' }).dblclick();
    await bench.line('runs-on').waitFor();
    expect(await bench.language()).toBe('YAML');
    await page.getByRole('tab', { name }).click();
  });

  it('underlines a mistake while it is typed, and fixes it', async () => {
    const { page } = bench;
    await goTo('op: InceptionA, name: Mixed_5b, pool_filters: 3^2');
    await bench.line('Mixed_5b').getByText('35x35x256 · 256,368 params').waitFor();
    await goTo('op: max_pool2d, name: MaxPool_3a_3x3, pool^_size');
    for (let at = 0; at < 'pool'.length; at += 1) await page.keyboard.press('Backspace');
    await page.keyboard.type('pol');
    const squiggle = page.locator('.squiggly-error');
    await squiggle.first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+i');
    await page.getByText('pool_size', { exact: false }).first().waitFor();
    await photograph('vscode-error.png');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget').getByText('Change it to pool_size').waitFor();
    await page.keyboard.press('Enter');
    await squiggle.first().waitFor({ state: 'detached' });
    await bench.save();
    expect(bench.textOf(name)).toBe(spec);
  });

  it('updates all declared values', async () => {
    const { page } = bench;
    await goTo('name: Mixed_5b, pool_filters: 32^');
    await page.keyboard.press('Backspace');
    await bench.line('Mixed_5b').getByText('computes 35x35x240').waitFor();
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget').getByText('Update all declared values in this spec').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await bench.save();
    expect(bench.textOf(name)).toBe(update(spec.replace('pool_filters: 32', 'pool_filters: 3')).text);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await bench.line('Mixed_5b').getByText('35x35x256 · 256,368 params').waitFor();
    await bench.save();
    expect(bench.textOf(name)).toBe(spec);
  });

  it('has a drawing that follows the cursor and leads back to the line', async () => {
    const { page } = bench;
    await bench.run('netspec: Open Drawing to the Side');
    const drawing = page.frameLocator('iframe.webview').frameLocator('iframe');
    await drawing.locator('[data-key="module Mixed_5b"]').waitFor();
    await bench.focus();
    await goTo('name: Mixed^_6c');
    await drawing.locator('[data-key="module Mixed_6c"].chosen').waitFor();
    await drawing.locator('[data-key="module Mixed_5d"]').click();
    await bench.cursorAt(...placeOf('op: InceptionA, name: ^Mixed_5d'));
    await photograph('vscode-drawing.png');
    await bench.focus();
    await goTo('filters: ^pool_filters');
    await page.keyboard.type('0 * ');
    await drawing.getByRole('alert').waitFor();
    for (let at = 0; at < '0 * '.length; at += 1) await page.keyboard.press('Backspace');
    await drawing.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('shows the report', async () => {
    await bench.run('netspec: Show Report');
    await bench.line('Mixed_5b   ').waitFor();
  });

  it('says why a rename is refused', async () => {
    const { page } = bench;
    await bench.focus();
    await goTo('Inception^A:');
    await page.keyboard.press('F2');
    await page.locator('.rename-box input').fill('InceptionB');
    await page.keyboard.press('Enter');
    await page.getByText('duplicate key "InceptionB"').first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('renames a block with all of its uses', async () => {
    const { page } = bench;
    await bench.focus();
    await goTo('Inception^A:');
    await page.keyboard.press('F2');
    await page.locator('.rename-box input').fill('First');
    await page.keyboard.press('Enter');
    await bench.line('First:').waitFor();
    await bench.save();
    expect(bench.textOf(name)).toBe(spec.replaceAll('InceptionA', 'First'));
  });
});
