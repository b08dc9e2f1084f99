/** `netspec watch` as a process of its own, and its page in a real browser. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Folder, inception, netspec, tiny } from '../cli/netspec.js';
import { complaintsOf, hasBrowser, launch } from './browser.js';

const program = fileURLToPath(new URL('../../dist/cli/main.cjs', import.meta.url));

/** A watch that runs, and all that it has said. */
class Watch {
  said = '';
  told = '';

  constructor(readonly process: ChildProcessWithoutNullStreams) {
    process.stdout.on('data', (chunk) => {
      this.said += chunk;
    });
    process.stderr.on('data', (chunk) => {
      this.told += chunk;
    });
  }

  async says(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.said, { timeout: 20_000 }).toMatch(text);
  }

  async address(): Promise<string> {
    await expect.poll(() => this.told, { timeout: 20_000 }).toMatch(/^http:.*\n/m);
    return /^http:.*/m.exec(this.told)?.[0] as string;
  }

  /** The status with which it ends. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    const [status] = await ended;
    return status;
  }
}

const running: Watch[] = [];

function start(...args: readonly string[]): Watch {
  const watch = new Watch(spawn(process.execPath, [program, 'watch', ...args]));
  running.push(watch);
  return watch;
}

afterEach(() => {
  for (const { process } of running.splice(0)) process.kill('SIGKILL');
});

const mistaken = tiny.replace('kernel_size: 3x3', 'kernel_size: 9x9');

describe('netspec watch', () => {
  it('shows the folded report, and what is wrong, at each save, and ends with an interrupt', async () => {
    const folder = new Folder();
    const file = folder.write('tiny.yaml', tiny);
    const watch = start(file);
    await watch.says(/^Head +10/m);
    folder.write('tiny.yaml', mistaken);
    await watch.says('window-too-large');
    folder.write('tiny.yaml', tiny.replace('units: 10', 'units: 12'));
    await watch.says(/^Head +12/m);
    expect(await watch.end('SIGINT')).toBe(0);
    expect(watch.told).toBe('');
  });

  it('waits while the file does not exist', async () => {
    const folder = new Folder();
    const watch = start(path.join(folder.path, 'late.yaml'));
    await watch.says('no such file');
    folder.write('late.yaml', tiny);
    await watch.says(/^Head +10/m);
    expect(await watch.end('SIGTERM')).toBe(0);
  });

  it('cannot watch standard input', async () => {
    expect(await netspec(['watch', '-'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('serves its page only at its secret address', async () => {
    const watch = start(inception, '--open', '--quiet');
    const address = new URL(await watch.address());
    expect(address.hostname).toBe('127.0.0.1');
    const ask = (to: string, options: { host?: string; method?: string } = {}) =>
      new Promise<number | undefined>((resolve, reject) => {
        const { host = address.host, method = 'GET' } = options;
        request({ host: '127.0.0.1', port: address.port, path: to, method, headers: { host } }, (response) => {
          response.destroy();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await ask(address.pathname)).toBe(200);
    expect(await ask(address.pathname, { host: `localhost:${address.port}` })).toBe(200);
    expect(await ask(address.pathname, { host: 'evil.example' })).toBe(403);
    expect(await ask(`${address.pathname}news`, { host: `evil.example:${address.port}` })).toBe(403);
    expect(await ask(address.pathname, { method: 'POST' })).toBe(405);
    for (const other of ['/', '/news', `${address.pathname}other`, '//', '/%00']) expect(await ask(other)).toBe(404);
    expect(await watch.end('SIGINT')).toBe(0);
  });

  it.skipIf(!hasBrowser)('refreshes its page in place, and keeps the last valid drawing next to errors', async () => {
    const folder = new Folder();
    const file = folder.write('tiny.yaml', tiny);
    const watch = start(file, '--open');
    const browser = await launch();
    try {
      const page = await browser.newPage();
      const complaints = complaintsOf(page);
      await page.goto(await watch.address());
      const box = (name: string) => page.locator(`[data-key="${name}"]`);
      await box('module Head').click();
      await box('layer Head/Dense').click();
      const detail = page.locator('.details dl').first();
      expect(await detail.textContent()).toContain('output10');

      folder.write('tiny.yaml', mistaken);
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').textContent()).toContain('window-too-large');
      expect(await box('layer Head/Dense').getAttribute('class')).toContain('chosen');

      folder.write('tiny.yaml', tiny.replace('units: 10', 'units: 12'));
      await page.getByRole('alert').waitFor({ state: 'detached' });
      expect(await box('module Head').getAttribute('aria-expanded')).toBe('true');
      expect(await box('layer Head/Dense').getAttribute('class')).toContain('chosen');
      expect(await detail.textContent()).toContain('output12');
      expect(complaints).toEqual([]);
      expect(await watch.end('SIGINT')).toBe(0);
    } finally {
      await browser.close();
    }
  });
});
