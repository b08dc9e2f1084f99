/** A real browser, if there is one. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
].find((file) => existsSync(file));

export const hasBrowser = executablePath !== undefined;
if (!hasBrowser) console.warn('no chromium was found, so pages are not tested; CHROMIUM may name one');

const quiet = [
  'no-sandbox',
  'disable-component-update',
  'disable-sync',
  'disable-quic',
  'no-first-run',
  'disable-background-networking',
];

/** Starts the browser with some flags; by default, without WebGL. */
export const launch = (flags: readonly string[] = ['disable-gpu', 'disable-software-rasterizer']): Promise<Browser> =>
  chromium.launch({
    executablePath: executablePath as string,
    args: [...quiet, ...flags].map((flag) => `--${flag}`),
  });

/** What a page complains of: errors of its script, and what its policy forbids. */
export function complaintsOf(page: Page): readonly string[] {
  const found: string[] = [];
  page.on('pageerror', ({ message }) => found.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(message.text());
  });
  return found;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What an automatic check of accessibility finds that is serious. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  // The policy of the page lets no script in but its own; this one comes by the debugger.
  return page.evaluate(async (code) => {
    const run = new Function(`${code}; return axe.run(document)`);
    const { violations } = await run();
    return violations
      .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html}`);
  }, axe);
}
