/** The width of texts in a browser, without its fonts: as in DejaVu Sans, which is wider than most. */

/** Widths in thousandths of the size, for the characters from space to tilde. */
const ascii = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
];

/** The maximum width of other characters. */
const widest = 1050;

/** The width of a text in pixels; bold is wider by an eighth. */
export function textWidth(text: string, size: number, isBold = false): number {
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    thousandths += ascii[code - 32] ?? (character === '×' || character === '·' ? 838 : widest);
  }
  return (thousandths / 1000) * size * (isBold ? 1.125 : 1);
}

/** A text that fits a width, with an ellipsis in the middle if it is cut, since both ends of a name matter. */
export function fitText(text: string, width: number, size: number, isBold = false): string {
  if (textWidth(text, size, isBold) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 0; kept -= 1) {
    const head = Math.ceil(kept / 2);
    const cut = `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (kept - head)).join('')}`;
    if (textWidth(cut, size, isBold) <= width) return cut;
  }
  return '…';
}
