/** The program as a process of its own, as `npm run build` leaves it. */
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
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
  it('is, to check, the language alone', () => {
    const { modules, others } = startedBy(['check', inception]);
    expect(others).toEqual(['cli/main.cjs']);
    expect(modules).toContain('phases/5-infer.js');
    expect(
      modules.filter((module) => /tfjs|tensorflow|handlebars|ajv|verify|targets|examples|cli\/git/.test(module)),
    ).toEqual([]);
  });

  it('is, of the library, nothing that a browser lacks', () => {
    const { outputs } = JSON.parse(readFileSync(path.join(dist, '../build/metafile.json'), 'utf8'));
    expect(outputs['../dist/index.js'].imports).toEqual([]);
  });
});

describe('compiled code', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-compiled-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Another copy of the program, which has never run. */
  function install(name: string) {
    const home = path.join(folder, name);
    mkdirSync(home);
    const files = readdirSync(path.join(dist, 'cli')).filter((file) => file.endsWith('.cjs'));
    for (const file of files) copyFileSync(path.join(dist, 'cli', file), path.join(home, file));
    return {
      run: (...args: string[]) =>
        spawnSync(process.execPath, [path.join(home, 'main.cjs'), ...args], { input: broken, encoding: 'utf8' }),
      kept: () =>
        readdirSync(home)
          .filter((file) => !files.includes(file))
          .map((file) => path.join(home, file)),
    };
  }

  it('is kept of the first run that came to a good end', () => {
    const { run, kept } = install('first');
    expect(run('check', '-').status).toBe(1);
    expect(run('check', '--help').status).toBe(0);
    expect(kept()).toEqual([]);
    expect(run('check', inception).status).toBe(0);
    expect(kept()).toHaveLength(1);
    const [file = ''] = kept();
    const { mtimeMs } = statSync(file);
    expect(run('check', inception)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(kept()).toEqual([file]);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  it('is made anew where it is of no use', () => {
    const { run, kept } = install('damaged');
    run('check', inception);
    const [file = ''] = kept();
    const whole = readFileSync(file);
    for (const useless of ['', 'no code', whole.subarray(0, whole.length / 2)]) {
      writeFileSync(file, useless);
      expect(run('check', inception)).toMatchObject({ status: 0, stdout: '', stderr: '' });
      expect(readFileSync(file).length).toBeGreaterThan(whole.length / 2);
    }
  });

  it('is done without where it cannot be kept', () => {
    const { run, kept } = install('blocked');
    run('check', inception);
    const [file = ''] = kept();
    rmSync(file);
    mkdirSync(file);
    expect(run('check', inception)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(kept()).toEqual([file]);
  });
});
