/** A visitor of the playground, in a real browser. */
import type { ChildProcess } from 'node:child_process';
import { deflateRawSync } from 'node:zlib';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launch } from '../page/browser.js';
import { servePlayground } from './playground.js';

export let browser: Browser;
export let context: BrowserContext;
export let page: Page;
/** What the page complained of; a test fails if anything is in it at its end. */
export let complaints: string[];

let url: string;
let server: ChildProcess;

/** Serves the playground to the tests of a file, and opens a page for each. `flags` are those of the browser. */
export function visitPlayground(flags?: readonly string[]): void {
  beforeAll(async () => {
    await serveAgain();
    browser = await launch(flags);
  });
  afterAll(async () => {
    await browser.close();
    stopServing();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await context.close();
  });
}

export async function serveAgain(): Promise<void> {
  ({ url, server } = await servePlayground());
}

export const stopServing = (): boolean => server.kill();

export const box = (key: string): Locator => page.locator(`[data-key="${key}"]`);
export const editor = (): Locator => page.locator('.cm-content');
export const problems = (): Locator => page.locator('#problems');
export const frame = (): Locator => page.locator('.frame-of-drawing');
export const tab = (name: string): Locator => page.getByRole('tab', { name, exact: true });

/** Opens the page, and waits until its spec is checked. */
export async function visit(fragment = ''): Promise<void> {
  await page.goto(url + fragment);
  await problems().locator('h2:not(.checking)').waitFor();
}

/** Replaces the spec by pasting; gives what the heading of the problems is at that moment. */
export async function write(text: string): Promise<string | null> {
  await editor().click();
  await page.keyboard.press('ControlOrMeta+a');
  await editor().evaluate((content, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    content.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    document.body.dataset.heading = document.querySelector('#problems h2')?.textContent ?? '';
  }, text);
  return page.evaluate(() => document.body.dataset.heading ?? null);
}

/** The fragment of a link to a spec. */
export const linkOf = (text: string, file = 'linked.yaml'): string =>
  `#spec=${deflateRawSync(JSON.stringify([file, text])).toString('base64url')}`;

/** Chooses files of the visitor's machine with a button of the page. */
export async function choose(button: string, files: readonly { readonly name: string; readonly bytes: Uint8Array }[]) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ]);
  const payload = files.map(({ name, bytes }) => ({ name, mimeType: '', buffer: Buffer.from(bytes) }));
  await chooser.setFiles(payload);
}

/** Waits until an element is within another. */
export async function comesInto(outer: Locator, inner: Locator): Promise<void> {
  const isInside = async () => {
    const [one, other] = await Promise.all([inner.boundingBox(), outer.boundingBox()]);
    if (!one || !other) return false;
    const [right, bottom] = [other.x + other.width, other.y + other.height];
    return one.x >= other.x && one.y >= other.y && one.x + one.width <= right && one.y + one.height <= bottom;
  };
  await expect.poll(isInside, { timeout: 10_000 }).toBe(true);
}

export const small = `netspec: 1
name: Small
inputs: {x: 8x8x3}
layers:
- {op: conv2d, name: one, filters: 4, kernel_size: 3x3}
- {op: flatten, name: flat}
- {op: dense, name: out, units: 10}
outputs: {out: out}
`;
