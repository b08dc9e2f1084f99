/** The library as bundlers, compilers and readers of the package take it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { ops } from '../../src/ops/index.js';

/** The size in bytes of a minified bundle for browsers. */
async function bundleSize(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  return outputFiles[0]?.contents.length ?? 0;
}

describe('a bundle for browsers', () => {
  it('of compile alone has at most 381 kB, and 1.2 kB for each op', async () => {
    const alone = await bundleSize("export { compile } from 'netspec';");
    expect(alone).toBeLessThanOrEqual(381_000 + 1_200 * Object.keys(ops).length);
    expect(alone).toBeLessThan((await bundleSize("export * from 'netspec';")) * 0.8);
  });
});

describe('the types', () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'netspec-types-')));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(process.cwd(), path.join(folder, 'node_modules', 'netspec'), 'junction');

  const page = readFileSync('docs/library.md', 'utf8');
  const examples = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);

  it.each(['typescript', 'typescript-5'])(
    'fit the examples of docs/library.md, for %s',
    (compiler) => {
      expect(examples.length).toBeGreaterThan(2);
      const files = examples.map((code, index) => {
        writeFileSync(path.join(folder, `example-${index}.mts`), code);
        return `example-${index}.mts`;
      });
      // The libraries of declarations are checked as well: whoever does not skip that must find no error in netspec's.
      const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,dom'];
      const tsc = path.resolve('node_modules', compiler, 'bin', 'tsc');
      const { stdout, stderr } = spawnSync(process.execPath, [tsc, ...options, ...files], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stdout + stderr).toBe('');
    },
    60_000,
  );

  it('are of what runs', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    for (const code of examples) {
      const { outputFiles } = await build({
        stdin: { contents: code, resolveDir: process.cwd(), loader: 'ts' },
        bundle: true,
        platform: 'node',
        format: 'esm',
        write: false,
      });
      await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
    }
    expect(log.mock.calls.length).toBeGreaterThan(examples.length);
    log.mockRestore();
  });
});

describe('the packed pages', () => {
  const { stdout } = spawnSync('npm pack --dry-run --json --ignore-scripts', { shell: true, encoding: 'utf8' });
  const files = new Set<string>(JSON.parse(stdout)[0].files.map((file: { path: string }) => file.path));
  const pages = [...files].filter((file) => file.endsWith('.md'));

  it('are there', () => {
    expect(pages).toContain('README.md');
    expect(pages).toContain('docs/language.md');
  });

  it.each(pages)('%s links to what is packed', (page) => {
    const targets = [...readFileSync(page, 'utf8').matchAll(/\]\((?![a-z]+:)([^)#\s]+)/g)].map(([, target = '']) =>
      path.posix.join(path.posix.dirname(page), target),
    );
    expect(targets.filter((target) => !files.has(target))).toEqual([]);
  });
});
