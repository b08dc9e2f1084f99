/** The program as a process of its own, as `npm run build` leaves it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { broken, inception, netspec as netspecInside, tiny } from './netspec.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const program = path.join(dist, 'cli/main.cjs');

function netspec(args: readonly string[], stdin = '', env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    input: stdin,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the program', () => {
  it('exits with its status', () => {
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

  it('contains its templates, and renders them like the source', async () => {
    const args = ['report', inception, '--format', 'markdown'];
    expect(netspec(args)).toEqual(await netspecInside(args));
  });

  it('ignores a closed pipe', async () => {
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

/** What a run of the program starts, of the modules of build/ in it, and the files that it loads beside it. */
function startedBy(args: readonly string[]): {
  readonly modules: readonly string[];
  readonly others: readonly string[];
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-coverage-'));
  netspec(args, '', { NODE_V8_COVERAGE: folder });
  const scripts = readdirSync(folder).flatMap((file): ScriptCoverage[] => {
    return JSON.parse(readFileSync(path.join(folder, file), 'utf8')).result;
  });
  rmSync(folder, { recursive: true });
  const [programs, others] = [true, false].map((isProgram) =>
    scripts.filter(({ url }) => url.startsWith('file:') && /\/cli\/(check|program)-\w+\.cjs$/.test(url) === isProgram),
  );
  const called = (programs ?? []).flatMap(({ functions }) => functions.filter(({ ranges }) => ranges[0].count > 0));
  return {
    modules: called.map(({ functionName }) => functionName).filter((name) => name.endsWith('.js')),
    others: (others ?? []).map(({ url }) => path.relative(dist, fileURLToPath(url))),
  };
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly [{ readonly count: number }];
  }[];
}

describe('what is loaded', () => {
  it('is only the language for check', () => {
    const { modules, others } = startedBy(['check', inception]);
    expect(others).toEqual(['cli/main.cjs']);
    expect(modules).toContain('infer/infer.js');
    expect(
      modules.filter((module) => /tfjs|tensorflow|handlebars|ajv|verify|targets|examples|cli\/git/.test(module)),
    ).toEqual([]);
  });

  it('is nothing that browsers lack for the library', () => {
    const { outputs } = JSON.parse(readFileSync(path.join(dist, '../build/metafile.json'), 'utf8'));
    const imports = Object.values<{ imports: { path: string }[] }>(outputs).flatMap((output) => output.imports);
    expect(imports.map((one) => one.path).filter((file) => !(file in outputs))).toEqual([]);
  });
});
