/** Colors on a terminal. It needs nothing of Node.js: reports are also made in browsers, without colors. */

/** The codes of ECMA-48 that begin and end a style. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

type Style = keyof typeof codes;

/** Styles a text, on a terminal with colors. */
export type Paint = (style: Style, text: string) => string;

/** A painter with or without colors; the caller decides which. */
export const painter =
  (hasColor: boolean): Paint =>
  (style, text) =>
    hasColor && text !== '' ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text;
