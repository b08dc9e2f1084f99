/** Values that commas cut in two: a call or prose that lacks its quotes. */

import { itemAt } from '../text/lookup.js';

/** A plain value, or a word without a colon, between two commas. */
export interface FlowPiece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly hasColon: boolean;
  readonly isProse: boolean;
}

/** A call without its quotes is looked for over no more commas. */
const mostArguments = 100;

/**
 * The index of the piece in which a value ends: that which closes its parentheses, or the last of its prose, or of the
 * numbers behind a number.
 */
export function findEnd(pieces: readonly (FlowPiece | undefined)[], from: number): number {
  const textAfter = (index: number) => {
    const next = pieces[index + 1];
    return next && !next.hasColon ? next.text : undefined;
  };
  const first = itemAt(pieces, from);
  let last = from;
  if (first.isProse) {
    while (textAfter(last) !== undefined) last += 1;
    return last;
  }
  if (first.hasColon && /^\d+$/.test(first.text)) while (/^\d+$/.test(textAfter(last) ?? '')) last += 1;
  let open = countOpen(first.text);
  for (
    let text = textAfter(last);
    open > 0 && last - from < mostArguments && text !== undefined;
    text = textAfter(last)
  ) {
    last += 1;
    open += countOpen(text);
  }
  return open === 0 ? last : from;
}

const countOpen = (text: string): number => text.split('(').length - text.split(')').length;
