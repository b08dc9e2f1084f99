/** What other projects take from this one to run in continuous integration: the action, the hooks, the recipes. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { parseArguments } from '../../src/cli/arguments.js';
import { broken, Folder, tiny } from '../cli/netspec.js';

interface Step {
  readonly name: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

const read = (file: string) => readFileSync(file, 'utf8');
const action = parse(read('.github/actions/check/action.yml'));
const steps: readonly Step[] = action.runs.steps;

const program = path.resolve('dist/cli/main.cjs');

/** A project with a spec that was built when it was `tiny`, and a `netspec` in the path. */
function project(spec: string): Folder {
  const folder = new Folder();
  for (const name of ['specs', 'bin']) mkdirSync(folder.at(name));
  chmodSync(folder.write('bin/netspec', `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`), 0o755);
  folder.write('specs/tiny.yaml', tiny);
  spawnSync(process.execPath, [program, 'build', 'specs/tiny.yaml'], { cwd: folder.path });
  folder.write('specs/tiny.yaml', spec);
  return folder;
}

/** Runs a step as a runner does. */
function runStep(title: string, folder: Folder, inputs: Readonly<Record<string, string>> = {}) {
  const step = steps.find(({ name }) => name === title) as Step;
  const given = (input: string) => inputs[input] ?? action.inputs[input].default;
  const env = Object.entries(step.env ?? {}).map(([name, value]) => [
    name,
    value.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, input: string) => given(input)),
  ]);
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    cwd: folder.path,
    env: { ...process.env, PATH: `${folder.at('bin')}:${process.env.PATH}`, ...Object.fromEntries(env) },
    encoding: 'utf8',
  });
  return { status, stdout };
}

describe('the action', () => {
  it('does not insert inputs into scripts', () => {
    for (const { run } of steps) expect(run).not.toContain('${{');
  });

  it('passes if everything is up to date', () => {
    const folder = project(tiny);
    expect(runStep('Check', folder)).toEqual({ status: 0, stdout: '' });
    expect(runStep('Check generated files', folder)).toEqual({ status: 0, stdout: '' });
    expect(runStep('Verify', folder)).toMatchObject({ status: 0, stdout: expect.stringContaining('no differences') });
  });

  it('annotates errors', () => {
    const { status, stdout } = runStep('Check', project(broken));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=specs\/tiny\.yaml,line=5,/);
  });

  it('shows stale files', () => {
    const folder = project(tiny.replace('units: 10', 'units: 11'));
    const { status, stdout } = runStep('Check generated files', folder);
    expect(status).toBe(1);
    expect(stdout).toContain('generated/tiny/tiny.ts is stale\n');
  });

  it('expands patterns of specs, and does not run their content', () => {
    const folder = project(tiny);
    mkdirSync(folder.at('specs/deeper'));
    folder.write('specs/deeper/with space.yaml', broken);
    expect(runStep('Check', folder, { specs: 'specs/t*.yaml specs/*y.yaml' }).status).toBe(0);
    expect(runStep('Check', folder, { specs: 'specs/**/*.yaml' }).status).toBe(1);
    expect(runStep('Verify', folder, { specs: 'specs' })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('no differences'),
    });
    expect(runStep('Check', folder, { specs: 'specs/tiny.yaml;touch${IFS}bad $(touch bad) `touch bad`' }).status).toBe(
      2,
    );
    expect(() => folder.read('bad')).toThrow();
  });
});

const hooks: readonly Hook[] = parse(read('.pre-commit-hooks.yaml'));

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly always_run?: boolean;
  readonly args?: readonly string[];
  readonly pass_filenames?: boolean;
  readonly require_serial?: boolean;
}

it('the hooks run once for all files', () => {
  for (const { entry, language, args: given = [], pass_filenames, require_serial } of hooks) {
    expect(language).toBe('system');
    expect(pass_filenames === false || require_serial === true).toBe(true);
    const [npx, no, program, ...args] = entry.split(' ');
    expect([npx, no, program]).toEqual(['npx', '--no', 'netspec']);
    const files = pass_filenames === false ? [] : ['specs/tiny.yaml'];
    expect(parseArguments([...args, ...given, ...files])).toMatchObject({ kind: 'run' });
  }
});

it('the hook of build finds edited and deleted files', () => {
  const { entry, args = [], always_run } = hooks.find(({ id }) => id === 'netspec-build') as Hook;
  // pre-commit does not count deleted files among those that a hook may be for.
  expect(always_run).toBe(true);
  const folder = project(tiny);
  const words = [...entry.split(' ').slice(3), ...args];
  const run = () => spawnSync(process.execPath, [program, ...words], { cwd: folder.path, encoding: 'utf8' });
  expect(run()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  folder.write('generated/tiny/tiny.ts', `${folder.read('generated/tiny/tiny.ts')}// edited\n`);
  expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining('generated/tiny/tiny.ts is stale') });
  rmSync(folder.at('generated/tiny/tiny.ts'));
  expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining('generated/tiny/tiny.ts is missing') });
});

describe('the recipes', () => {
  const page = read('docs/ci.md');

  it('are YAML', () => {
    const fences = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    expect(fences.length).toBeGreaterThan(3);
    for (const text of fences)
      for (const { errors } of parseAllDocuments(text) as { errors: unknown[] }[]) expect(errors).toEqual([]);
  });

  const commands = [...page.matchAll(/\bnetspec ((?:check|build|verify|diff|report) [^\n`;|>]*)/g)];

  it.each(commands.map(([, command = '']) => command.trim()))('netspec %s', (command) => {
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    expect(
      parseArguments(words.some((word) => /[.$]/.test(word)) ? words : [...words, 'specs/tiny.yaml']),
    ).toMatchObject({ kind: 'run' });
  });

  it('name existing hooks and the existing action', () => {
    const ids = parse(read('.pre-commit-hooks.yaml')).map(({ id }: { id: string }) => id);
    expect([...page.matchAll(/\{id: ([\w-]+)\}/g)].map(([, id]) => id)).toEqual(ids);
    expect(page).toContain('OWNER/netspec/.github/actions/check@');
  });
});
