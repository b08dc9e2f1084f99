import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { broken, Folder, netspec, tiny } from './netspec.js';

const folder = new Folder();
for (const name of ['nets', 'nets/sub', 'nets/.hidden', 'nets/node_modules', 'one', 'none']) mkdirSync(folder.at(name));
folder.write('nets/b.yaml', broken);
folder.write('nets/a.yml', tiny);
folder.write('nets/sub/c.yaml', broken);
folder.write('nets/sub/compose.yaml', 'services:\n  web: {image: nginx}\n  # layers: none\n');
folder.write('nets/sub/flow.yaml', '{"netspec": 1}\n');
folder.write('nets/sub/cut.yaml', '');
folder.write('nets/.hidden/d.yaml', broken);
folder.write('nets/node_modules/e.yaml', broken);
symlinkSync(folder.at('nets/b.yaml'), folder.at('nets/linked.yaml'));
symlinkSync(folder.at('nets'), folder.at('nets/sub/loop'));
folder.write('one/tiny.yaml', tiny);
folder.write('none/notes.txt', tiny);

/** The files with diagnostics in a check of some operands, by their paths in the folder. */
async function checked(...words: string[]): Promise<readonly string[]> {
  const { stdout } = await netspec(['check', ...words.map((word) => folder.at(word)), '--format', 'junit']);
  return [...stdout.matchAll(/<testsuite name="([^"]*)"/g)].map(([, file = '']) => file.slice(folder.path.length + 1));
}

describe('operands', () => {
  it('that are folders are all specs below them, except hidden files and packages', async () => {
    expect(await checked('nets')).toEqual([
      'nets/a.yml',
      'nets/b.yaml',
      'nets/linked.yaml',
      'nets/sub/c.yaml',
      'nets/sub/cut.yaml',
      'nets/sub/flow.yaml',
    ]);
  });

  it('that are patterns are what they match', async () => {
    expect(await checked('nets/*.yaml')).toEqual(['nets/b.yaml', 'nets/linked.yaml']);
    expect(await checked('nets/{a,b}.y*ml')).toEqual(['nets/a.yml', 'nets/b.yaml']);
    expect(await checked('nets/sub/com*')).toEqual(['nets/sub/compose.yaml']);
  });

  it('are files first, even with special characters', async () => {
    folder.write('one/x[1].yaml', tiny);
    expect(await checked('one/x[1].yaml')).toEqual(['one/x[1].yaml']);
  });

  it('are each processed once', async () => {
    expect(await checked('one', 'one/tiny.yaml', 'one/t*.yaml', 'one/../one/tiny.yaml')).toHaveLength(2);
  });

  it('of a command that takes one spec may give one', async () => {
    const direct = await netspec(['report', folder.at('one/tiny.yaml')]);
    expect(await netspec(['report', folder.at('one/t*.yaml')])).toEqual(direct);
    const { status, stdout, stderr } = await netspec(['report', folder.at('nets')]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^netspec: \S+nets matches 6 specs; choose one: \S+a\.yml, \S+b\.yaml, \S+linked\.yaml, \.\.\.\n/,
    );
  });

  it.each(['text', 'json', 'github', 'sarif', 'junit'])('that give nothing give no %s', async (format) => {
    for (const [word, message] of [
      ['none', 'no specs in WORD'],
      ['nets/*.json', 'no file matches WORD'],
      ['nets/gone.yaml', 'cannot read WORD: no such file'],
    ] as const) {
      const { status, stdout, stderr } = await netspec(['check', folder.at(word), '--format', format]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr.split('\n')[0]).toBe(`netspec: ${message.replace('WORD', folder.at(word))}`);
    }
  });

  it('are taken by every command that takes specs', async () => {
    const out = ['--out', folder.at('built'), '--quiet'];
    expect((await netspec(['build', folder.at('one/t*'), ...out])).status).toBe(0);
    expect((await netspec(['build', folder.at('one/t*'), ...out, '--check'])).status).toBe(0);
    expect((await netspec(['fmt', folder.at('one'), '--check'])).status).toBe(0);
    expect((await netspec(['diff', folder.at('one/t*'), folder.at('nets/a*')])).status).toBe(0);
    expect((await netspec(['weights', 'check', folder.at('one/t*'), folder.at('gone.npz')])).stderr).toContain(
      'gone.npz',
    );
  });
});
