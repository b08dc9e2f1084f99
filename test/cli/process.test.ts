/** The program as a process of its own, as `npm run build` leaves it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { broken, inception, netspec as netspecInside, tiny } from './netspec.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const program = path.join(dist, 'cli/main.js');

function netspec(args: readonly string[], stdin = '', env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    input: stdin,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the program', () => {
  it('gives its status to whoever ran it', () => {
    expect(netspec(['check', inception])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(netspec(['check', '-'], broken)).toMatchObject({ status: 1, stderr: '' });
    expect(netspec(['check'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('reads standard input, and shows no colours in a pipe', () => {
    const { status, stdout } = netspec(['report', '-'], tiny, { FORCE_COLOR: '1' });
    expect(status).toBe(0);
    expect(stdout).toContain('Conv');
    expect(stdout).not.toContain('\u001b');
  });

  it('has its templates inside, and fills them in as the source does', async () => {
    const args = ['report', inception, '--format', 'markdown'];
    expect(netspec(args)).toEqual(await netspecInside(args));
  });

  it('minds no reader that has read enough', async () => {
    const child = spawn(process.execPath, [program, 'report', inception, '--format', 'json']);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stderr).toBe('');
  });

  it.skipIf(!existsSync('/dev/full'))('fails where its result cannot be written', () => {
    const { status, stderr } = spawnSync('sh', [
      '-c',
      `"$0" "$1" report ${inception} > /dev/full`,
      process.execPath,
      program,
    ]);
    expect(status).toBe(2);
    expect(String(stderr)).toBe('netspec: cannot write to standard output: ENOSPC\n');
  });
});

/** The files of dist/ that a run of the program loads, by their paths from there. */
function loadedBy(args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-coverage-'));
  netspec(args, '', { NODE_V8_COVERAGE: folder });
  const coverage = readdirSync(folder).map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
  rmSync(folder, { recursive: true });
  const urls: string[] = coverage.flatMap(({ result }) => result.map(({ url }: { url: string }) => url));
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => path.relative(dist, fileURLToPath(url)));
  return [...new Set(files)];
}

interface Bundled {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

/** What the build says of each file of dist/: the modules of build/ and packages in it, and what it imports. */
function bundled(file: string): Bundled {
  const { outputs } = JSON.parse(readFileSync(path.join(dist, '../build/metafile.json'), 'utf8'));
  return outputs[path.posix.join('../dist', file)];
}

/** A file of dist/ and those that it imports before it runs. */
function importedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  seen.add(file);
  for (const { path: name, kind, external } of bundled(file).imports) {
    const next = path.posix.relative('../dist', name);
    if (kind === 'import-statement' && !external && !seen.has(next)) importedBy(next, seen);
  }
  return seen;
}

describe('what is loaded', () => {
  it('is, to check, the language alone', () => {
    const files = loadedBy(['check', inception]);
    expect(files.filter((file) => file.startsWith('..'))).toEqual([]);
    const modules = files.flatMap((file) => Object.keys(bundled(file).inputs));
    expect(modules).toContain('phases/5-infer.js');
    expect(modules.filter((module) => /tfjs|tensorflow|handlebars|ajv|verify|targets|examples/.test(module))).toEqual(
      [],
    );
  });

  it('is, of the library, nothing that a browser lacks', () => {
    const imports = [...importedBy('index.js')].flatMap((file) => bundled(file).imports);
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter(({ external }) => external)).toEqual([]);
  });
});
