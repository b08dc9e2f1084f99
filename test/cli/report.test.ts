import { describe, expect, it } from 'vitest';
import { broken, Folder, netspec, tiny } from './netspec.js';

const folder = new Folder();
const spec = folder.write('tiny.yaml', tiny);

describe('netspec report --out', () => {
  it.each([
    ['txt', 'text'],
    ['json', 'json'],
    ['md', 'markdown'],
    ['svg', 'svg'],
    ['HTML', 'html'],
  ])('writes to a file that ends in .%s what --format %s prints', async (ending, format) => {
    const file = folder.at(`new/report.${ending}`);
    const { stdout } = await netspec(['report', spec, '--format', format]);
    const written = { status: 0, stdout: `wrote ${file}\n`, stderr: '' };
    expect(await netspec(['report', spec, '--out', file])).toEqual(written);
    expect(folder.read(`new/report.${ending}`)).toBe(stdout);
    expect(await netspec(['report', spec, '--out', folder.at('other'), '--format', format, '--quiet'])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(folder.read('other')).toBe(stdout);
  });

  it('writes no colors, whatever the screen', async () => {
    await netspec(['report', spec, '--out', folder.at('plain.txt')], { isTTY: true, columns: 200 });
    expect(folder.read('plain.txt')).toBe((await netspec(['report', spec])).stdout);
  });

  it('writes nothing of a spec with errors, nor where it cannot', async () => {
    const wrong = folder.write('wrong.yaml', broken);
    expect((await netspec(['report', wrong, '--out', folder.at('wrong.json')])).status).toBe(1);
    expect(() => folder.read('wrong.json')).toThrow();
    const { status, stderr } = await netspec(['report', spec, '--out', `${spec}/report.json`]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `netspec: cannot write ${spec}/report.json: part of its path is not a folder\n`,
    });
    const unknown = await netspec(['report', spec, '--out', folder.at('report.pdf')]);
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('--out must end in one of .txt, .json, .md, .svg, .html, or add --format');
  });
});
