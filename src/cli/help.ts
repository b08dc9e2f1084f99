/** The texts of --help and `netspec help`. */
import { wrap } from '../text/display.js';
import { type Invocation, parseArguments } from './arguments.js';
import { type Command, type CommandName, commands, optionOf } from './commands.js';
import { type Host, status } from './host.js';
import { type CommandOption, commonOptions, options, variantOptions } from './options.js';

/** `netspec help COMMAND` is `netspec COMMAND --help`. */
export async function run({ operands }: Invocation, host: Host): Promise<number> {
  const request = parseArguments([...operands, '--help']);
  host.stdout.write(helpText(request.kind === 'help' ? request.command : undefined));
  return status.ok;
}

/** Help on netspec, or on a command. */
export function helpText(name?: CommandName): string {
  return `${(name ? commandHelp(name) : overallHelp()).join('\n')}\n`;
}

function overallHelp(): readonly string[] {
  const rows = Object.entries(commands).map(
    ([name, command]) => [`${name} ${operandsOf(command)}`, command.summary] as const,
  );
  return [
    'netspec compiles neural networks, written as YAML specs, into TensorFlow.js',
    'code, ONNX models and shape reports.',
    '',
    'usage: netspec COMMAND [OPTION]...',
    '',
    ...table(rows),
    '',
    'options of all commands that read a spec:',
    ...table(variantOptions.map((name) => optionRow(name, options[name]))),
    '',
    'options of all commands:',
    ...table(commonOptions.map((name) => optionRow(name, options[name]))),
    '',
    ...wrap(specNote.split(' '), 80),
    'For details, run netspec help COMMAND.',
    '',
    'Exit status: 0 on success, even with warnings; 1 if a spec has errors or a',
    'check fails; 2 if the command line is wrong, a file cannot be read or written,',
    'or a required engine is not installed.',
  ];
}

const specNote =
  'SPEC is a file, a folder (all specs below it), a quoted pattern such as "specs/**/*.yaml", or - for standard input.';

const singleNote = 'SPEC is a file, a folder or quoted pattern with one spec, or - for standard input.';

const fileNote = 'SPEC is a file, or a folder or quoted pattern with one spec.';

function commandHelp(name: CommandName): readonly string[] {
  const command: Command = commands[name];
  const takesSpec = command.operands.startsWith('SPEC');
  const oneSpec = command.takesNoStdin ? fileNote : singleNote;
  const notes = [
    ...(takesSpec ? [command.specs === 1 ? oneSpec : specNote] : []),
    ...(command.note ? [command.note] : []),
  ];
  return [
    `usage: netspec ${name} [OPTION]... ${operandsOf(command)}`.trimEnd(),
    '',
    ...[`${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`, ...notes].flatMap((note) =>
      wrap(note.split(' '), 80),
    ),
    '',
    ...table([...command.options, ...commonOptions].map((option) => optionRow(option, optionOf(command, option)))),
  ];
}

const operandsOf = ({ operands, least = 1 }: Command): string =>
  least === 0 && operands !== '' ? `[${operands}]` : operands;

function optionRow(name: string, { doc, value, choices }: CommandOption): readonly [string, string] {
  return [`--${name}${value ? ` ${value}` : ''}`, choices ? `${doc}: ${choices.join(', ')}` : doc];
}

/** A table of two columns in 80 cells. */
export function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => {
    const [first, ...rest] = wrap(right.split(' '), 80 - 4 - width);
    return [`  ${left.padEnd(width)}  ${first}`, ...rest.map((line) => ' '.repeat(width + 4) + line)];
  });
}
