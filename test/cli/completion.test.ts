import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Command, commands, optionOf } from '../../src/cli/commands.js';
import { commonOptions } from '../../src/cli/options.js';
import { netspec } from './netspec.js';

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const scriptFor = async (shell: string) => (await netspec(['completion', shell])).stdout;

describe.skipIf(!isThere('bash'))('completion in bash', () => {
  /** What is offered for the last of the words. */
  async function offered(...words: string[]): Promise<readonly string[]> {
    const lines = [
      await scriptFor('bash'),
      'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _netspec; printf "%s\\n" "${COMPREPLY[@]}"',
    ];
    const { stdout, stderr } = spawnSync('bash', ['-c', lines.join('\n'), 'bash', 'netspec', ...words], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  }

  it('offers commands', async () => {
    const first = Object.keys(commands).map((name) => name.split(' ')[0]);
    expect(await offered('')).toEqual([...new Set(first), '--help', '--version']);
    expect(await offered('che')).toEqual(['check']);
    expect(await offered('weights', '')).toEqual(['check', 'convert']);
    expect(await offered('help', 'wat')).toEqual(['watch']);
  });

  it.each(Object.entries<Command>(commands))('offers the options of %s, and their values', async (name, command) => {
    const words = name.split(' ');
    const names = [...command.options, ...commonOptions];
    expect(await offered(...words, '-')).toEqual(names.map((option) => `--${option}`));
    for (const option of command.options) {
      const { choices } = optionOf(command, option);
      if (choices) expect(await offered(...words, `--${option}`, '')).toEqual(choices);
    }
  });

  it('leaves files to the shell', async () => {
    expect(await offered('check', 'specs/in')).toEqual([]);
    expect(await offered('run', 'a.yaml', '--weights', '')).toEqual([]);
  });
});

describe('completion', () => {
  it.skipIf(!isThere('fish'))('in fish offers what there is', async () => {
    const script = await scriptFor('fish');
    const offered = (line: string) => {
      const { stdout } = spawnSync('fish', ['-c', `${script}\ncomplete -C '${line}'`], { encoding: 'utf8' });
      return stdout.split('\n').map((row) => row.split('\t')[0]);
    };
    expect(offered('netspec che')).toEqual(['check', '']);
    expect(offered('netspec weights ')).toEqual(['check', 'convert', '']);
    expect(offered('netspec weights check --fo')).toEqual(['--format', '']);
    expect(offered('netspec weights check --format ')).toEqual(['json', 'text', '']);
  });

  it.skipIf(!isThere('zsh'))('in zsh is a script that zsh reads', async () => {
    const { status, stderr } = spawnSync('zsh', ['-n'], { input: await scriptFor('zsh'), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
