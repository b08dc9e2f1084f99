/** The commands that README.md shows are commands, with options that they have. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.js';
import { commands } from '../../src/cli/commands.js';
import { type CommandOption, options } from '../../src/cli/options.js';
import { compile } from '../../src/compile.js';
import { renderText } from '../../src/diagnostics/render/text.js';
import { kerasCode } from '../../src/targets/keras/index.js';
import { modelOf } from '../model.js';
import { fencesOf, readPage } from './page.js';

const page = readPage('README.md');
const fences = fencesOf(page);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The words of a command line, without quotes and comments. */
function wordsOf(line: string): readonly string[] {
  const [command = ''] = line.split(/(?<=^|\s)#/);
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[0]);
}

/** Throws if the words are no command. */
function judge([program, ...args]: readonly string[]): void {
  const [word = '', ...rest] = args;
  if (program === 'npx' && word === 'netspec') parseArguments(rest);
  else if (program === 'netspec') parseArguments(args);
  else if (program === 'npm') expect(['install', ...Object.keys(scripts)]).toContain(word === 'run' ? rest[0] : word);
  else throw new Error(`there is no command ${program}`);
}

const lines = fences
  .filter(({ language, text }) => language === '' && !isOutput(text))
  .flatMap(({ text }) => text.trim().split('\n'))
  .concat([...page.matchAll(/^- run: (.*)$/gm)].map(([, line = '']) => line));

/** Whether a stretch of code shows what netspec says. */
function isOutput(text: string): boolean {
  return /^\S+:\d+:\d+ (error|warning) /.test(text);
}

describe('the commands of README.md', () => {
  it('are found', () => {
    expect(lines.length).toBeGreaterThan(5);
  });

  it.each(lines)('%s', (line) => {
    for (const command of line.split(' && ')) judge(wordsOf(command));
  });

  const inline = [...page.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const isCommand = (code: string) => /^(npm|npx|netspec) /.test(code);
  const ofCommand = (code: string) => Object.keys(commands).some((name) => code.startsWith(`${name} --`));

  it.each(inline.filter(isCommand))('%s in a sentence', (code) => {
    judge(wordsOf(code));
  });

  it.each(inline.filter(ofCommand))('%s in a sentence', (code) => {
    const [command = '', ...rest] = wordsOf(code);
    parseArguments([command, 'tiny.yaml', ...rest]);
  });

  it.each(inline.filter((code) => code.startsWith('--')))('%s in a sentence', (code) => {
    const [option = '', value] = wordsOf(code);
    const name = option.slice(2) as keyof typeof options;
    expect(Object.keys(options)).toContain(name);
    if (value === undefined) return;
    const owner = Object.entries<{ options: readonly string[] }>(commands).find(([, one]) =>
      one.options.includes(name),
    );
    parseArguments([owner?.[0] ?? 'check', 'tiny.yaml', option, value]);
    expect((options[name] as CommandOption).value).toBeDefined();
  });
});

it('README.md shows what netspec says of a mistake', () => {
  const shown = fences.find(({ text }) => isOutput(text))?.text ?? '';
  const [, file = '', name = '', declared = '', computed = ''] =
    /^([^:]+):\S+ error \S+ (\S+) declares (\S+) but computes (\S+)$/m.exec(shown) ?? [];
  const spec = readPage(file);
  const wrong = spec.replace(new RegExp(`(?<=name: ${name}\\b.*)\\b${computed}\\b`), declared);
  expect(wrong).not.toBe(spec);
  const { diagnostics } = compile(wrong, { file });
  expect(renderText(diagnostics.slice(0, 1), { hasColor: false, width: 100 })).toBe(shown);
});

it('README.md shows the code for Keras that its example becomes', () => {
  const textIn = (language: string, start: string) =>
    fences.find((fence) => fence.language === language && fence.text.includes(start))?.text ?? '';
  const code = kerasCode(modelOf(textIn('yaml', 'name: tiny')));
  expect(code.replaceAll(/^ +"{3}.*\n(?:(?:.*\n)*?^ +"{3}\n)?/gm, '')).toContain(textIn('python', 'def residual'));
});
