/** The page of a report as a person uses it, in a real browser. */
import { readFileSync, statSync } from 'node:fs';
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

  it('is small, draws only what is visible, and has no dependencies', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const file = await show('inception.html', 'report', inception, '--format', 'html');
    expect(statSync(file).size).toBeLessThan(1_000_000);
    await box('module Mixed_5b').waitFor();
    expect(await page.locator('*').count()).toBeLessThan(1000);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
    expect(await page.title()).toBe('InceptionV3');
  });

  it('opens a module and shows the details of a layer in it, with its code', async () => {
    const { stderr, status } = await netspec(['build', inception, '--quiet', '--out', folder.path]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    await page.goto(pathToFileURL(folder.at('inception-v3/report.html')).href);
    await box('module Mixed_5b').click();
    expect(await box('module Mixed_5b').getAttribute('aria-expanded')).toBe('true');
    expect(await page.locator('.details h2').textContent()).toBe('Mixed_5b');
    await box('layer Mixed_5b/Branch_1/Conv2d_0b_5x5').click();
    const details = page.locator('.details');
    expect(await details.locator('h2').textContent()).toBe('Mixed_5b/Branch_1/Conv2d_0b_5x5');
    const text = (await details.textContent()) ?? '';
    for (const said of ['76,992', '94,080,000', '5×5×48×64', 'kernel_size', '5x5']) expect(text).toContain(said);
    expect(text).toMatch(/\d+, stride 8/);
    const [spec, code] = await details.locator('pre').allTextContents();
    expect(spec).toBe('- {op: conv2d, name: Conv2d_0b_5x5, filters: 64, kernel_size: 5x5}');
    expect(code).toMatch(/^branch1 = conv2d\(branch1, .*\n.*filters: .*64/);
    await box('module Mixed_5b').locator('.name').first().click();
    expect(await box('layer Mixed_5b/Branch_1/Conv2d_0b_5x5').count()).toBe(0);
  });

  it('finds a layer by name and scrolls to it', async () => {
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

  it('sorts by a column in both directions, and resets', async () => {
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
    const percent = async () =>
      Number.parseInt((await page.locator('output[aria-label=zoom]').textContent()) ?? '', 10);
    const fitted = await percent();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(async () => (await target.boundingBox())?.width).toBeGreaterThan((before?.width ?? 0) * 1.2);
    expect(Math.abs((await percent()) - 1.25 * fitted)).toBeLessThanOrEqual(1);
    const zoomed = await target.boundingBox();
    await page.mouse.move(60, 400);
    await page.mouse.down();
    await page.mouse.move(160, 300, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => Math.round(((await target.boundingBox())?.x ?? 0) - (zoomed?.x ?? 0))).toBe(100);
    await page.getByRole('button', { name: 'Fit the whole' }).click();
    await box('layer Predictions').waitFor();
  });

  it('can be used with the keyboard', async () => {
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

  it.each(['light', 'dark'] as const)('is accessible, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await show('inception.html', 'report', inception, '--format', 'html');
    await box('module Mixed_5b').click();
    expect(await seriousFaults(page)).toEqual([]);
    for (const name of ['Layers', 'Charts']) {
      await tab(name).click();
      expect(await seriousFaults(page)).toEqual([]);
    }
  });

  it('shows all of a long network at first, at a readable size, with an overview', async () => {
    await show('inception.html', 'report', inception, '--format', 'html');
    const frame = await page.locator('.frame-of-drawing').boundingBox();
    for (const name of ['input images', 'layer Predictions', 'module AuxLogits']) {
      const seen = await box(name).boundingBox();
      expect(seen && frame && seen.y >= frame.y && seen.y + seen.height <= frame.y + frame.height, name).toBe(true);
      expect(seen && frame && seen.x >= frame.x && seen.x + seen.width <= frame.x + frame.width, name).toBe(true);
    }
    const text = await box('layer Predictions').locator('.name').boundingBox();
    expect(text?.height).toBeGreaterThan(9);
    const overview = (await page.locator('.details').textContent()) ?? '';
    for (const said of ['27,179,376', '5,718,899,296', '107x107', 'Mixed_7c', '8 × 8 × 2048'])
      expect(overview).toContain(said);
  });

  it('has the sums of modules in its table, with ops and windows', async () => {
    await show('inception.html', 'report', inception, '--format', 'html');
    await tab('Layers').click();
    const cells = (name: string) =>
      page
        .locator('tr', { has: page.getByRole('button', { name, exact: true }) })
        .first()
        .locator('td')
        .allTextContents();
    expect((await cells('Mixed_5b')).slice(0, 5)).toEqual(['InceptionA', '', '35×35×256', '256,368', '312,345,600']);
    expect((await cells('Conv2d_1a_3x3')).slice(0, 3)).toEqual(['conv2d', '3×3 /2', '149×149×32']);
  });

  it('has links to layers', async () => {
    const file = await show('inception.html', 'report', inception, '--format', 'html');
    await box('module Mixed_5b').click();
    await box('layer Mixed_5b/Branch_1/Conv2d_0b_5x5').click();
    const link = page.url();
    expect(link).toBe(`${pathToFileURL(file).href}#Mixed_5b/Branch_1/Conv2d_0b_5x5`);
    await page.goto('about:blank');
    await page.goto(link);
    expect(await page.locator('.details h2').textContent()).toBe('Mixed_5b/Branch_1/Conv2d_0b_5x5');
    expect(await box('layer Mixed_5b/Branch_1/Conv2d_0b_5x5').getAttribute('class')).toContain('chosen');
    for (const other of ['#%E0%A4%A', '#No_such_layer']) {
      await page.goto('about:blank');
      await page.goto(pathToFileURL(file).href + other);
      await box('input images').waitFor();
      expect(await page.locator('.details h2').textContent()).toBe('InceptionV3');
    }
  });

  it('saves its drawing as SVG and as PNG', async () => {
    await show('inception.html', 'report', inception, '--format', 'html');
    await box('module Mixed_5b').click();
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Save the drawing as ${name}` }).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    };
    const svg = await saved('SVG');
    expect(svg.name).toBe('InceptionV3.svg');
    const file = folder.write('saved.svg', svg.bytes.toString());
    const png = await saved('PNG');
    expect(png.name).toBe('InceptionV3.png');
    const [width, height] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
    await page.goto(pathToFileURL(file).href);
    const drawn = await page.locator('svg').first().boundingBox();
    expect([width, height]).toEqual([2 * (drawn?.width ?? 0), 2 * (drawn?.height ?? 0)]);
    expect(await page.locator('.name', { hasText: 'Conv2d_0b_5x5' }).count()).toBe(1);
    expect(
      await page
        .locator('.frame')
        .first()
        .evaluate((frame) => getComputedStyle(frame).stroke),
    ).not.toBe('none');
  });

  it('shows what a tap opens, on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await show('inception.html', 'report', inception, '--format', 'html');
    await box('module Mixed_5b').click();
    const [frame, module] = [
      await page.locator('.frame-of-drawing').boundingBox(),
      await box('module Mixed_5b').locator('.frame').first().boundingBox(),
    ];
    expect(frame && module && module.x >= frame.x && module.x + module.width <= frame.x + frame.width).toBe(true);
    expect(frame && module && module.y >= frame.y && module.y + module.height <= frame.y + frame.height).toBe(true);
    const title = await page.locator('.details h2').boundingBox();
    expect((title?.y ?? 1000) + (title?.height ?? 0)).toBeLessThan(844);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  describe('with two networks', () => {
    const undeclared = inceptionText
      .replaceAll(/, output: [\dx]+|, params: \d+/g, '')
      .replaceAll(/^ +(output|params): .*\n/gm, '')
      .replace(/expect:[\s\S]*$/, '');
    const canvas = (index: number) => page.locator('.canvas').nth(index);
    const boxIn = (index: number, key: string) => canvas(index).locator(`[data-key="${key}"]`);

    async function compare(after: string): Promise<void> {
      await show('diff.html', 'diff', inception, folder.write('after.yaml', after), '--format', 'html');
    }

    it('shows what changed, with the totals', async () => {
      await compare(undeclared.replace('name: Conv2d_2b_3x3, filters: 64', 'name: Conv2d_2b_3x3, filters: 96'));
      expect(await page.locator('.canvas').count()).toBe(2);
      expect(await page.locator('.changes li').first().textContent()).toContain(
        'changed Conv2d_2b_3x3 filters 64 → 96',
      );
      const totals = (await page.locator('.changes table').first().textContent()) ?? '';
      expect(totals).toContain('+11,872');
      expect(await boxIn(1, 'layer Conv2d_2b_3x3').getAttribute('class')).toContain('changed');
      await page.locator('.changes button').first().click();
      expect(await page.locator('.details dd').nth(2).textContent()).toBe('27,936');
      await tab('Layers').click();
      await page.getByRole('searchbox').fill('Conv2d_2b_3x3');
      expect(await page.locator('tbody tr:visible').allTextContents()).toEqual([
        expect.stringContaining('18,624 → 27,936'),
      ]);
      expect(await seriousFaults(page)).toEqual([]);
    });

    const row = '- {op: InceptionB, name: Mixed_6e, filters: 192}\n';

    it('has an added module in green with its sums, in sight at first, and found by the search', async () => {
      expect(undeclared).toContain(row);
      await compare(undeclared.replace(row, row + row.replace('Mixed_6e', 'Mixed_6f')));
      const added = boxIn(1, 'module Mixed_6f');
      expect(await added.getAttribute('class')).toContain('added');
      const [seen, frame] = [await added.boundingBox(), await canvas(1).locator('.frame-of-drawing').boundingBox()];
      expect(seen && frame && seen.y >= frame.y && seen.y + seen.height <= frame.y + frame.height).toBe(true);
      await page.locator('.changes button', { hasText: 'Mixed_6f' }).click();
      expect(await page.locator('.details dd').nth(2).textContent()).toBe('2,143,872');
      await tab('Layers').click();
      await page.getByRole('searchbox').fill('Mixed_6f');
      expect(await page.locator('.search output').textContent()).toBe('12 of 144 layers');
    });

    it('shows a removed module where it was, in both directions of the search', async () => {
      await compare(undeclared.replace(row, '').replaceAll('Mixed_6e', 'Mixed_6d'));
      expect(await boxIn(0, 'module Mixed_6e').getAttribute('class')).toContain('removed');
      await page.locator('.changes button', { hasText: 'Mixed_6e' }).first().click();
      expect(await page.locator('.details h2').textContent()).toBe('Mixed_6e');
      await tab('Layers').click();
      await page.getByRole('searchbox').fill('Mixed_6e');
      expect(await page.locator('.search output').textContent()).toBe('12 of 132 layers');
    });

    it('moves, opens and selects both sides together, including renamed layers', async () => {
      await compare(undeclared.replaceAll('Mixed_7c', 'Mixed_8a'));
      await boxIn(1, 'module Mixed_8a').click();
      expect(await boxIn(0, 'module Mixed_7c').getAttribute('aria-expanded')).toBe('true');
      expect(await boxIn(0, 'module Mixed_7c').getAttribute('class')).toContain('chosen');
      const top = async (index: number, key: string) => (await boxIn(index, key).boundingBox())?.y;
      const isLevel = async () =>
        Math.abs(((await top(0, 'module Mixed_7c')) ?? 0) - ((await top(1, 'module Mixed_8a')) ?? 99)) < 2;
      await expect.poll(isLevel).toBe(true);
      const before = (await top(1, 'module Mixed_8a')) ?? 0;
      const frame = await canvas(0).locator('.frame-of-drawing').boundingBox();
      await page.mouse.move((frame?.x ?? 0) + 100, (frame?.y ?? 0) + 100);
      await page.mouse.wheel(0, 60);
      await expect.poll(async () => Math.round(before - ((await top(1, 'module Mixed_8a')) ?? 0))).toBe(60);
      expect(await isLevel()).toBe(true);
    });
  });

  it('escapes names, summaries and sources', async () => {
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

  it('draws only the visible part of a thousand layers', { timeout: 120_000 }, async () => {
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
    // What changes in a frame while one scrolls: elements and attributes.
    const changes = await page.evaluate(async () => {
      const frame = document.querySelector('.frame-of-drawing') as HTMLElement;
      const steps = 60;
      let changes = 0;
      const observer = new MutationObserver((records) => {
        for (const { addedNodes, removedNodes } of records) changes += 1 + addedNodes.length + removedNodes.length;
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      for (let step = 0; step < steps; step += 1) {
        frame.dispatchEvent(new WheelEvent('wheel', { deltaY: 150, cancelable: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      observer.disconnect();
      return changes / steps;
    });
    expect(changes).toBeGreaterThan(1);
    expect(changes).toBeLessThan(200);
    expect(await page.locator('[data-key]').count()).toBeLessThan(100);
  });
});
