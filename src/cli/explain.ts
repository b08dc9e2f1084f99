/** `netspec explain`: what a code means, with an example; without a code, all of them with their rules. */
import { type Code, type CodeEntry, codes } from '../diagnostics.js';
import { type Paint, painter, visible, wrap } from '../display.js';
import { exampleOf } from '../examples.js';
import { closest } from '../nearest.js';
import { type Invocation, UsageError } from './arguments.js';
import { table } from './help.js';
import { type Host, screenOf, status } from './host.js';

export async function run({ operands, values }: Invocation, host: Host): Promise<number> {
  const [word] = operands;
  const { hasColor } = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
  const lines = word === undefined ? listLines() : explanation(codeNamed(word), painter(hasColor));
  host.stdout.write(`${lines.join('\n')}\n`);
  return status.ok;
}

function codeNamed(word: string): Code {
  if (Object.hasOwn(codes, word)) return word as Code;
  const meant = closest(word, Object.keys(codes));
  const hint = meant === undefined ? 'netspec explain lists them all' : `did you mean ${meant}?`;
  throw new UsageError(`there is no code "${word}"; ${hint}`, 'explain');
}

const listLines = (): readonly string[] =>
  table(Object.entries(codes).map(([code, { rule }]) => [code, rule] as const));

function explanation(code: Code, paint: Paint): readonly string[] {
  const { severity, isLint, rule, why }: CodeEntry = codes[code];
  const { bad, good } = exampleOf(code);
  return [
    paint('bold', `${severity} ${code}`),
    '',
    ...wrap([rule, why].join(' ').split(' '), 80),
    ...(isLint ? ['', 'Where it is wrong, a comment switches it off:', `  # netspec-allow ${code}: reason`] : []),
    '',
    paint('red', 'wrong:'),
    ...indented(bad),
    '',
    paint('green', 'right:'),
    ...indented(good),
  ];
}

const indented = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${visible(line)}`);
