/** Colours on a terminal. */
import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Gives a text a style, on a terminal that has colours. */
export type Paint = (style: Style, text: string) => string;

/** A painter for a terminal with colours, or without; the caller has settled which it is. */
export function painter(hasColor: boolean): Paint {
  return (style, text) => (hasColor && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}
