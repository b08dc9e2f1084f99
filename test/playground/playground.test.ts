/** The playground as a visitor uses it, in a real browser. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hasBrowser, seriousFaults } from '../page/browser.js';
import { folder } from './playground.js';
import {
  box,
  browser,
  comesInto,
  complaints,
  context,
  editor,
  frame,
  linkOf,
  page,
  problems,
  serveAgain,
  small,
  stopServing,
  tab,
  visit,
  visitPlayground,
  write,
} from './visitor.js';

describe.skipIf(!hasBrowser)('the playground', () => {
  visitPlayground();

  it('loads at most 350 kB compressed at first', async () => {
    const loaded = new Set<string>();
    page.on('response', (response) => loaded.add(new URL(response.url()).pathname));
    await visit();
    await box('module Mixed_5b').waitFor();
    const sizes = [...loaded].map((name) => {
      const file = path.join(folder, name === '/' ? 'index.html' : name);
      return gzipSync(readFileSync(file), { level: 9 }).length;
    });
    expect(loaded.size).toBeGreaterThan(4);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(350_000);
  });

  it('shows Inception V3, and what is wrong when it is broken, with a fix', async () => {
    await visit();
    expect(await problems().getByRole('heading').textContent()).toBe('No problems');
    await box('module Mixed_5b').waitFor();
    expect(await write(small.replace('op: flatten', 'op: flaten'))).toBe('Checking…');
    await problems().getByText('1 error').waitFor();
    const item = problems().getByRole('listitem');
    expect(await item.textContent()).toContain('unknown op or block "flaten"');
    await item.getByRole('button', { name: /flatten/ }).click();
    await problems().getByText('No problems').waitFor();
    await box('layer flat').waitFor();
  });

  it('draws what is known of a spec with errors, and then its last version without', async () => {
    const notice = page.locator('#notice');
    await visit(linkOf(small.replace('op: flatten', 'op: flaten')));
    await box('layer one').waitFor();
    expect(await notice.textContent()).toContain('1 error in the spec. Only layers that no error affects are shown.');
    expect(await box('layer out').count()).toBe(0);
    await notice.getByRole('button', { name: 'Go to line 6' }).click();
    expect(await page.locator('.cm-activeLine').textContent()).toContain('flaten');
    await problems()
      .getByRole('button', { name: /flatten/ })
      .click();
    await box('layer out').waitFor();
    await notice.waitFor({ state: 'hidden' });
    await write(small.replace('op: dense', 'op: dence'));
    await notice.getByText('This is the last version without errors.').waitFor();
    await box('layer out').waitFor();
    await write('netspec: 1');
    await page.getByRole('button', { name: 'Gallery' }).click();
    await page.getByLabel('Search networks').fill('vgg');
    await page.getByRole('button', { name: 'VGG16' }).click();
    await notice.waitFor({ state: 'hidden' });
    await box('layer block1_conv1').waitFor();
  });

  it('keeps in sight what is typed, what is chosen and where the network starts', async () => {
    await visit();
    await editor().click({ position: { x: 200, y: 650 } });
    await page.keyboard.press('End');
    await page.keyboard.type('\nx');
    await problems()
      .getByText(/^[1-9].* error/)
      .waitFor();
    await comesInto(page.locator('#editor'), page.locator('.cm-cursor-primary'));
    await page.keyboard.press('ControlOrMeta+z');
    await page.keyboard.press('ControlOrMeta+z');
    await problems().getByText('No problems').waitFor();
    await page.keyboard.press('ControlOrMeta+f');
    await page.getByRole('textbox', { name: 'Find' }).pressSequentially('Conv2d_0b_5x5');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await comesInto(frame(), page.locator('.box.chosen'));
    await page.getByRole('button', { name: 'Open all modules' }).click();
    await comesInto(frame(), box('input images'));
  });

  it('renames, or says in the dialog why not', async () => {
    await visit();
    await write(small);
    await box('layer one').waitFor();
    // On `flat` of `name: flat`.
    await page.locator('.cm-line', { hasText: 'flatten' }).click({ position: { x: 175, y: 8 } });
    await page.keyboard.press('F2');
    const dialog = page.getByRole('dialog', { name: 'Rename' });
    await dialog.getByText('It is written in 1 place.').waitFor();
    await dialog.getByLabel('New name of flat').fill('one');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await dialog.getByText(/one/).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByLabel('New name of flat').fill('even');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => editor().textContent()).toContain('name: even');
  });

  it('is left by Escape and Tab, also with a selection', async () => {
    await visit();
    await editor().click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Drawing');
  });

  it('completes what is typed, and describes what the pointer is on', async () => {
    await visit();
    await write(small);
    await problems().getByText('No problems').waitFor();
    await page.locator('.cm-line', { hasText: 'name: one' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('\n- {op: max_p');
    const choice = page.getByRole('option', { name: /^max_pool2d/ });
    await choice.waitFor();
    await choice.click();
    await page.keyboard.press('Escape');
    const line = page.locator('.cm-line', { hasText: 'op: max_pool2d' });
    expect(await line.textContent()).toMatch(/^- \{op: max_pool2d.*\}/);
    // Behind `- {op: fla`.
    await page.locator('.cm-line', { hasText: 'flatten' }).hover({ position: { x: 85, y: 8 } });
    await page.locator('.cm-tooltip-hover', { hasText: 'Flattens the input' }).waitFor();
  });

  it('leads from the drawing to the line, and back', async () => {
    await visit();
    await write(small);
    await box('layer out').click();
    await expect.poll(() => page.locator('.cm-activeLine').textContent()).toContain('name: out');
    await page.locator('.cm-line', { hasText: 'name: one' }).click();
    await expect.poll(() => box('layer one').getAttribute('class')).toContain('chosen');
    expect(await page.locator('.chosen-details h2').textContent()).toBe('one');
  });

  it('shows report, code and differences', async () => {
    await visit();
    await write(small);
    await box('layer one').waitFor();
    await tab('Report').click();
    expect(await page.locator('.report-view').textContent()).toContain('Small');
    await tab('Code').click();
    const code = page.locator('.code-view pre');
    await code.getByText('tf.layers.flatten').waitFor();
    await page.getByLabel('Target').selectOption('keras');
    await code.getByText('layers.Flatten').waitFor();
    await page.getByLabel('Target').selectOption('tfjs-inference');
    await code.getByText('tf.matMul').waitFor();
    await tab('Diff').click();
    await page.locator('.lines ins', { hasText: 'name: Small' }).waitFor();
  });

  it('has the code of the last version without errors, also if it is first asked for later', async () => {
    await visit();
    await write(small);
    await box('layer one').waitFor();
    await write(small.replace('op: dense', 'op: dence'));
    await problems().getByText('1 error').waitFor();
    await tab('Code').click();
    await page.locator('#notice').getByText('This is the code of the last version without errors.').waitFor();
    await page.locator('.code-view pre').getByText('tf.layers.dense').waitFor();
  });

  it('updates all declared values at once', async () => {
    await visit();
    await write(
      small
        .replace('kernel_size: 3x3', 'kernel_size: 3x3, output: 6x6x5')
        .replace('name: flat', 'name: flat, output: 180')
        .replace('units: 10', 'units: 10, params: 1810'),
    );
    await problems()
      .getByText(/^[1-9].* error/)
      .waitFor();
    await problems().getByRole('button', { name: 'Update all declared values in this spec' }).click();
    await problems().getByText('No problems').waitFor();
    expect(await editor().textContent()).toMatch(/output: 6x6x4.*output: 144.*params: 1450/);
  });

  it('keeps what was typed, and puts it into a link', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await visit();
    await write(small);
    await box('layer one').waitFor();
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByText('Copied a link').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.goto('about:blank');
    await visit();
    await expect.poll(() => editor().textContent()).toContain('name: Small');
    const other = await browser.newContext();
    const visitor = await other.newPage();
    await visitor.goto(link);
    await visitor.locator('[data-key="layer one"]').waitFor();
    await other.close();
  });

  it('builds and verifies the generated code in a sandbox', async () => {
    await visit();
    await write(small);
    await box('layer one').waitFor();
    await tab('Run').click();
    for (const target of ['tfjs', 'tfjs-inference']) {
      await page.getByLabel('Code to verify').selectOption(target);
      await page.getByRole('button', { name: 'Build and verify' }).click();
      await page.getByText('Verified: no differences').waitFor();
      expect(await page.locator('.result').textContent()).toMatch(/3 layers · TensorFlow.js on wasm/);
    }
    const sandbox = page.frames().find((frame) => frame.url() === 'about:srcdoc');
    expect(await sandbox?.evaluate(() => self.origin)).toBe('null');
    const reach = () => fetch('/').then(String, (error) => error.name);
    expect(await sandbox?.evaluate(reach)).toBe('TypeError');
    // It may not, and says so.
    complaints.length = 0;
  });

  it('tours the mistakes of the article, and returns to the spec', async () => {
    await visit();
    await write(small);
    await box('layer one').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Network', exact: true }).click();
    await page.getByRole('button', { name: /mistakes$/i }).click();
    const lesson = page.locator('#lesson');
    await lesson.getByText('Mistake 1 of').waitFor();
    await problems().getByText('expression-syntax').waitFor();
    await lesson.getByRole('button', { name: 'Next' }).click();
    await problems().getByText('unknown-key').waitFor();
    await lesson.getByRole('button', { name: 'End the tour' }).click();
    await expect.poll(() => editor().textContent()).toContain('name: Small');
  });

  it('works without a network after the first visit', async () => {
    await visit();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      while (!(await caches.match('runner.js'))) await new Promise((resolve) => setTimeout(resolve, 100));
    });
    stopServing();
    await page.reload();
    await box('module Mixed_5b').waitFor();
    await tab('Code').click();
    await page.locator('.code-view pre').getByText('tf.model').first().waitFor();
    await serveAgain();
  });

  it.each([
    '#spec=AAAA',
    '#spec=%3Cscript%3E',
    `#spec=${deflateRawSync('x'.repeat(50_000_000)).toString('base64url')}`,
  ])('takes damaged and hostile links as no spec', async (fragment) => {
    await visit(fragment);
    expect(await page.getByRole('status').first().textContent()).toMatch(/damaged|more than 1 MB/);
    await box('module Mixed_5b').waitFor();
  });

  it('makes nothing in a link markup or script', async () => {
    const hostile = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
    const text = small.replaceAll('Small', `'${hostile}'`).replaceAll('one', `'one${hostile}'`);
    page.on('dialog', () => expect.fail('a script ran'));
    await visit(linkOf(text, `../${hostile}.yaml`));
    await problems().getByText(/error/).first().waitFor();
    expect(await page.locator('img[src], body script').count()).toBe(0);
  });

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('is accessible, %s, %i pixels wide', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await visit();
    expect(await seriousFaults(page)).toEqual([]);
    if (width < 760) await page.getByRole('button', { name: 'Network', exact: true }).click();
    await comesInto(frame(), box('input images'));
    await box('module Mixed_5b').click();
    for (const name of ['Drawing', 'Report', 'Code', 'Diff', 'Run']) {
      await tab(name).click();
      expect(await seriousFaults(page)).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
