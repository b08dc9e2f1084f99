/** Texts with a very long run of one thing are read in linear time: in quadratic time, these tests would never end. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile.js';

const length = 1_000_000;

const specWith = (text: string, filters = '8') => `netspec: 1
name: Net
${text}
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Conv, filters: ${filters}, kernel_size: 1x1}
outputs: {out: Conv}
`;

test.each([
  ['a word in a comment, beside a call without quotes', specWith(`# ${'a'.repeat(length)}`, 'f(1, 2)')],
  ['a word in the signature of a function', specWith(`functions:\n  ? "f(${'a'.repeat(length)}"\n  : 1`)],
  ['arguments of a function', specWith(`functions:\n  ? "f(${'a, '.repeat(length / 10)}b)"\n  : 1`)],
  ['blanks in the reason of a suppression', specWith(`# netspec-allow x: y${' '.repeat(length)}z`)],
])('%s', (_, text) => {
  expect(compile(text).diagnostics).not.toEqual([]);
});
