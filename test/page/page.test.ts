/** The page of a report as a person uses it, in a real browser. */
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Folder, inception, netspec } from '../cli/netspec.js';
import { inception as inceptionText } from '../report/fixtures.js';
import { complaintsOf, hasBrowser, launch, seriousFaults } from './browser.js';

describe.skipIf(!hasBrowser)('the page', () => {
  const folder = new Folder();
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    const context = await browser.newContext({ bypassCSP: false, viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    complaints = complaintsOf(page);
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  /** Writes what a command prints to a file, and opens it. */
  async function show(name: string, ...args: readonly string[]): Promise<string> {
    const { stdout, stderr, status } = await netspec(args);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const file = folder.write(name, stdout);
    await page.goto(pathToFileURL(file).href);
    return file;
  }

  const box = (name: string) => page.locator(`[data-key="${name}"]`);
  const tab = (name: string) => page.getByRole('tab', { name });

  it('is small, is soon there, and needs nothing else', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const file = await show('inception.html', 'report', inception, '--format', 'html');
    expect(statSync(file).size).toBeLessThan(1_000_000);
    await box('module Mixed_5b').waitFor();
    const usable = await page.evaluate(() => performance.now());
    expect(usable).toBeLessThan(5000);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
    expect(await page.title()).toBe('InceptionV3');
  });

  it('opens a module, and tells of a layer in it', async () => {
    await show('inception.html', 'report', inception, '--format', 'html');
    await box('module Mixed_5b').click();
    expect(await box('module Mixed_5b').getAttribute('aria-expanded')).toBe('true');
    expect(await page.locator('.details h2').textContent()).toBe('Mixed_5b');
    await box('layer Mixed_5b/Branch_1/Conv2d_0b_5x5').click();
    const details = page.locator('.details');
    expect(await details.locator('h2').textContent()).toBe('Mixed_5b/Branch_1/Conv2d_0b_5x5');
    const text = (await details.textContent()) ?? '';
    for (const said of ['76,992', '94,080,000', '5×5×48×64', 'kernel_size', '5x5']) expect(text).toContain(said);
    expect(text).toMatch(/\d+, moves by 8/);
    const [spec, code] = await details.locator('pre').allTextContents();
    expect(spec).toBe('- {op: conv2d, name: Conv2d_0b_5x5, filters: 64, kernel_size: 5x5}');
    expect(code).toMatch(/^branch1 = conv2d\(branch1, .*\n.*filters: .*64/);
    await box('module Mixed_5b').locator('.name').first().click();
    expect(await box('layer Mixed_5b/Branch_1/Conv2d_0b_5x5').count()).toBe(0);
  });

  it('finds a layer by its name, and shows where it is', async () => {
    await show('inception.html', 'report', inception, '--format', 'html');
    await tab('Layers').click();
    await page.getByRole('searchbox').fill('mixed_7c 3x1');
    expect(await page.locator('tbody tr:visible').count()).toBe(2);
    expect(await page.locator('.search output').textContent()).toBe('2 of 132 layers');
    await page.getByRole('button', { name: 'Mixed_7c/Branch_1/Conv2d_0c_3x1' }).click();
    await box('layer Mixed_7c/Branch_1/Conv2d_0c_3x1').waitFor();
    expect(await box('layer Mixed_7c/Branch_1/Conv2d_0c_3x1').getAttribute('class')).toContain('chosen');
    const [chosen, frame] = [
      await box('layer Mixed_7c/Branch_1/Conv2d_0c_3x1').boundingBox(),
      await page.locator('.frame-of-drawing').boundingBox(),
    ];
    expect(chosen?.y).toBeGreaterThan(frame?.y ?? 0);
    expect((chosen?.y ?? 0) + (chosen?.height ?? 0)).toBeLessThan((frame?.y ?? 0) + (frame?.height ?? 0));
  });

  it('sorts by a column, either way, and back', async () => {
    await show('inception.html', 'report', inception, '--format', 'html');
    await tab('Layers').click();
    const first = () => page.locator('tbody tr').first().locator('th').textContent();
    const order = await first();
    const sort = page.locator('thead').getByText('MACs');
    await sort.click();
    expect(await first()).toBe('Conv2d_4a_3x3');
    await sort.click();
    expect(await page.locator('tbody tr').last().locator('th').textContent()).toBe('Conv2d_4a_3x3');
    await sort.click();
    expect(await first()).toBe(order);
  });

  it('zooms and is dragged', async () => {
    await show('inception.html', 'report', inception, '--format', 'html');
    const target = box('layer Conv2d_2a_3x3');
    const before = await target.boundingBox();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(async () => (await target.boundingBox())?.width).toBeGreaterThan((before?.width ?? 0) * 1.2);
    expect(await page.locator('output[aria-label=zoom]').textContent()).toBe('125%');
    const zoomed = await target.boundingBox();
    await page.mouse.move(60, 400);
    await page.mouse.down();
    await page.mouse.move(160, 300, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => Math.round(((await target.boundingBox())?.x ?? 0) - (zoomed?.x ?? 0))).toBe(100);
    await page.getByRole('button', { name: 'Fit the whole' }).click();
    await box('layer Predictions').waitFor();
  });

  it('goes by keyboard', async () => {
    await show('inception.html', 'report', inception, '--format', 'html');
    await box('input images').focus();
    for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('.details h2').textContent()).toBe('Mixed_5b');
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.key)).toBe('module Mixed_5b');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    expect(await page.locator('.details h2').textContent()).toBe('Mixed_5b/Branch_0/Conv2d_0a_1x1');
  });

  it.each(['light', 'dark'] as const)('can be used by everybody, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await show('inception.html', 'report', inception, '--format', 'html');
    await box('module Mixed_5b').click();
    expect(await seriousFaults(page)).toEqual([]);
    for (const name of ['Layers', 'Charts']) {
      await tab(name).click();
      expect(await seriousFaults(page)).toEqual([]);
    }
  });

  it('compares two networks side by side', async () => {
    const wider = inceptionText
      .replace('name: Conv2d_2b_3x3, filters: 64', 'name: Conv2d_2b_3x3, filters: 96')
      .replaceAll(/, output: [\dx]+|, params: \d+/g, '')
      .replaceAll(/^ +(output|params): .*\n/gm, '')
      .replace(/expect:[\s\S]*$/, '');
    const other = folder.write('wider.yaml', wider);
    await show('diff.html', 'diff', inception, other, '--format', 'html');
    expect(await page.locator('.canvas').count()).toBe(2);
    expect(await page.locator('.changes li').first().textContent()).toContain('changed Conv2d_2b_3x3 filters 64 → 96');
    const changed = page.locator('.canvas').nth(1).locator('[data-key="layer Conv2d_2b_3x3"]');
    expect(await changed.getAttribute('class')).toContain('changed');
    await page.locator('.changes button').first().click();
    expect(await page.locator('.details dd').nth(2).textContent()).toBe('27,936');
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('takes no name, summary or source for markup', async () => {
    const hostile = '</script><img src=x onerror=alert(1)><!--<script>';
    const spec = JSON.stringify({
      netspec: 1,
      name: 'Net',
      summary: hostile,
      parameters: { word: { default: hostile, choices: [hostile], summary: hostile } },
      inputs: { images: '8x8x3' },
      layers: [{ op: 'conv2d', name: 'Last', filters: 4, kernel_size: 1, when: 'word != 3' }],
      outputs: { out: 'Last' },
    });
    await show('hostile.html', 'report', folder.write('hostile.yaml', spec), '--format', 'html');
    await box('layer Last').click();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.locator('header').textContent()).toContain(hostile);
  });

  it('keeps a thousand layers smooth', { timeout: 120_000 }, async () => {
    const layers = Array.from({ length: 1000 }, (_, index) => ({
      op: 'conv2d',
      name: `Conv_${index}`,
      filters: 8,
      kernel_size: 3,
      padding: 'same',
    }));
    const spec = { netspec: 1, name: 'Deep', inputs: { images: '8x8x3' }, layers, outputs: { out: 'Conv_999' } };
    await show('deep.html', 'report', folder.write('deep.yaml', JSON.stringify(spec)), '--format', 'html');
    await box('layer Conv_0').waitFor();
    const frames = await page.evaluate(async () => {
      const frame = document.querySelector('.frame-of-drawing') as HTMLElement;
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const times: number[] = [];
      for (let step = 0; step < 120; step += 1) {
        const start = performance.now();
        frame.dispatchEvent(new WheelEvent('wheel', { deltaY: 150, cancelable: true }));
        await nextFrame();
        // What the page itself takes for a frame: its script, style and layout, forced here.
        frame.getBoundingClientRect();
        times.push(performance.now() - start);
      }
      return times.toSorted((a, b) => a - b);
    });
    expect(frames[Math.floor(frames.length / 2)]).toBeLessThan(50);
    expect(await page.locator('[data-key]').count()).toBeLessThan(100);
  });
});
