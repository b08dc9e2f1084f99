/** `netspec explain`: what a code or an op means, with an example; without a name, a list of both. */
import { type Code, codes } from '../diagnostics/codes.js';
import { exampleOf } from '../diagnostics/examples/index.js';
import type { CodeEntry } from '../diagnostics/messages/message.js';
import { closest } from '../diagnostics/nearest.js';
import { findOp, ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { visible, wrap } from '../text/display.js';
import { type Paint, painter } from '../text/paint.js';
import { translateOp } from '../vocabulary/translation.js';
import { type Invocation, UsageError } from './arguments.js';
import { explainOp } from './explain-op.js';
import { explainWord } from './explain-word.js';
import { table } from './help.js';
import { type Host, screenOf, status } from './host.js';

export async function run({ operands, values }: Invocation, host: Host): Promise<number> {
  const [word] = operands;
  const { hasColor } = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
  const lines = word === undefined ? listLines() : explain(word, painter(hasColor));
  host.stdout.write(`${lines.join('\n')}\n`);
  return status.ok;
}

function explain(word: string, paint: Paint): readonly string[] {
  if (isCode(word)) return explanation(word, paint);
  const op = findOp(word);
  if (op) return explainOp(op, paint);
  const foreign = translateOp(word);
  const lines = foreign ? undefined : explainWord(word, paint);
  if (lines) return lines;
  const { word: meant, hint } = foreign ?? {};
  const known = meant === undefined ? undefined : findOp(meant);
  if (!known) throw new UsageError(`no code or op "${word}"; ${hint ?? suggest(word)}`, 'explain');
  const named = `netspec calls ${visible(word)} ${known.name}${hint === undefined ? '.' : `; ${hint}.`}`;
  return [...wrap(named.split(' '), 80), '', ...explainOp(known, paint)];
}

function suggest(word: string): string {
  const meant = closest(word, [...Object.keys(codes), ...Object.keys(ops)]);
  return meant === undefined ? 'netspec explain lists all of them' : `did you mean ${meant}?`;
}

const listLines = (): readonly string[] => [
  'diagnostics:',
  ...table(Object.entries(codes).map(([code, { rule }]) => [code, rule] as const)),
  '',
  'ops:',
  ...table(Object.values<Op>(ops).map(({ name, doc }) => [name, doc] as const)),
];

function explanation(code: Code, paint: Paint): readonly string[] {
  const { severity, isLint, rule, why }: CodeEntry = codes[code];
  const { bad, good } = exampleOf(code);
  return [
    paint('bold', `${severity} ${code}`),
    '',
    ...wrap([rule, why].join(' ').split(' '), 80),
    ...(isLint ? ['', 'To suppress it, add a comment:', `  # netspec-allow ${code}: reason`] : []),
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

const isCode = (word: string): word is Code => Object.hasOwn(codes, word);
