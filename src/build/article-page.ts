/** The page on the article's mistakes: what Python did with each, the spec that has it, and what netspec reports. */

import { compile } from '../compile.js';
import { renderText } from '../diagnostics/render/text.js';
import { keysOf } from '../text/lookup.js';
import { prose, proseWithCode, table } from '../text/markdown.js';

/** When Python noticed a mistake. */
const kinds = {
  loud: 'before running anything',
  late: 'when it reached the line',
  silent: 'never, and the network is a different one',
  prose: 'never, since the mistake is in the text or in a comment',
} as const;

type ArticleKind = keyof typeof kinds;

/** A mistake, by the name of its case. */
export interface Mistake {
  readonly name: string;
  readonly about: string;
  readonly kind: ArticleKind;
  readonly python: string;
  readonly spec: string;
}

/** The page, from the texts of the cases by their names. */
export function articlePage(cases: ReadonlyMap<string, string>): string {
  const mistakes = [...cases].map(([name, text]) => readMistake(name, text));
  return `${[
    '<!-- Written by npm run docs from test/cases/article. -->',
    '# Mistakes from a blog post',
    'A blog post walks through the code of TF-Slim’s Inception V3 line by line, and makes some thirty mistakes in ' +
      'copying it. This page shows each mistake that a spec can contain, what Python did, and what `netspec check` ' +
      'reports. Numbers that are missing are typos in the text of the post.',
    'When Python reports the mistake:',
    Object.entries(kinds)
      .map(([kind, when]) => `- **${kind}**: ${when}`)
      .join('\n'),
    table(
      ['mistake', 'Python', 'netspec'],
      mistakes.map((mistake) => [link(mistake), mistake.kind, codesOf(mistake)]),
    ),
    ...mistakes.flatMap(section),
  ].join('\n\n')}\n`;
}

/** Reads the comment before a spec: the subject and what Python did, without the diagnostics. */
export function readMistake(name: string, text: string): Mistake {
  const lines = text.split('\n');
  const length = lines.findIndex((line) => !line.startsWith('#'));
  const header = lines.slice(0, length).map((line) => line.slice(2));
  const end = header.indexOf('');
  const at = header.findIndex((line) => line.startsWith('Python ('));
  const [, kind, told = ''] = /^Python \((\w+)\): (.*)$/s.exec(header.slice(at, end).join(' ')) ?? [];
  const known = keysOf(kinds).find((one) => one === kind);
  if (at === -1 || !known) throw new Error(`${name} does not say what Python did`);
  return {
    name,
    about: header.slice(0, at).join(' '),
    kind: known,
    python: told,
    spec: lines.slice(length).join('\n'),
  };
}

const fileOf = ({ name }: Mistake): string => `${name}.yaml`;

const findIn = (mistake: Mistake) => compile(mistake.spec, { file: fileOf(mistake) }).diagnostics;

function codesOf(mistake: Mistake): string {
  const codes = new Set(findIn(mistake).map(({ code }) => code));
  return [...codes].map((code) => `[${code}](diagnostics.md#${code})`).join(', ');
}

export const titleOf = ({ name }: Mistake): string => name.replace(/[-.]/g, ' ').replace(' ', ': ');

const link = (mistake: Mistake): string =>
  `[${prose(titleOf(mistake))}](#${titleOf(mistake)
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')})`;

function section(mistake: Mistake): readonly string[] {
  const said = renderText(findIn(mistake), { hasColor: false, width: 100 });
  return [
    `## ${prose(titleOf(mistake))}`,
    proseWithCode(mistake.about),
    `Python (${mistake.kind}): ${proseWithCode(mistake.python)}`,
    `\`\`\`yaml\n${mistake.spec.trimEnd()}\n\`\`\``,
    `\`\`\`\n${said.trimEnd()}\n\`\`\``,
  ];
}
