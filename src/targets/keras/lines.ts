/** Python's statements as lines. */
import { type Doc, toLines } from '../code/layout.js';

export type PythonLines = readonly string[];

/** The columns reserved for indentation, which the caller adds. */
const reserved = 12;

/** A statement, on several lines if it does not fit on one. */
export const statement = (head: string, value: Doc, tail = ''): PythonLines => toLines(value, reserved, head, tail);

const indent = (lines: PythonLines): PythonLines => lines.map((line) => (line === '' ? '' : `    ${line}`));

/** A head that ends in a colon, with an indented body. */
export const block = (head: Doc, body: PythonLines): PythonLines => [
  ...toLines(head, reserved),
  ...indent(body.length > 0 ? body : ['pass']),
];
