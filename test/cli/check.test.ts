import { describe, expect, it } from 'vitest';
import { broken, doubtful, Folder, inception, netspec, tiny } from './netspec.js';

const folder = new Folder();
const sound = folder.write('sound.yaml', tiny);
const wrong = folder.write('wrong.yaml', broken);
const warned = folder.write('warned.yaml', doubtful);
const missing = folder.at('missing.yaml');

describe('netspec check', () => {
  it('prints nothing for a valid spec', async () => {
    expect(await netspec(['check', inception])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('shows what is wrong, where, and what to do', async () => {
    const { status, stdout, stderr } = await netspec(['check', wrong]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toBe(
      [
        `${wrong}:5:40 error unknown-key: unknown key "kernelsize" in conv2d`,
        '   5 | - {op: conv2d, name: Conv, filters: 4, kernelsize: 3x3, output: 6x6x4}',
        '     |                                        ^^^^^^^^^^',
        '   help: write kernel_size',
        '',
      ].join('\n'),
    );
  });

  it('succeeds with warnings, and omits them with --quiet', async () => {
    const loud = await netspec(['check', warned]);
    expect(loud.status).toBe(0);
    expect(loud.stdout).toContain(':4:14 warning unused-parameter:');
    expect(await netspec(['check', '--quiet', warned])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each([
    [['--set', 'num_class=5'], '--set num_class: InceptionV3 has no parameter "num_class"; did you mean num_classes?'],
    [['--input', 'image=75x75x3'], '--input image: InceptionV3 has no input "image"; did you mean images?'],
    [['--input', 'other=75x75x3'], '--input other: InceptionV3 has no input "other"; expected images'],
  ])('takes %j, which the spec does not have, for a mistake in the command line', async (options, message) => {
    const { status, stdout, stderr } = await netspec(['check', inception, ...options]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`netspec: ${message}\nTry: netspec check --help\n`);
  });

  it('gives each spec the settings that it has, and refuses settings that none has', async () => {
    const aspects = ['check', inception, sound, '--set'];
    expect(await netspec([...aspects, 'depth_multiplier=2'])).toEqual({ status: 0, stdout: '', stderr: '' });
    const refused = await netspec([...aspects, 'width=2']);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('--set width: none of the specs has a parameter "width"');
  });

  it('checks all of several specs, and the highest status wins', async () => {
    const { status, stdout, stderr } = await netspec(['check', sound, missing, wrong]);
    expect(status).toBe(2);
    expect(stderr).toBe(`netspec: cannot read ${missing}: no such file\n`);
    expect(stdout).toContain('unknown-key');
    expect((await netspec(['check', wrong, sound])).status).toBe(1);
    expect((await netspec(['check', sound, warned])).status).toBe(0);
  });

  it('says why a file cannot be read', async () => {
    expect((await netspec(['weights', 'check', sound, folder.path])).stderr).toContain('it is a folder');
    expect((await netspec(['check', `${sound}/x`])).stderr).toContain('part of its path is not a folder');
    expect((await netspec(['check', 'a\0b'])).stderr).toBe('netspec: cannot read a\\u0000b: not a valid file name\n');
  });

  it('reads standard input', async () => {
    expect(await netspec(['check', '-'], { stdin: tiny })).toMatchObject({ status: 0, stdout: '' });
    expect((await netspec(['check', '-'], { stdin: broken })).stdout).toMatch(/^<stdin>:5:40 error/);
  });

  it('refuses bytes that are not text, and accepts a byte-order mark', async () => {
    const latin = await netspec(['check', '-'], { stdin: Buffer.from('name: caf\xe9\n', 'latin1') });
    expect(latin).toEqual({ status: 1, stdout: '<stdin>:1:1 error not-text: not UTF-8 text\n', stderr: '' });
    expect(await netspec(['check', '-'], { stdin: `\ufeff${tiny}` })).toMatchObject({ status: 0, stdout: '' });
    const marked = await netspec(['check', '-'], { stdin: `\ufeffnetspec: 2${tiny.slice('netspec: 1'.length)}` });
    expect(marked.stdout).toMatch(/^<stdin>:1:10 error invalid-value/);
  });

  it('reports an invalid variant in the spec', async () => {
    const refused = await netspec(['check', inception, '--set', 'depth_multiplier=0']);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toMatch(/^specs\/inception-v3\.yaml:8:3 error invalid-value: depth_multiplier /);
    expect((await netspec(['check', inception, '--until', 'Mixed_6x'])).status).toBe(1);
    expect((await netspec(['check', inception, '--until', 'Mixed_6e', '--input', '150x150x3'])).status).toBe(0);
  });

  it('prints JSON', async () => {
    const { status, stdout } = await netspec(['check', '--format', 'json', wrong, warned]);
    expect(status).toBe(1);
    const extent = { file: wrong, line: 5, column: 40, endLine: 5, endColumn: 50 };
    const { diagnostics } = JSON.parse(stdout);
    expect(diagnostics).toHaveLength(2);
    expect(diagnostics[0]).toEqual({
      code: 'unknown-key',
      severity: 'error',
      message: 'unknown key "kernelsize" in conv2d',
      ...extent,
      notes: [],
      fix: { title: 'write kernel_size', kind: 'fix', edits: [{ ...extent, newText: 'kernel_size' }] },
    });
    expect(diagnostics[1]).toMatchObject({ file: warned, severity: 'warning', line: 4 });
    expect(diagnostics[1]).not.toHaveProperty('fix');
    expect(JSON.parse((await netspec(['check', '--format', 'json', sound])).stdout)).toEqual({ diagnostics: [] });
  });

  it('prints guesses as help and updates as updates in JSON', async () => {
    const guessed = folder.write(
      'guessed.yaml',
      tiny.replace('name: Head', 'name: Block_1').replace('scores: Head', 'scores: Block_2'),
    );
    const stale = folder.write('stale.yaml', tiny.replace('6x6x4', '6x6x5'));
    const diagnosticsOf = async (file: string) =>
      JSON.parse((await netspec(['check', '--format', 'json', file])).stdout).diagnostics;
    const [guess] = await diagnosticsOf(guessed);
    expect(guess).toMatchObject({ code: 'unknown-layer', help: 'did you mean Block_1?' });
    expect(guess).not.toHaveProperty('fix');
    const [update] = await diagnosticsOf(stale);
    expect(update).toMatchObject({ code: 'output-mismatch', fix: { kind: 'update', edits: [{ newText: '6x6x4' }] } });
  });

  it('uses colors only on a terminal, and respects NO_COLOR', async () => {
    const isColoured = async (args: string[], surroundings: Parameters<typeof netspec>[1]) =>
      (await netspec(['check', wrong, ...args], surroundings)).stdout.includes('\u001b[');
    expect(await isColoured([], { isTTY: true })).toBe(true);
    expect(await isColoured([], { isTTY: true, env: { NO_COLOR: '' } })).toBe(true);
    expect(await isColoured([], {})).toBe(false);
    expect(await isColoured([], { isTTY: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await isColoured(['--no-color'], { isTTY: true })).toBe(false);
    expect(await isColoured(['--format', 'json'], { isTTY: true })).toBe(false);
  });
});
