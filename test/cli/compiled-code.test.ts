/** What V8 compiled of the program is kept, and is never what ends a run. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { broken, inception } from './netspec.js';

const built = fileURLToPath(new URL('../../dist/cli/', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'netspec-compiled-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Another copy of the program, which has never run, of a user with an empty home. */
function install(name: string) {
  const home = path.join(folder, name, 'home');
  const cli = path.join(folder, name, 'cli');
  for (const made of [home, cli]) mkdirSync(made, { recursive: true });
  const files = readdirSync(built).filter((file) => file.endsWith('.cjs'));
  for (const file of files) copyFileSync(path.join(built, file), path.join(cli, file));
  const cache = path.join(home, 'cache');
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  return {
    cli,
    cache: path.join(process.platform === 'darwin' ? path.join(home, 'Library/Caches') : cache, 'netspec'),
    run: (...args: string[]) =>
      spawnSync(process.execPath, [path.join(cli, 'main.cjs'), ...args], { input: broken, env, encoding: 'utf8' }),
    kept: () =>
      readdirSync(cli)
        .filter((file) => !files.includes(file))
        .map((file) => path.join(cli, file)),
  };
}

const well = { status: 0, signal: null, stdout: '', stderr: '' };

describe('compiled code', () => {
  it('is cached after the first successful run', () => {
    const { run, kept } = install('first');
    expect(run('check', '-').status).toBe(1);
    expect(run('check', '--help').status).toBe(0);
    expect(kept()).toEqual([]);
    expect(run('check', inception).status).toBe(0);
    expect(kept()).toHaveLength(1);
    const [file = ''] = kept();
    const { mtimeMs } = statSync(file);
    expect(run('check', inception)).toMatchObject(well);
    expect(kept()).toEqual([file]);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  it('is recompiled if damaged', () => {
    const { run, kept } = install('damaged');
    run('check', inception);
    const [file = ''] = kept();
    const whole = readFileSync(file);
    const zeroed = [0, 64, 0.3, 0.6, 0.9].map((place) => {
      const start = place < 1 ? Math.floor(place * whole.length) : place;
      return Buffer.from(whole).fill(0, start, start + 4096);
    });
    for (const useless of ['', 'no code', whole.subarray(0, whole.length / 2), ...zeroed]) {
      writeFileSync(file, useless);
      expect(run('check', inception)).toMatchObject(well);
      expect(readFileSync(file).length).toBeGreaterThan(whole.length / 2);
      expect(readFileSync(file).equals(Buffer.from(useless))).toBe(false);
    }
  });

  it('leaves no temporary files of killed runs', () => {
    const { run, kept, cli } = install('drafts');
    const { pid: gone } = spawnSync(process.execPath, ['--version']);
    const machine = hostname()
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, 40);
    writeFileSync(path.join(cli, `.netspec-${machine}-${gone}-1`), 'a draft');
    expect(run('check', inception)).toMatchObject(well);
    expect(kept()).toHaveLength(1);
  });
});

describe('compiled code with a read-only installation', () => {
  /** A copy of the program with a folder in the way. */
  function blocked(name: string) {
    const copy = install(name);
    copy.run('check', inception);
    const [file = ''] = copy.kept();
    rmSync(file);
    mkdirSync(file);
    return { ...copy, file: path.join(copy.cache, path.basename(file)) };
  }

  it('is in the user’s cache folder', () => {
    const { run, file } = blocked('fallback');
    expect(run('check', inception)).toMatchObject(well);
    const { mtimeMs, mode } = statSync(file);
    expect(mode & 0o022).toBe(0);
    expect(run('check', inception)).toMatchObject(well);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    writeFileSync(file, Buffer.from(readFileSync(file)).fill(0, 5000, 9096));
    expect(run('check', inception)).toMatchObject(well);
    expect(statSync(file).mtimeMs).toBeGreaterThan(mtimeMs);
  });

  it('is used only if nobody else can write it', () => {
    const { run, file } = blocked('hostile');
    run('check', inception);
    chmodSync(file, 0o666);
    expect(run('check', inception)).toMatchObject(well);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o022).toBe(0);
  });

  it('is removed there after a month', () => {
    const { run, file, cache } = blocked('old');
    mkdirSync(cache, { recursive: true });
    const old = path.join(cache, 'check-AAAAAAAA.cjs.1.2.3-x64.check');
    const foreign = path.join(cache, 'notes.txt');
    for (const one of [old, foreign]) {
      writeFileSync(one, '');
      utimesSync(one, 0, 0);
    }
    expect(run('check', inception)).toMatchObject(well);
    expect([old, foreign, file].map((one) => existsSync(one))).toEqual([false, true, true]);
  });

  it('is not cached if that path is not a folder', () => {
    const { run, cache } = blocked('nowhere');
    mkdirSync(path.dirname(cache), { recursive: true });
    writeFileSync(cache, '');
    expect(run('check', inception)).toMatchObject(well);
    rmSync(cache);
    symlinkSync(cache, cache);
    expect(run('check', inception)).toMatchObject(well);
  });
});
