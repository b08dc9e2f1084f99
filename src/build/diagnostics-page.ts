/** The diagnostics page in Markdown: what `explain` prints of each. */

import { type Code, codes } from '../diagnostics/codes.js';
import { exampleOf } from '../diagnostics/examples/index.js';
import type { CodeEntry } from '../diagnostics/messages/message.js';
import { visible } from '../text/display.js';
import { keysOf } from '../text/lookup.js';
import { proseWithCode, table } from '../text/markdown.js';

export function diagnosticsPage(): string {
  const all = keysOf(codes).map((code): readonly [Code, CodeEntry] => [code, codes[code]]);
  return `${[
    '<!-- Written by npm run docs from src/diagnostics. -->',
    '# Diagnostics',
    'All errors and warnings, in the order of the phases that report them. `netspec explain CODE` prints the same text.',
    table(
      ['code', 'severity', 'rule'],
      all.map(([code, { severity, rule }]) => [`[${code}](#${code})`, severity, proseWithCode(rule)]),
    ),
    ...all.flatMap(([code, entry]) => section(code, entry)),
  ].join('\n\n')}\n`;
}

function section(code: Code, { severity, isLint, rule, why }: CodeEntry): readonly string[] {
  const { bad, good } = exampleOf(code);
  return [
    `## ${code}`,
    `*${severity}* · ${proseWithCode(`${rule} ${why}`)}`,
    ...(isLint ? [`To suppress it, add a comment: \`# netspec-allow ${code}: reason\``] : []),
    'Wrong:',
    yaml(bad),
    'Right:',
    yaml(good),
  ];
}

function yaml(text: string): string {
  return ['```yaml', ...text.trimEnd().split('\n').map(visible), '```'].join('\n');
}
