/** The package as its user has it: packed, installed without engines, and run in another folder. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../../src/weights/npy.js';
import { writeNpz } from '../../src/weights/npz.js';
import { tiny } from '../cli/netspec.js';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'netspec-package-')));
const installed = path.join(root, 'elsewhere', 'node_modules', 'netspec');
afterAll(() => rmSync(root, { recursive: true }));

function link(name: string, folder: string): void {
  mkdirSync(path.dirname(path.join(folder, 'node_modules', name)), { recursive: true });
  symlinkSync(path.resolve('node_modules', name), path.join(folder, 'node_modules', name), 'junction');
}

beforeAll(() => {
  mkdirSync(installed, { recursive: true });
  const shell = (command: string) => {
    const { status, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  shell(`npm pack --ignore-scripts --pack-destination "${root}"`);
  const [file = ''] = readdirSync(root).filter((name) => name.endsWith('.tgz'));
  shell(`tar -xzf "${path.join(root, file)}" -C "${installed}" --strip-components=1`);
  for (const name of ['@jsquash', 'chokidar']) link(name, path.join(root, 'elsewhere'));
}, 60_000);

/** A folder of a user, with a spec, its weights, an input and some packages. */
function projectWith(...packages: readonly string[]): string {
  const folder = mkdtempSync(path.join(root, 'project-'));
  const filled = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.1) });
  const weights = { 'Conv/kernel': filled(3, 3, 3, 4), 'Conv/bias': filled(4) };
  const head = { 'Head/Dense/kernel': filled(144, 10), 'Head/Dense/bias': filled(10) };
  writeFileSync(path.join(folder, 'tiny.yaml'), tiny);
  writeFileSync(path.join(folder, 'tiny.npz'), writeNpz(new Map(Object.entries({ ...weights, ...head }))));
  writeFileSync(path.join(folder, 'x.npy'), writeNpy(filled(1, 8, 8, 3)));
  for (const name of packages) link(name, folder);
  return folder;
}

function netspec(folder: string, ...args: readonly string[]) {
  const program = path.join(installed, 'dist', 'cli', 'main.cjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const predict = ['run', 'tiny.yaml', '--weights', 'tiny.npz', '--input', 'x.npy'];
const tensorflow = 'npm install --save-dev @tensorflow/tfjs @tensorflow/tfjs-backend-wasm';

describe('without engines', () => {
  const folder = projectWith();

  it.each([
    ['check', 'tiny.yaml'],
    ['build', 'tiny.yaml'],
    ['build', 'tiny.yaml', '--target', 'onnx'],
    ['report', 'tiny.yaml', '--format', 'html'],
    ['diff', 'tiny.yaml', 'tiny.yaml'],
    ['fmt', 'tiny.yaml', '--check'],
    ['weights', 'check', 'tiny.yaml', 'tiny.npz'],
    ['weights', 'convert', 'tiny.yaml', 'tiny.npz', 'tiny.safetensors'],
    ['explain', 'output-mismatch'],
    ['new', 'mine', '--from', 'resnet18'],
  ])('netspec %s %s %s %s works', (...args) => {
    expect(netspec(folder, ...args)).toMatchObject({ status: 0, stderr: expect.not.stringContaining('rror') });
  });

  it.each([
    [['verify', 'tiny.yaml'], tensorflow],
    [['verify', 'tiny.yaml', '--backend', 'cpu'], tensorflow],
    [predict, tensorflow],
    [[...predict, '--backend', 'onnx'], 'npm install --save-dev --ignore-scripts onnxruntime-node'],
  ])('%j names the command that installs what it needs', (args, command) => {
    const { status, stdout, stderr } = netspec(folder, ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^netspec: [^\n]+\n$/);
    expect(stderr).toContain(`is not installed; install it with: ${command}\n`);
  });
});

describe('with engines in the folder that it runs in', () => {
  const folder = projectWith('@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm');

  it('verifies', () => {
    const { status, stdout, stderr } = netspec(folder, 'verify', 'tiny.yaml');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^3 layers on wasm: no differences\n/);
  });

  it('predicts', () => {
    expect(netspec(folder, ...predict, '--format', 'json')).toMatchObject({ status: 0, stderr: '' });
  });

  it('says what the native back end needs', () => {
    const { status, stderr } = netspec(folder, 'verify', 'tiny.yaml', '--backend', 'tensorflow');
    expect(status).toBe(2);
    expect(stderr).toMatch(/install it with: npm install --save-dev @tensorflow\/tfjs-node\n$/);
  });
});

it('a back end that does not load is named, with the reason', () => {
  const folder = projectWith('@tensorflow/tfjs');
  const broken = path.join(folder, 'node_modules', '@tensorflow', 'tfjs-backend-wasm');
  mkdirSync(broken);
  writeFileSync(path.join(broken, 'index.js'), "throw new Error('no such binary');");
  const { status, stderr } = netspec(folder, 'verify', 'tiny.yaml', '--backend', 'wasm');
  expect(status).toBe(2);
  expect(stderr).toBe('netspec: cannot load the back end wasm: no such binary\n');
  expect(netspec(folder, 'verify', 'tiny.yaml')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('on cpu'),
  });
});
