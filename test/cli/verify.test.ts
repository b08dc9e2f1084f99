import { describe, expect, it } from 'vitest';
import { ort } from '../onnx/engine.js';
import { broken, Folder, netspec, tiny } from './netspec.js';

/** What values are compared with here. */
const engine = ort ? 'ONNX Runtime' : 'the reference in JavaScript, at random positions';

const verify = (...args: string[]) => netspec(['verify', '-', '--backend', 'cpu', ...args], { stdin: tiny });

describe('netspec verify', () => {
  it('reports no differences, and the time of a forward pass', async () => {
    const { status, stdout, stderr } = await verify();
    expect(stderr).toBe('');
    const [layers, values, pass] = stdout.split('\n');
    expect([layers, values]).toEqual(['3 layers on cpu: no differences', `values compared with ${engine}`]);
    expect(pass).toMatch(/^forward pass: \d+ ms, \d+\.\d KiB peak memory$/);
    expect(status).toBe(0);
  });

  it('prints JSON', async () => {
    const { status, stdout } = await verify('--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      backend: 'cpu',
      ok: true,
      layers: 3,
      differences: [],
      forward_ms: expect.any(Number),
      peak_bytes: expect.any(Number),
      compared_with: ort ? 'onnx' : 'javascript',
    });
  });

  it('shows progress on a terminal, except with --quiet', async () => {
    const on = (...args: string[]) =>
      netspec(['verify', '-', '--backend', 'cpu', ...args], { stdin: tiny, isTTY: true, columns: 12 });
    const { stderr } = await on();
    expect(stderr).toContain('\r\u001b[K0/3 buildi…');
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
    expect((await on('--quiet')).stderr).toBe('');
  });

  it('runs no spec that has errors', async () => {
    const { status, stdout, stderr } = await netspec(['verify', '-'], { stdin: broken });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('error unknown-key');
  });

  it('runs the code for inference, and times its layers', async () => {
    const { status, stdout } = await verify('--target', 'tfjs-inference', '--profile', '--depth', '2');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^3 layers on cpu: no differences\nvalues .*\nforward pass: .*\n\nlayer +ms +time +MACs +GMAC\/s +of best\n/,
    );
    const { profile } = JSON.parse((await verify('--profile', '--format', 'json')).stdout);
    expect(Object.keys(profile[0])).toEqual(['layer', 'ms', 'macs', 'gmacs_per_s', 'share_of_best']);
  });

  describe('of several specs', () => {
    const folder = new Folder();
    const sound = folder.write('sound.yaml', tiny);
    const second = folder.write('second.yaml', tiny);
    const wrong = folder.write('wrong.yaml', broken);
    const all = (...args: string[]) => netspec(['verify', ...args, '--backend', 'cpu']);

    it('verifies all, and the highest status wins', async () => {
      const { status, stdout, stderr } = await all(sound, wrong, 'missing.yaml', second);
      expect(status).toBe(2);
      expect(stdout.replaceAll(/forward pass: .*/g, 'forward pass').split('\n')).toEqual([
        sound,
        '3 layers on cpu: no differences',
        `values compared with ${engine}`,
        'forward pass',
        '',
        second,
        '3 layers on cpu: no differences',
        `values compared with ${engine}`,
        'forward pass',
        '',
      ]);
      expect(stderr).toContain('error unknown-key');
      expect(stderr).toContain('missing.yaml');
      expect((await all(sound, wrong)).status).toBe(1);
    });

    it('prints a list without specs that have errors as JSON', async () => {
      const { stdout } = await all(sound, wrong, '--format', 'json');
      expect(JSON.parse(stdout)).toMatchObject([{ spec: sound, backend: 'cpu', ok: true, layers: 3 }]);
    });
  });

  it.each([
    [['--target', 'report'], '--target must be one of tfjs, tfjs-inference, keras, not "report"'],
    [['--target', 'tfjs', '--target', 'tfjs-inference'], 'verify takes one --target'],
    [['--profile', '--depth', '0'], '--depth must be a whole number, 1 or more, not "0"'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await verify(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
