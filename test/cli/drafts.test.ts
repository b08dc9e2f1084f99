/** Whatever ends a process that writes a file, no draft of the file is left for long. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { draftIn, removeAbandonedDrafts, withDraft } from '../../src/cli/drafts.js';
import { Folder, netspec, tiny } from './netspec.js';

const drafts = fileURLToPath(new URL('../../build/cli/drafts.js', import.meta.url));

/** A process that is writing a draft in a folder. */
async function startWriting(folder: string) {
  const script = `
    import { writeFileSync } from 'node:fs';
    import { withDraft } from ${JSON.stringify(`file://${drafts}`)};
    await withDraft(${JSON.stringify(folder)}, async (draft) => {
      writeFileSync(draft, 'half');
      process.stdout.write('.');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe.skipIf(process.platform === 'win32')('a process that is killed while it writes', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s leaves nothing', async (signal) => {
    const folder = new Folder();
    const child = await startWriting(folder.path);
    expect(readdirSync(folder.path)).toHaveLength(1);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('by SIGKILL leaves what the next build removes, even one that writes nothing', async () => {
    const folder = new Folder();
    const args = ['build', folder.write('tiny.yaml', tiny), '--out', folder.at('out'), '--quiet'];
    await netspec(args);
    const built = readdirSync(folder.at('out/tiny'));
    const child = await startWriting(folder.at('out/tiny'));
    const [draft = ''] = readdirSync(folder.at('out/tiny')).filter((name) => !built.includes(name));
    await netspec(args);
    expect(readdirSync(folder.at('out/tiny'))).toContain(draft);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await netspec([...args, '--check']);
    expect(readdirSync(folder.at('out/tiny'))).toContain(draft);
    await netspec(args);
    expect(readdirSync(folder.at('out/tiny'))).toEqual(built);
  });
});

describe('drafts', () => {
  it('are removed if writing fails', async () => {
    const folder = new Folder();
    const failing = withDraft(folder.path, async (draft) => {
      writeFileSync(draft, 'half');
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('of another machine are left alone for an hour, and files of other names for ever', () => {
    const folder = new Folder();
    const foreign = path.join(folder.path, path.basename(draftIn('')).replace(/-\w*-/, '-elsewhere-'));
    const others = ['.netspec', '.netspec-notes', '.netspecrc'].map((name) => folder.write(name, ''));
    writeFileSync(foreign, 'half');
    removeAbandonedDrafts(folder.path);
    expect(existsSync(foreign)).toBe(true);
    for (const file of [foreign, ...others]) utimesSync(file, 0, 0);
    removeAbandonedDrafts(folder.path);
    expect([foreign, ...others].map((file) => existsSync(file))).toEqual([false, true, true, true]);
  });
});
