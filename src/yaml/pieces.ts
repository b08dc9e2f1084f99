/** Values that commas cut in two: a call or prose that lacks its quotes. */

/** A plain value, or a word without a colon, between two commas. */
export interface Piece {
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
export function findEnd(pieces: readonly (Piece | undefined)[], from: number): number {
  const continues = (index: number) => pieces[index] !== undefined && !pieces[index]?.hasColon;
  const first = pieces[from] as Piece;
  let last = from;
  if (first.isProse) {
    while (continues(last + 1)) last += 1;
    return last;
  }
  const isNumber = (index: number) => continues(index) && /^\d+$/.test((pieces[index] as Piece).text);
  if (first.hasColon && /^\d+$/.test(first.text)) while (isNumber(last + 1)) last += 1;
  let open = countOpen(first.text);
  while (open > 0 && last - from < mostArguments && continues(last + 1)) {
    last += 1;
    open += countOpen((pieces[last] as Piece).text);
  }
  return open === 0 ? last : from;
}

const countOpen = (text: string): number => text.split('(').length - text.split(')').length;
