/** The program as a process of its own, as `npm run build` leaves it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

/** The modules that a module of dist/ imports before it runs, and theirs, by path; packages by name. */
function modulesOf(entry: string, seen = new Set<string>()): ReadonlySet<string> {
  seen.add(entry);
  if (!existsSync(entry)) return seen;
  for (const [, name = ''] of readFileSync(entry, 'utf8').matchAll(
    /^(?:import|export) (?:[^;=()'"]* from )?['"]([^'"]+)['"];/gm,
  )) {
    const next = name.startsWith('.') ? path.join(path.dirname(entry), name) : name;
    if (!seen.has(next)) modulesOf(next, seen);
  }
  return seen;
}

describe('what is loaded', () => {
  it('is, to check, the language alone', () => {
    const modules = [...modulesOf(program), ...modulesOf(path.join(dist, 'cli/check.js'))];
    expect(modules).toContain(path.join(dist, 'phases/5-infer.js'));
    expect(modules.filter((module) => /tfjs|tensorflow|handlebars|ajv|verify|targets/.test(module))).toEqual([]);
  });

  it('is, of the library, nothing that a browser lacks', () => {
    const packages = [...modulesOf(path.join(dist, 'index.js'))].filter((module) => !module.startsWith(dist));
    expect(packages).toEqual(['yaml']);
  });
});
