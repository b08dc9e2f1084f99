/** The page of known faults of engines, from their table. */
import { codes } from '../diagnostics/codes.js';
import { type EngineFault, faults } from '../engines/faults.js';
import { table } from '../text/markdown.js';

export function faultsPage(): string {
  const all: readonly EngineFault[] = Object.values(faults);
  const titles = [...new Set(all.map(titleOf))];
  return `${[
    '<!-- Written by npm run docs from src/engines/faults.ts. -->',
    '# Known faults of engines',
    'Wrong results and missing features of engines, in the versions named, and what netspec does about them. ' +
      'Tests compare every op on all installed engines over a grid of attributes and input sizes ' +
      '(`test/engines/sweep.test.ts`). Another test shows that each fault is still present, so that obsolete ' +
      'workarounds are removed.',
    ...titles.flatMap((title) => [
      `## ${title}`,
      table(
        ['ops', 'fault', 'workaround'],
        all.filter((fault) => titleOf(fault) === title).map((fault) => [opsOf(fault), fault.fault, answerOf(fault)]),
      ),
    ]),
  ].join('\n\n')}\n`;
}

function titleOf({ engine, version, backend }: EngineFault): string {
  return [`${engine} ${version}`, ...(backend ? [`back end ${backend}`] : [])].join(', ');
}

const opsOf = ({ ops }: EngineFault): string => (ops ? ops.map((op) => `[${op}](ops.md#${op})`).join(', ') : 'any');

function answerOf({ answer }: EngineFault): string {
  if ('workaround' in answer) return answer.workaround;
  if ('limit' in answer) return answer.limit;
  const { refusal } = answer;
  return Object.hasOwn(codes, refusal) ? `Refused: [${refusal}](diagnostics.md#${refusal}).` : `Refused. ${refusal}`;
}
