import { describe, expect, it } from 'vitest';
import { targets } from '../../src/all-targets.js';
import { parseArguments, UsageError } from '../../src/cli/arguments.js';
import { commands } from '../../src/cli/commands.js';
import { netspec } from './netspec.js';

const variant = (...args: string[]) => {
  const request = parseArguments(['check', 'a.yaml', ...args]);
  return request.kind === 'run' ? request.invocation.variant : undefined;
};

describe('the command line', () => {
  it.each([
    ['', 'missing command'],
    ['chek a.yaml', 'unknown command "chek"; did you mean check?'],
    ['constructor a.yaml', 'unknown command "constructor"'],
    ['check', 'check needs SPEC...'],
    ['explain unknown-key unknown-op', 'explain takes one NAME, not 2'],
    ['explain --set a=1', 'explain has no option "--set"'],
    ['report a.yaml b.yaml', 'report takes one SPEC, not 2'],
    ['help chek', 'unknown command "chek"; did you mean check?'],
    ['help weights', 'incomplete command; write weights check or weights convert'],
    ['completion bsh', 'SHELL must be one of bash, zsh, fish, not "bsh"; did you mean bash?'],
    ['check - -', 'standard input can only be read once'],
    ['check --formt json a.yaml', 'check has no option "--formt"; did you mean --format?'],
    ['check --javascript a.yaml', 'check has no option "--javascript"'],
    ['check --__proto__ a.yaml', 'check has no option "--__proto__"'],
    ['check --format xml a.yaml', '--format must be one of text, json, github, sarif, junit, not "xml"'],
    [
      'check --format=jsn a.yaml',
      '--format must be one of text, json, github, sarif, junit, not "jsn"; did you mean json?',
    ],
    [
      'verify --backend gpu a.yaml',
      '--backend must be one of tensorflow, wasm, cpu, jax, torch, not "gpu"; did you mean cpu?',
    ],
    ['check a.yaml --max-warnings some', '--max-warnings must be a whole number, 0 or more, not "some"'],
    ['check --quiet=yes a.yaml', '--quiet takes no value'],
    ['check a.yaml --until', '--until needs a value: --until ENDPOINT'],
    ['check --until --quiet a.yaml', '--until needs a value: --until ENDPOINT'],
    ['check --until= a.yaml', '--until needs a value: --until ENDPOINT'],
    ['check a.yaml --set depth', '--set must be NAME=VALUE, such as num_classes=25, not "depth"'],
    ['check a.yaml --set a=1e999', '--set a: the number 1e999 is too large'],
    ['check a.yaml --input 0x0x3', '--input must be a shape such as 150x150x3 or ?x?x3, not "0x0x3"'],
    ['check a.yaml --input image=', '--input must be a shape such as 150x150x3 or ?x?x3, not "image="'],
    ['report a.yaml --depth 0', '--depth must be a whole number, 1 or more, not "0"'],
    ['report a.yaml --depth 2 --format json', '--depth cannot be combined with --format json, which has all layers'],
    ['build a.yaml --weights w.npz', '--weights needs --target onnx'],
    ['build a.yaml b.yaml --target onnx --weights w.npz', '--weights needs a single spec'],
    ['build a.yaml --map slim', '--map needs --weights'],
    [
      'build a.yaml --target tfs',
      '--target must be one of tfjs, tfjs-inference, report, onnx, keras, not "tfs"; did you mean tfjs?',
    ],
    ['build a/x.yaml b/X.yml', 'a/x.yaml and b/X.yml have the same output folder, X'],
    ['build ...yaml', 'cannot name a folder after ...yaml'],
    ['build a.yaml -', 'standard input cannot be combined with other specs'],
  ])('refuses: netspec %s', async (line, message) => {
    const outcome = await netspec(line.split(' ').filter((word) => word !== ''));
    expect(outcome.stderr.split('\n')[0]).toBe(`netspec: ${message}`);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
  });

  it('reads the values of parameters', () => {
    const args = ['a=1', 'b=-2.5e3', 'c=true', 'd=null', 'e=word', 'f=0x10', 'g=x=y', '__proto__=1'];
    const { set } = variant(...args.flatMap((arg) => ['--set', arg])) ?? {};
    expect(Object.entries(set ?? {})).toEqual([
      ['a', 1],
      ['b', -2500],
      ['c', true],
      ['d', null],
      ['e', 'word'],
      ['f', '0x10'],
      ['g', 'x=y'],
      ['__proto__', 1],
    ]);
  });

  it('reads shapes of inputs', () => {
    expect(variant('--input', '150x?x3')?.input).toEqual({ '': [150, null, 3] });
    expect(variant('--input', 'left=784', '--input', 'right=2x2')?.input).toEqual({ left: [784], right: [2, 2] });
  });

  it('accepts a value that starts with a dash after an equals sign', () => {
    expect(variant('--until=-odd')?.until).toBe('-odd');
    expect(() => parseArguments(['check', 'a.yaml', '--until', '-odd'])).toThrow(UsageError);
  });

  it('takes what follows -- as specs', () => {
    expect(parseArguments(['check', '--', '--help'])).toMatchObject({ invocation: { operands: ['--help'] } });
  });

  it('helps, within 80 columns', async () => {
    for (const args of [['--help'], ...Object.keys(commands).map((name) => [name, '-h'])]) {
      const { status, stdout } = await netspec(args);
      expect(status).toBe(0);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
    expect((await netspec(['report', '--help'])).stdout).toContain('usage: netspec report [OPTION]... SPEC\n');
  });

  it.each(['', 'check', 'weights convert'])('helps with help %s as with --help', async (line) => {
    const words = line.split(' ').filter((word) => word !== '');
    const { status, stdout } = await netspec(['help', ...words]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: (await netspec([...words, '--help'])).stdout });
  });

  it('names the targets in the help of build', async () => {
    const { stdout } = await netspec(['build', '--help']);
    for (const name of Object.keys(targets)) expect(stdout).toMatch(new RegExp(`[ ,]${name}[,\n]`));
  });

  it('tells its version', async () => {
    expect((await netspec(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('shows controls in what it was given as escapes', async () => {
    expect((await netspec(['\u001b[31m'])).stderr).toContain('"\\u001b[31m"');
  });
});
