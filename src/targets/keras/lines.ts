/** Python's statements as lines, of which each block is four columns further in. */
import { type Doc, toLines } from '../code/layout.js';

export type PythonLines = readonly string[];

/** The columns that are kept for indentation, which whoever places lines adds. */
const reserved = 12;

/** A statement, over lines where it does not fit on one. */
export const statement = (head: string, value: Doc, tail = ''): PythonLines => toLines(value, reserved, head, tail);

const indent = (lines: PythonLines): PythonLines => lines.map((line) => (line === '' ? '' : `    ${line}`));

/** A head that ends in a colon, and what it holds. */
export const block = (head: Doc, body: PythonLines): PythonLines => [
  ...toLines(head, reserved),
  ...indent(body.length > 0 ? body : ['pass']),
];
