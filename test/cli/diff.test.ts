import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { broken, doubtful, Folder, inception, netspec, tiny } from './netspec.js';

const wider = tiny.replace('filters: 4', 'filters: 8').replace(', output: 6x6x4', '');

/** A folder with two specs. */
function pair(before: string, after: string) {
  const folder = new Folder();
  return { folder, a: folder.write('a.yaml', before), b: folder.write('b.yaml', after) };
}

describe('netspec diff', () => {
  it('says that nothing changed', async () => {
    expect(await netspec(['diff', inception, inception])).toEqual({
      status: 0,
      stdout: 'no change in the architecture\n',
      stderr: '',
    });
  });

  it('shows what changed, and succeeds', async () => {
    const { a, b } = pair(tiny, wider);
    const { status, stdout, stderr } = await netspec(['diff', a, b]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('~ Conv: filters 4 → 8\n');
  });

  it('reads one of them from standard input', async () => {
    const { a } = pair(tiny, wider);
    const { stdout } = await netspec(['diff', '-', a, '--format', 'markdown'], { stdin: wider });
    expect(stdout).toContain(`## \`<stdin>\` → \`${a}\`\n`);
  });

  it('compares the same variant of both', async () => {
    const { a, b } = pair(tiny, wider);
    const { stdout } = await netspec(['diff', a, b, '--input', '9x9x3', '--until', 'Conv', '--format', 'json']);
    expect(JSON.parse(stdout).endpoints).toMatchObject([
      { name: 'Conv', before: { output: [7, 7, 4] }, after: { output: [7, 7, 8] } },
    ]);
  });

  it('says what is wrong with either', async () => {
    const { a, b } = pair(broken, doubtful);
    const { status, stdout, stderr } = await netspec(['diff', a, b]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('a.yaml:5:');
    expect(stderr).toContain('warning unused-parameter');
    const { status: unread, stderr: reason } = await netspec(['diff', a, 'nowhere.yaml']);
    expect(unread).toBe(2);
    expect(reason).toContain('error unknown-key');
    expect(reason).toContain('netspec: cannot read nowhere.yaml: no such file\n');
  });
});

describe('a revision', () => {
  /** A git repository with a spec, whose file on disk is a later version. */
  function repository() {
    const folder = new Folder();
    const git = (...args: string[]) =>
      execFileSync('git', [
        '-C',
        folder.path,
        '-c',
        'user.name=Tester',
        '-c',
        'user.email=tester@example.org',
        ...args,
      ]);
    git('init', '--quiet');
    folder.write('tiny.yaml', tiny);
    git('add', 'tiny.yaml');
    git('commit', '--quiet', '--message', 'The first');
    folder.write('tiny.yaml', wider);
    return folder;
  }

  /** What `netspec diff` says in a folder. */
  async function diffIn(folder: Folder, ...args: string[]) {
    const here = process.cwd();
    process.chdir(folder.path);
    try {
      return await netspec(['diff', ...args]);
    } finally {
      process.chdir(here);
    }
  }

  it('is compared with the file on disk', async () => {
    const { status, stdout } = await diffIn(repository(), 'HEAD:tiny.yaml', 'tiny.yaml');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^HEAD:tiny\.yaml → tiny\.yaml\n\n~ Conv: filters 4 → 8\n/);
  });

  it('is a file if one with that name exists', async () => {
    const folder = repository();
    folder.write('HEAD:tiny.yaml', wider);
    expect((await diffIn(folder, 'HEAD:tiny.yaml', 'tiny.yaml')).stdout).toBe('no change in the architecture\n');
  });

  it.each([
    ['HEAD:nowhere.yaml', "path 'nowhere.yaml' does not exist in 'HEAD'"],
    ['nowhen:tiny.yaml', "invalid object name 'nowhen'."],
    ['--output=x:tiny.yaml', 'a revision cannot start with a dash'],
  ])('%s cannot be read: %s', async (name, reason) => {
    const outcome = await diffIn(repository(), '--', name, 'tiny.yaml');
    expect(outcome).toEqual({ status: 2, stdout: '', stderr: `netspec: cannot read ${name}: ${reason}\n` });
  });

  it('needs a repository, and git', async () => {
    const { stderr } = await diffIn(new Folder(), 'HEAD:a.yaml', 'HEAD:a.yaml');
    expect(stderr).toContain('netspec: cannot read HEAD:a.yaml: not a git repository');
    const { PATH } = process.env;
    process.env.PATH = '';
    try {
      expect((await diffIn(new Folder(), 'HEAD:a.yaml', 'b.yaml')).stderr).toContain('git is not installed');
    } finally {
      process.env.PATH = PATH;
    }
  });
});
