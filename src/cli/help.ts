/** What --help says. */
import { wrap } from '../display.js';
import {
  type Command,
  type CommandName,
  choicesOf,
  commands,
  commonOptions,
  type Option,
  type OptionName,
  options,
  variantOptions,
} from './commands.js';

/** Help on netspec, or on one of its commands. */
export function helpText(name?: CommandName): string {
  return `${(name ? commandHelp(name) : overallHelp()).join('\n')}\n`;
}

function overallHelp(): readonly string[] {
  const rows = Object.entries(commands).map(
    ([name, command]) => [`${name} ${operandsOf(command)}`, command.summary] as const,
  );
  return [
    'netspec compiles neural networks written as YAML specs',
    'into TensorFlow.js code and shape reports.',
    '',
    'usage: netspec COMMAND [OPTION]...',
    '',
    ...table(rows),
    '',
    'with any that reads networks:',
    ...table(variantOptions.map((option) => optionRow(option))),
    '',
    'with any of them:',
    ...table(commonOptions.map((option) => optionRow(option))),
    '',
    'SPEC is a file, or - for standard input. netspec COMMAND --help says more.',
    'The status is 0 where all is well, 1 where a spec has errors,',
    'and 2 where the command line is wrong or a file cannot be read or written.',
  ];
}

function commandHelp(name: CommandName): readonly string[] {
  const command: Command = commands[name];
  const { summary, options: own } = command;
  const note = command.note ?? (command.operands.startsWith('SPEC') ? 'SPEC is a file, or - for standard input.' : '');
  const rowOf = (option: OptionName) => optionRow(option, choicesOf(command, option));
  return [
    `usage: netspec ${name} [OPTION]... ${operandsOf(command)}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...wrap(note.split(' '), 80),
    '',
    ...table([...own.map(rowOf), ...commonOptions.map((option) => optionRow(option))]),
  ];
}

const operandsOf = ({ operands, least = 1 }: Command): string => (least === 0 ? `[${operands}]` : operands);

function optionRow(name: OptionName, choices?: readonly string[]): readonly [string, string] {
  const { doc, value }: Option = options[name];
  return [`--${name}${value ? ` ${value}` : ''}`, choices ? `${doc}: ${choices.join(', ')}` : doc];
}

/** Rows of two columns, within 80 cells. */
export function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => {
    const [first, ...rest] = wrap(right.split(' '), 80 - 4 - width);
    return [`  ${left.padEnd(width)}  ${first}`, ...rest.map((line) => ' '.repeat(width + 4) + line)];
  });
}
