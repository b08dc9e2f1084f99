/** `netspec completion SHELL`: a script that completes commands, options and their values, from the tables. */

import { codes } from '../diagnostics/codes.js';
import { closest } from '../diagnostics/nearest.js';
import { ops } from '../ops/index.js';
import { itemAt, keysOf } from '../text/lookup.js';
import { type Invocation, UsageError } from './arguments.js';
import { type Command, type CommandName, commands, optionOf } from './commands.js';
import { type Host, status } from './host.js';
import { commonOptions } from './options.js';

export async function run({ operands }: Invocation, host: Host): Promise<number> {
  const [shell = ''] = operands;
  if (!isShell(shell)) {
    const meant = closest(shell, Object.keys(scripts));
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    throw new UsageError(
      `SHELL must be one of ${Object.keys(scripts).join(', ')}, not "${shell}"${hint}`,
      'completion',
    );
  }
  host.stdout.write(scripts[shell]());
  return status.ok;
}

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

const isShell = (word: string): word is keyof typeof scripts => Object.hasOwn(scripts, word);

interface OptionWords {
  readonly flag: string;
  readonly doc: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

const entries = keysOf(commands).map((name): readonly [CommandName, Command] => [name, commands[name]]);

const optionsOf = (command: Command): readonly OptionWords[] =>
  [...command.options, ...commonOptions].map((name) => {
    const { doc, value, choices = [] } = optionOf(command, name);
    return { flag: `--${name}`, doc, takesValue: value !== undefined, choices };
  });

/** The first words of commands; for commands of two words, with all second words. */
const firstWords = [...new Set(entries.map(([name]) => itemAt(name.split(' '), 0)))];
const secondWords = new Map(
  firstWords.flatMap((first) => {
    const seconds = entries.flatMap(([name]) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []));
    return seconds.length > 0 ? [[first, seconds] as const] : [];
  }),
);

/** Operands of commands that are no files. */
const operandWords: { readonly [Name in CommandName]?: readonly string[] } = {
  explain: [...Object.keys(codes), ...Object.keys(ops)],
  completion: Object.keys(scripts),
  help: firstWords,
};

const summaryOf = (word: string): string => {
  const [, command] = entries.find(([name]) => name === word) ?? [];
  return command?.summary ?? entries.flatMap(([name]) => (name.startsWith(`${word} `) ? [name] : [])).join(', ');
};

/** A text in single quotes for POSIX shells. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The patterns and words of a `case` over a command, the words before the cursor, and the word to complete. */
function cases(give: (words: readonly string[]) => string, giveOptions: (command: Command) => string): string {
  const lines: string[] = [];
  for (const [first, seconds] of secondWords) lines.push(`    ${quote(`${first}  `)}*) ${give(seconds)} ;;`);
  for (const [name, command] of entries) {
    for (const { flag, choices } of optionsOf(command))
      if (choices.length > 0) lines.push(`    ${quote(`${name} ${flag} `)}*) ${give(choices)} ;;`);
    lines.push(`    ${quote(name)}' '*' -'*) ${giveOptions(command)} ;;`);
    const words = operandWords[name];
    if (words) lines.push(`    ${quote(name)}' '*) ${give(words)} ;;`);
  }
  return lines.join('\n');
}

function bashScript(): string {
  const give = (words: readonly string[]) => `COMPREPLY=($(compgen -W ${quote(words.join(' '))} -- "$word"))`;
  return `# Completes netspec in bash: source <(netspec completion bash)
_netspec() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    ${give([...firstWords, '--help', '--version'])}
    return
  fi
  case "$command" in
    ${[...secondWords.keys()].join('|')}) if [ "$COMP_CWORD" -eq 2 ]; then before=; else command="$command \${COMP_WORDS[2]}"; fi ;;
  esac
  case "$command $before $word" in
${cases(give, (command) => give(optionsOf(command).map(({ flag }) => flag)))}
  esac
}
complete -o default -F _netspec netspec
`;
}

function zshScript(): string {
  const described = (pairs: readonly (readonly [string, string])[]) =>
    `all=(${pairs.map(([word, doc]) => quote(`${word.replaceAll(':', '\\:')}:${doc}`)).join(' ')}); _describe netspec all`;
  const give = (words: readonly string[]) => `compadd -- ${words.join(' ')}`;
  return `#compdef netspec
# Completes netspec in zsh: source <(netspec completion zsh)
_netspec() {
  local word=\${words[CURRENT]} before=\${words[CURRENT - 1]} command=\${words[2]}
  local -a all
  if (( CURRENT == 2 )); then
    ${described([...firstWords.map((first) => [first, summaryOf(first)] as const)])}
    return
  fi
  case "$command" in
    ${[...secondWords.keys()].join('|')}) if (( CURRENT == 3 )); then before=; else command="$command \${words[3]}"; fi ;;
  esac
  case "$command $before $word" in
${cases(give, (command) => described(optionsOf(command).map(({ flag, doc }) => [flag, doc] as const)))}
    *) _files ;;
  esac
}
if [ "$funcstack[1]" = _netspec ]; then _netspec "$@"; else compdef _netspec netspec; fi
`;
}

function fishScript(): string {
  const lines = firstWords.map(
    (first) => `complete -c netspec -n 'test -z (__netspec_command)' -f -a ${first} -d ${fishQuote(summaryOf(first))}`,
  );
  for (const [first, seconds] of secondWords)
    lines.push(`complete -c netspec -n 'test (__netspec_command) = ${first}' -f -a ${fishQuote(seconds.join(' '))}`);
  for (const [name, command] of entries) {
    const condition = `-n 'test (__netspec_command) = "${name}"'`;
    for (const { flag, doc, takesValue, choices } of optionsOf(command)) {
      const value = choices.length > 0 ? ` -x -a ${fishQuote(choices.join(' '))}` : takesValue ? ' -r' : '';
      lines.push(`complete -c netspec ${condition} -l ${flag.slice(2)}${value} -d ${fishQuote(doc)}`);
    }
    const words = operandWords[name];
    if (words) lines.push(`complete -c netspec ${condition} -f -a ${fishQuote(words.join(' '))}`);
  }
  return `# Completes netspec in fish: netspec completion fish | source
function __netspec_command
    set -l words (commandline -opc)
    set -e words[1]
    if contains -- "$words[1]" ${[...secondWords.keys()].join(' ')}
        echo (string join ' ' -- $words[1..2])
    else
        echo "$words[1]"
    end
end
${lines.join('\n')}
`;
}

const fishQuote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
