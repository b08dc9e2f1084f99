/** Colors on a terminal. */
import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Styles a text, on a terminal with colors. */
export type Paint = (style: Style, text: string) => string;

/** A painter with or without colors; the caller decides which. */
export function painter(hasColor: boolean): Paint {
  return (style, text) => (hasColor && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}
