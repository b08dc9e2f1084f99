/** Lines that are indented wrong or lack their dash, as faults with fixes. */
import { write } from '../diagnostics/messages/remedies.js';
import * as messages from '../diagnostics/messages/yaml.js';
import { count } from '../text/words.js';
import type { SyntaxFault } from './fault.js';
import { findDashless, findDepthInItem, findMisplaced, type Misplaced } from './indentation.js';
import type { LineIndex } from './lines.js';

/** A line whose indentation fits nothing around it. */
export function explainIndentation(offset: number, lines: LineIndex): SyntaxFault {
  const misplaced = explainMisplaced(offset, lines);
  if (misplaced) return misplaced;
  const { start, end } = lines.line(lines.nextSolid(offset));
  const depth = findDepthInItem(lines.text, start);
  return { start, end, message: depth === undefined ? messages.badIndentation() : messages.notAligned(depth) };
}

/** The line around an offset that makes the text sound with a dash, or with another indentation. */
export function explainMisplaced(offset: number, { text }: LineIndex): SyntaxFault | undefined {
  const dashless = findDashless(text, offset);
  if (dashless) return explainDashless(dashless, text);
  const odd = findMisplaced(text, offset);
  if (!odd) return undefined;
  const { start, content, end, fits } = odd;
  return {
    start: content,
    end,
    message: messages.indentedBy(spaces(content - start), fits),
    fix: [fits === 0 ? messages.removeIndentation : messages.indentBy(spaces(fits)), start, content, ' '.repeat(fits)],
  };
}

/** An item without its dash: `{op: flatten}`, or `Stem: {op: flatten}`, where the fix also turns `Stem` into `name: Stem`. */
function explainDashless({ start, content, end, fits }: Misplaced, text: string): SyntaxFault {
  const dash = `${' '.repeat(fits)}- `;
  const [before, name] = /^(\w+):\s*\{/.exec(text.slice(content, end)) ?? [];
  if (before === undefined)
    return {
      start: content,
      end,
      message: messages.noDash(),
      fix: [messages.addDash, start, content, dash],
    };
  const newText = `${dash}{name: ${name}, `;
  return {
    start: content,
    end: content + before.length - 1,
    message: messages.nameBeforeItem(),
    fix: [write(`- {name: ${name}, ...}`), start, content + before.length, newText],
  };
}

const spaces = (amount: number): string => count(amount, 'space');
