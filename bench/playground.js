/** The playground in Chromium, as a visitor without a cache meets it, against its budgets. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { runProgram } from './measure.js';

export const title = 'The playground, Inception V3';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(root, 'dist/playground');
const executablePath = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

/** Keys that are typed in a row, of which the slowest and the median count. */
const keys = 40;

export async function* rows() {
  const budget = (most) => ({ peer: 'budget', theirs: () => most, limit: 1 });
  const what = {
    load: 'first load, compressed',
    usable: 'first visit, until checked and drawn',
    key: 'a key, until drawn again',
    slow: 'for 95 % of keys',
  };
  if (!executablePath) {
    const missing = 'no chromium; CHROMIUM may name one';
    for (const one of Object.values(what)) yield { what: one, peer: 'budget', missing };
    return;
  }
  runProgram(process.execPath, [path.join(root, 'build/build/playground.js')]);
  const server = spawn(process.execPath, [path.join(root, 'build/build/serve-playground.js'), '--port', '0']);
  const [line] = await once(server.stdout, 'data');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const visit = () => Visit.start(browser, String(line).trim());
  const first = await visit();
  yield { what: what.load, ours: () => first.bytes / 1000, ...budget(350), unit: 'kB', runs: 1 };
  yield { what: what.usable, ours: async () => (await visit()).end(), ...budget(1000), runs: 9 };
  await first.enter();
  yield { what: what.key, ours: () => first.slowest(0.5), ...budget(100), runs: 3 };
  yield { what: what.slow, ours: () => first.slowest(0.95), ...budget(100), runs: 3 };
  await browser.close();
  server.kill();
}

/** A page with a network that is drawn. */
class Visit {
  static async start(browser, url) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
    const page = await context.newPage();
    const loaded = new Set();
    page.on('response', (response) => loaded.add(new URL(response.url()).pathname));
    await page.addInitScript(watch);
    await page.goto(url);
    const usable = await page.evaluate(() => globalThis.usable);
    const files = [...loaded].map((name) => path.join(folder, name === '/' ? 'index.html' : name));
    const sizes = files.map((file) => gzipSync(readFileSync(file), { level: 9 }).length);
    return Object.assign(new Visit(), { page, usable, bytes: sizes.reduce((sum, size) => sum + size, 0) });
  }

  /** Closes the page; the time from the start to the first drawing, in milliseconds. */
  async end() {
    await this.page.context().close();
    return this.usable;
  }

  /** Puts the cursor behind a number that all convolutions have as an attribute. */
  async enter() {
    await this.page.locator('.cm-line', { hasText: 'kernel_regularizer: {l2: 0.00002}' }).click();
    await this.page.keyboard.press('End');
    await this.page.keyboard.press('ArrowLeft');
    await this.page.waitForTimeout(500);
  }

  /** The time within which this share of keys is drawn, in milliseconds. */
  async slowest(share) {
    const times = [];
    for (let key = 0; key < keys; key += 1) {
      await this.page.keyboard.press(key % 2 === 0 ? '1' : 'Backspace');
      times.push(await this.page.evaluate(() => globalThis.drawn));
    }
    return times.sort((one, other) => one - other)[Math.ceil(share * keys) - 1];
  }
}

/** Runs in the page: `usable` is when the first network is checked and drawn, `drawn` how long the last key took. */
function watch() {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const when = (isThere) =>
    new Promise((resolve) => {
      const look = () => {
        if (!isThere()) return;
        observer.disconnect();
        resolve(painted());
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true });
    });
  const find = (selector) => document.querySelector(selector);
  globalThis.usable = when(
    () => find('#problems h2')?.textContent === 'No problems' && find('[data-key="module Mixed_5b"]'),
  ).then(() => performance.now());
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      const before = find('.drawings');
      if (!before) return;
      globalThis.drawn = when(() => find('.drawings') !== before).then(() => performance.now() - timeStamp);
    },
    { capture: true },
  );
}
